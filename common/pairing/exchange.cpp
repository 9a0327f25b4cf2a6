#include "common/pairing/exchange.hpp"

#include "common/wire_pairing.hpp"

namespace ipt::pairing {

std::optional<Message> Exchange::next() {
  if (is_over_) return {};
  const auto payload = frames_.next();
  if (!payload) {
    if (frames_.fault() != FrameDecoder::Fault::none) refuse(RefusalReason::bad_frame, "a frame has from 1 to 4096 bytes");
    return {};
  }
  auto message = wire::decode_pairing(*payload);
  if (!message) {
    refuse(RefusalReason::bad_message, message.error().text);
    return {};
  }
  if (auto* refused = std::get_if<Refused>(&*message)) {
    ending_ = std::move(*refused);
    ended_by_peer_ = true;
    is_over_ = true;
    return {};
  }
  last_frame_ = wire::frame_of(*payload);
  return *std::move(message);
}

std::string Exchange::send(const Message& message) {
  std::string frame = wire::encode_pairing(message);
  output_ += frame;
  return frame;
}

void Exchange::refuse(RefusalReason reason, std::string text) {
  if (is_over_) return;
  ending_ = Refused{reason, std::move(text)};
  send(*ending_);
  is_over_ = true;
}

void Exchange::lost() {
  if (is_over_) return;
  ending_ = Refused{RefusalReason::cancelled, "the connection ended"};
  ended_by_peer_ = true;
  is_over_ = true;
}

}  // namespace ipt::pairing
