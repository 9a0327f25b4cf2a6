#pragma once
#include <memory>
#include <optional>
#include <string>

#include "common/shell/endpoint.hpp"
#include "common/shell/tls/context.hpp"
#include "programmer/cli/failure.hpp"
#include "programmer/records/records.hpp"

namespace ipt {

/// This programmer's own key and certificate, kept beside its records and made with them.
Result<Identity> own_identity(Records&);
/// Of a key, in hex: 64 characters.
std::string hex_of(const Digest& fingerprint);
/// Such as `2036-04-01`.
std::string day_of(HostTime);

/// A protected link to a pump that is pinned: which one is meant, this programmer's key, and what the pump must show.
class Protection {
 public:
  /// The pump that is pinned at this endpoint, or the one with this serial number. A failure: none is, or several are.
  static Result<std::unique_ptr<Protection>, Failure> of(Records&, const Endpoint&, const std::string& serial);

  [[nodiscard]] const PinnedPump& pin() const { return pin_; }
  [[nodiscard]] const TlsContext& context() const { return *context_; }
  /// What to ask for by SNI.
  [[nodiscard]] std::string name() const { return name_of_pump(pin_.serial); }
  /// Who this programmer is to the pump.
  [[nodiscard]] const std::string& identity() const { return identity_; }

  /// The pump was reached there: remembered, and told if its certificate soon ends.
  std::optional<Error> reached(Records&, const Endpoint&);

 private:
  explicit Protection(PinnedPump pin) : pin_(std::move(pin)) {}
  std::optional<std::string> judge(const X509& shown);

  PinnedPump pin_;
  std::string identity_;
  std::unique_ptr<TlsContext> context_;
  HostTime certificate_ends_{};  ///< of the one that the pump has shown
};

}  // namespace ipt
