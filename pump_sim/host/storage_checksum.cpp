#include "pump_sim/host/storage_checksum.hpp"

#include <string>

namespace ipt {
namespace {

/// What goes under the hash, put together in one buffer.
class Input {
 public:
  explicit Input(std::string_view kind, std::size_t expected_size) {
    buffer_.reserve(kind.size() + expected_size + 64);
    buffer_ += kind;
  }
  Input& digest(const Digest& digest) {
    buffer_ += bytes_of(digest);
    return *this;
  }
  Input& number(std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8)
      buffer_ += static_cast<char>((static_cast<std::uint64_t>(number) >> shift) & 0xff);
    return *this;
  }
  Input& text(std::string_view text) {
    number(static_cast<std::int64_t>(text.size()));
    buffer_ += text;
    return *this;
  }
  [[nodiscard]] Digest hash() const { return sha256(buffer_); }

 private:
  std::string buffer_;
};

}  // namespace

Digest record_chain(const Digest& before, std::int64_t id, std::string_view pump, std::string_view bytes) {
  return Input("record", pump.size() + bytes.size()).digest(before).number(id).text(pump).text(bytes).hash();
}

Digest snapshot_checksum(const Digest& chain, std::int64_t row, std::int64_t after_record, std::string_view pump,
                         std::string_view bytes) {
  return Input("snapshot", pump.size() + bytes.size())
      .digest(chain)
      .number(row)
      .number(after_record)
      .text(pump)
      .text(bytes)
      .hash();
}

Digest mark_checksum(std::int64_t row, Uptime mark, std::string_view pump) {
  return Input("mark", pump.size()).number(row).number(mark.time_since_epoch().count()).text(pump).hash();
}

}  // namespace ipt
