#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "common/pairing/exchange.hpp"
#include "common/pairing/transcript.hpp"

namespace ipt::pairing {

/// The programmer's end of a pairing, without connection, clock, disk or person.
///
///   welcome ──Welcome──▶ commitment ──Commit──▶ reveal ──Reveal──▶ comparing ──a person──▶ confirmed ──Confirmed──▶ paired
///
/// Anything else ends it, with a reason and nothing to pin.
class ProgrammerSide {
 public:
  struct Setup {
    Digest pump_spki{};  ///< of the key that the handshake has proved
    Digest spki{};       ///< this programmer's own
    std::string certificate;  ///< its own, DER
    std::string name;
    Nonce nonce{};  ///< random, for this pairing alone
  };

  /// Says Hello at once.
  ProgrammerSide(Setup setup, LinkTime now);

  void receive(std::string_view bytes);
  void lost() { exchange_.lost(); }
  void advance(LinkTime now);
  [[nodiscard]] LinkTime deadline() const;
  std::string take_output() { return exchange_.take_output(); }

  /// Which pump it says that it is, and what this programmer would be to it. Once it has said so.
  [[nodiscard]] const Welcome& welcome() const { return welcome_; }
  /// What the pump must show as well; from the moment both nonces are known.
  [[nodiscard]] const std::optional<std::string>& digits() const { return digits_; }
  /// As PumpSide::confirm.
  void confirm(std::optional<std::string_view> others_digits);
  void break_off(RefusalReason reason, const std::string& why) { exchange_.refuse(reason, why); }

  /// The persons on both sides have confirmed, and the pump has stored it: the pump may be pinned.
  [[nodiscard]] bool is_paired() const { return state_ == State::paired; }
  [[nodiscard]] bool is_confirmed() const { return state_ == State::confirmed || state_ == State::paired; }
  [[nodiscard]] bool is_over() const { return exchange_.is_over(); }
  [[nodiscard]] const std::optional<Refused>& ending() const { return exchange_.ending(); }
  [[nodiscard]] bool ended_by_peer() const { return exchange_.ended_by_peer(); }

 private:
  enum class State { welcome, commitment, reveal, comparing, confirmed, paired };
  void take(const Message&);
  void take_welcome(const Welcome&);
  void take_reveal(const Reveal&);

  Setup setup_;
  Exchange exchange_;
  State state_ = State::welcome;
  LinkTime digits_due_;
  LinkTime ends_;
  std::string hello_frame_;
  Welcome welcome_;
  std::string transcript_;
  Digest commitment_{};
  std::optional<std::string> digits_;
};

}  // namespace ipt::pairing
