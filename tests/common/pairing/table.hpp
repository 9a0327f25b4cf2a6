#pragma once
#include <functional>
#include <string>

#include "common/digest.hpp"
#include "common/pairing/programmer_side.hpp"
#include "common/pairing/pump_side.hpp"
#include "common/wire_pairing.hpp"

namespace ipt::pairing {

inline LinkTime at(std::int64_t ms) { return LinkTime(Milliseconds(ms)); }
inline Nonce nonce_of(std::uint8_t byte) {
  Nonce nonce{};
  nonce.fill(byte);
  return nonce;
}

/// Any bytes stand for a certificate here, and their digest for its key.
inline Result<Digest> read_any(std::string_view der) {
  if (der.empty()) return Error{"that is no certificate"};
  return sha256(der);
}

inline const Digest pump_key = sha256("the pump's key");
inline const std::string certificate = "the programmer's certificate";

inline PumpSide::Setup at_pump() { return {pump_key, "ipt-20-0001", Role::clinician, 7, nonce_of(0xA1)}; }
inline ProgrammerSide::Setup at_programmer() { return {pump_key, sha256(certificate), certificate, "ward 3", nonce_of(0xB2)}; }

/// What somebody in between does to a message; nothing: it goes on as it is.
using Tamper = std::function<Message(Message)>;

/// Pump and programmer on one table, with somebody in between who may change each message.
struct Table {
  PumpSide pump;
  ProgrammerSide programmer;
  Tamper to_pump, to_programmer;

  explicit Table(PumpSide::Setup pump_setup = at_pump(), ProgrammerSide::Setup programmer_setup = at_programmer())
      : pump(std::move(pump_setup), read_any, at(0), at(120'000)), programmer(std::move(programmer_setup), at(0)) {}

  static std::string changed(const std::string& frames, const Tamper& tamper) {
    if (!tamper) return frames;
    FrameDecoder decoder;
    decoder.append(frames);
    std::string out;
    while (const auto payload = decoder.next()) out += wire::encode_pairing(tamper(*wire::decode_pairing(*payload)));
    return out;
  }
  /// Until neither has anything to say.
  void talk() {
    for (int turn = 0; turn < 20; ++turn) {
      const std::string from_programmer = changed(programmer.take_output(), to_pump);
      pump.receive(from_programmer);
      const std::string from_pump = changed(pump.take_output(), to_programmer);
      programmer.receive(from_pump);
      if (from_programmer.empty() && from_pump.empty()) return;
    }
  }
};

}  // namespace ipt::pairing
