#include "common/link/frame.hpp"

#include <cstdint>

namespace ipt {

void FrameDecoder::append(std::string_view bytes) {
  if (fault_ != Fault::none) return;
  if (consumed_ == buffer_.size()) {
    buffer_.clear();
  } else if (consumed_ > 0) {
    buffer_.erase(0, consumed_);
  }
  consumed_ = 0;
  buffer_.append(bytes);
}

std::optional<std::string_view> FrameDecoder::next() {
  const std::string_view rest = std::string_view(buffer_).substr(consumed_);
  if (fault_ != Fault::none || rest.size() < 4) return {};
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<unsigned char>(rest[i]);
  if (length == 0 || length > limit_) {
    fault_ = length == 0 ? Fault::empty : Fault::too_long;
    return {};
  }
  if (rest.size() - 4 < length) return {};
  consumed_ += 4 + length;
  return rest.substr(4, length);
}

}  // namespace ipt
