// Messages of a pairing.
#include "common/wire_pairing.hpp"

#include "common/wire_convert.hpp"
#include "ipt/v1/pairing.pb.h"

namespace ipt::wire {
namespace {

struct PutPairing {
  pb::PairingMessage* to;
  void operator()(const pairing::Hello& hello) const {
    auto* message = to->mutable_hello();
    for (const auto version : hello.versions) message->add_versions(version);
    message->set_certificate(hello.certificate);
    message->set_name(hello.name);
  }
  void operator()(const pairing::Welcome& welcome) const {
    auto* message = to->mutable_welcome();
    message->set_version(welcome.version);
    message->set_serial(welcome.serial);
    message->set_role(out_enum<pb::Role>(welcome.role));
    message->set_arming_number(welcome.arming_number);
  }
  void operator()(const pairing::Commitment& commitment) const { put(commitment.commitment, to->mutable_commit()->mutable_commitment()); }
  void operator()(const pairing::Challenge& challenge) const { put(challenge.nonce, to->mutable_nonce()->mutable_nonce()); }
  void operator()(const pairing::Reveal& reveal) const { put(reveal.nonce, to->mutable_reveal()->mutable_nonce()); }
  void operator()(const pairing::Confirmed&) const { to->mutable_confirmed(); }
  void operator()(const pairing::Refused& refused) const {
    to->mutable_refused()->set_reason(out_enum<pb::PairingRefusal>(refused.reason));
    to->mutable_refused()->set_text(refused.text);
  }
};

/// A message that holds 32 bytes and nothing else.
template <class Ours>
Result<pairing::Message> of_32_bytes(const std::string& bytes) {
  static_assert(sizeof(Ours) == 32);
  if (bytes.size() != sizeof(Ours)) return Error{"a digest or a nonce that has not 32 bytes"};
  return pairing::Message(Ours{fixed<std::array<std::uint8_t, 32>>(bytes)});
}

}  // namespace

Result<pairing::Message> decode_pairing(std::string_view payload) {
  pb::PairingMessage message;
  if (!message.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return Error{"bytes that are no PairingMessage"};
  switch (message.body_case()) {
    case pb::PairingMessage::kHello: {
      const auto& hello = message.hello();
      return pairing::Message(pairing::Hello{{hello.versions().begin(), hello.versions().end()}, hello.certificate(), hello.name()});
    }
    case pb::PairingMessage::kWelcome: {
      const auto& welcome = message.welcome();
      return pairing::Message(pairing::Welcome{welcome.version(), welcome.serial(), in_enum<Role>(welcome.role()), welcome.arming_number()});
    }
    case pb::PairingMessage::kCommit: return of_32_bytes<pairing::Commitment>(message.commit().commitment());
    case pb::PairingMessage::kNonce: return of_32_bytes<pairing::Challenge>(message.nonce().nonce());
    case pb::PairingMessage::kReveal: return of_32_bytes<pairing::Reveal>(message.reveal().nonce());
    case pb::PairingMessage::kConfirmed: return pairing::Message(pairing::Confirmed{});
    case pb::PairingMessage::kRefused: return pairing::Message(pairing::Refused{in_enum<pairing::RefusalReason>(message.refused().reason()), message.refused().text()});
    case pb::PairingMessage::BODY_NOT_SET: break;
  }
  return Error{"a PairingMessage without a known body"};
}

std::string frame_of(std::string_view payload) {
  std::string frame;
  frame.reserve(4 + payload.size());
  for (int shift = 24; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(payload.size() >> shift & 0xFF));
  return frame.append(payload);
}

std::string encode_pairing(const pairing::Message& content) {
  pb::PairingMessage message;
  std::visit(PutPairing{&message}, content);
  return frame_of(message.SerializeAsString());
}

}  // namespace ipt::wire
