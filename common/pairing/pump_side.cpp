#include "common/pairing/pump_side.hpp"

#include <algorithm>

#include "common/printable.hpp"

namespace ipt::pairing {

PumpSide::PumpSide(Setup setup, ReadCertificate read, LinkTime now, LinkTime disarmed)
    : setup_(std::move(setup)), read_(std::move(read)), digits_due_(now + digits_within), disarmed_(disarmed) {}

LinkTime PumpSide::deadline() const {
  if (is_over()) return no_deadline;
  return state_ == State::comparing ? disarmed_ : std::min(digits_due_, disarmed_);
}

void PumpSide::advance(LinkTime now) {
  if (now < deadline()) return;
  if (now >= disarmed_) exchange_.refuse(RefusalReason::disarmed, "the arming has ended");
  else exchange_.refuse(RefusalReason::timeout, "the programmer did not go on in time");
}

void PumpSide::receive(std::string_view bytes) {
  exchange_.append(bytes);
  while (const auto message = exchange_.next()) take(*message);
}

void PumpSide::take(const Message& message) {
  if (const auto* hello = std::get_if<Hello>(&message); hello != nullptr && state_ == State::hello) return greet(*hello);
  if (const auto* challenge = std::get_if<Challenge>(&message); challenge != nullptr && state_ == State::nonce) {
    exchange_.send(Reveal{setup_.nonce});
    digits_ = pairing::digits(transcript_, setup_.nonce, challenge->nonce);
    state_ = State::comparing;
    return;
  }
  if (std::holds_alternative<Confirmed>(message) && state_ == State::comparing && !other_confirmed_) {
    other_confirmed_ = true;
    return store_if_both_agree();
  }
  exchange_.refuse(RefusalReason::unexpected, "a message that does not belong there");
}

void PumpSide::greet(const Hello& hello) {
  if (std::find(hello.versions.begin(), hello.versions.end(), our_version) == hello.versions.end()) return exchange_.refuse(RefusalReason::version, "this pump pairs by version 1");
  if (hello.name.empty() || hello.name.size() > longest_name || !is_plain_name(hello.name)) {
    return exchange_.refuse(RefusalReason::bad_message, "a programmer's name has from 1 to 64 bytes, no two spaces in a row, and no characters that cannot be seen");
  }
  const auto spki = read_(hello.certificate);
  if (!spki) return exchange_.refuse(RefusalReason::bad_certificate, spki.error().text);
  programmer_ = Programmer{*spki, hello.name};
  const std::string hello_frame = exchange_.last_frame();
  const std::string welcome_frame = exchange_.send(Welcome{our_version, setup_.serial, setup_.role, setup_.arming_number});
  transcript_ = transcript({setup_.spki, *spki, setup_.serial, hello_frame, welcome_frame, setup_.role, setup_.arming_number});
  exchange_.send(Commitment{commitment(transcript_, setup_.nonce)});
  state_ = State::nonce;
}

void PumpSide::confirm(std::optional<std::string_view> others_digits) {
  if (state_ != State::comparing || is_over()) return;
  if (others_digits && *others_digits != *digits_) return exchange_.refuse(RefusalReason::wrong_digits, "a person at the pump found other digits");
  is_confirmed_ = true;
  store_if_both_agree();
}

void PumpSide::store_if_both_agree() {
  if (is_confirmed_ && other_confirmed_) state_ = State::storing;
}

void PumpSide::stored() {
  exchange_.send(Confirmed{});
  state_ = State::paired;
  exchange_.finish();
}

}  // namespace ipt::pairing
