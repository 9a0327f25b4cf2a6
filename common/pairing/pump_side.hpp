#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/pairing/exchange.hpp"
#include "common/pairing/transcript.hpp"
#include "common/result.hpp"

namespace ipt::pairing {

/// The fingerprint of a certificate in DER that may be trusted; else why not.
using ReadCertificate = std::function<Result<Digest>(std::string_view der)>;

/// The pump's end of one start of a pairing, without connection, clock, disk or person: bytes, link time and what a person
/// says come in; bytes, digits and whom to store go out.
///
///   hello ──Hello──▶ nonce ──Nonce──▶ comparing ──both persons──▶ storing ──stored──▶ paired
///
/// Anything else ends it, with a reason and nothing to store.
class PumpSide {
 public:
  struct Setup {
    Digest spki{};  ///< the pump's own
    std::string serial;
    Role role{};
    std::uint32_t arming_number = 0;
    Nonce nonce{};  ///< random, for this start alone
  };
  struct Programmer {
    Digest spki{};
    std::string name;
  };

  /// `disarmed`: when the arming ends.
  PumpSide(Setup setup, ReadCertificate read, LinkTime now, LinkTime disarmed);

  void receive(std::string_view bytes);
  void lost() { exchange_.lost(); }
  void advance(LinkTime now);
  [[nodiscard]] LinkTime deadline() const;
  std::string take_output() { return exchange_.take_output(); }

  /// Who says Hello, once it has.
  [[nodiscard]] const std::optional<Programmer>& programmer() const { return programmer_; }
  /// What the programmer must show as well; from the moment both nonces are known.
  [[nodiscard]] const std::optional<std::string>& digits() const { return digits_; }
  /// A person at the pump gives the programmer's digits; without any, the person gives up the protection that they are.
  /// Wrong ones end it. Only while digits are compared.
  void confirm(std::optional<std::string_view> others_digits);
  /// A person, or the end of the arming.
  void break_off(RefusalReason reason, const std::string& why) { exchange_.refuse(reason, why); }

  /// Both persons have confirmed: `programmer` is to be stored now, and then stored() or not_stored() to be called.
  [[nodiscard]] bool is_to_be_stored() const { return state_ == State::storing && !exchange_.is_over(); }
  void stored();
  void not_stored(const std::string& why) { exchange_.refuse(RefusalReason::storage, why); }

  [[nodiscard]] bool is_confirmed() const { return is_confirmed_; }
  [[nodiscard]] bool is_paired() const { return state_ == State::paired; }
  [[nodiscard]] bool is_over() const { return exchange_.is_over(); }
  /// Why it ended, unless it ended well.
  [[nodiscard]] const std::optional<Refused>& ending() const { return exchange_.ending(); }
  [[nodiscard]] bool ended_by_peer() const { return exchange_.ended_by_peer(); }

 private:
  enum class State { hello, nonce, comparing, storing, paired };
  void take(const Message&);
  void greet(const Hello&);
  void store_if_both_agree();

  Setup setup_;
  ReadCertificate read_;
  Exchange exchange_;
  State state_ = State::hello;
  LinkTime digits_due_;
  LinkTime disarmed_;
  std::optional<Programmer> programmer_;
  std::string transcript_;
  std::optional<std::string> digits_;
  bool is_confirmed_ = false;
  bool other_confirmed_ = false;
};

}  // namespace ipt::pairing
