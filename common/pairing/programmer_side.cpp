#include "common/pairing/programmer_side.hpp"

#include <algorithm>

namespace ipt::pairing {

/// The pump says when its arming ends; this is for one that says nothing.
ProgrammerSide::ProgrammerSide(Setup setup, LinkTime now) : setup_(std::move(setup)), digits_due_(now + digits_within), ends_(now + armed_for + digits_within) {
  hello_frame_ = exchange_.send(Hello{{our_version}, setup_.certificate, setup_.name});
}

LinkTime ProgrammerSide::deadline() const {
  if (is_over()) return no_deadline;
  return digits_ ? ends_ : std::min(digits_due_, ends_);
}

void ProgrammerSide::advance(LinkTime now) {
  if (now >= deadline()) exchange_.refuse(RefusalReason::timeout, "the pump did not go on in time");
}

void ProgrammerSide::receive(std::string_view bytes) {
  exchange_.append(bytes);
  while (const auto message = exchange_.next()) take(*message);
}

void ProgrammerSide::take(const Message& message) {
  if (const auto* welcome = std::get_if<Welcome>(&message); welcome != nullptr && state_ == State::welcome) return take_welcome(*welcome);
  if (const auto* committed = std::get_if<Commitment>(&message); committed != nullptr && state_ == State::commitment) {
    commitment_ = committed->commitment;
    exchange_.send(Challenge{setup_.nonce});
    state_ = State::reveal;
    return;
  }
  if (const auto* reveal = std::get_if<Reveal>(&message); reveal != nullptr && state_ == State::reveal) return take_reveal(*reveal);
  if (std::holds_alternative<Confirmed>(message) && state_ == State::confirmed) {
    state_ = State::paired;
    return exchange_.finish();
  }
  exchange_.refuse(RefusalReason::unexpected, "a message that does not belong there");
}

void ProgrammerSide::take_welcome(const Welcome& welcome) {
  if (welcome.version != our_version) return exchange_.refuse(RefusalReason::version, "a version that was not offered");
  const bool known_role = welcome.role == Role::observer || welcome.role == Role::clinician || welcome.role == Role::patient;
  if (!known_role || welcome.serial.empty() || welcome.serial.size() > longest_name) return exchange_.refuse(RefusalReason::bad_message, "a pump names a role and a serial number of 1 to 64 bytes");
  welcome_ = welcome;
  transcript_ = transcript({setup_.pump_spki, setup_.spki, welcome.serial, hello_frame_, exchange_.last_frame(), welcome.role, welcome.arming_number});
  state_ = State::commitment;
}

void ProgrammerSide::take_reveal(const Reveal& reveal) {
  if (pairing::commitment(transcript_, reveal.nonce) != commitment_) return exchange_.refuse(RefusalReason::bad_commitment, "the pump revealed another nonce than it had committed to");
  digits_ = pairing::digits(transcript_, reveal.nonce, setup_.nonce);
  state_ = State::comparing;
}

void ProgrammerSide::confirm(std::optional<std::string_view> others_digits) {
  if (state_ != State::comparing || is_over()) return;
  if (others_digits && *others_digits != *digits_) return exchange_.refuse(RefusalReason::wrong_digits, "a person at the programmer found other digits");
  exchange_.send(Confirmed{});
  state_ = State::confirmed;
}

}  // namespace ipt::pairing
