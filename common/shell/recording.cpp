#include "common/shell/recording.hpp"

#include <google/protobuf/io/zero_copy_stream_impl.h>
#include <google/protobuf/util/delimited_message_util.h>

#include <filesystem>

#include "bedside/v1/recording.pb.h"

namespace ipt {
namespace {

/// What stands at that place may be anything, such as a pump's memory: only a recording is written over.
bool may_be_written_over(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown) || std::filesystem::file_size(path, unknown) == 0) return true;
  std::ifstream file(path, std::ios::binary);
  google::protobuf::io::IstreamInputStream bytes(&file);
  bedside::v1::Frame first;
  return google::protobuf::util::ParseDelimitedFromZeroCopyStream(&first, &bytes, nullptr) && first.direction() != bedside::v1::DIRECTION_UNSPECIFIED;
}

}  // namespace

Result<Recorder> Recorder::open(const std::string& path) {
  if (!may_be_written_over(path)) return Error{"'" + path + "' is there and is no recording, so it was left as it is: name another file for the recording"};
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
