#include "common/shell/recording.hpp"

#include <google/protobuf/util/delimited_message_util.h>

#include "bedside/v1/recording.pb.h"

namespace ipt {

Result<Recorder> Recorder::open(const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) return Error{"cannot write the recording '" + path + "': check that its folder exists and can be written"};
  return Recorder(path, std::move(file));
}

std::optional<Error> Recorder::write(bool to_pump, LinkTime at, std::string_view payload) {
  if (!is_whole()) return {};
  bedside::v1::Frame frame;
  frame.set_direction(to_pump ? bedside::v1::DIRECTION_TO_PUMP : bedside::v1::DIRECTION_FROM_PUMP);
  frame.set_at_ms(static_cast<std::uint64_t>(at.time_since_epoch().count()));
  frame.set_payload(payload.data(), payload.size());
  google::protobuf::util::SerializeDelimitedToOstream(frame, file_.get());
  if (file_->flush()) return {};
  return Error{"the recording '" + path_ + "' can no longer be written: it ends before this frame. What is done goes on without it."};
}

}  // namespace ipt
