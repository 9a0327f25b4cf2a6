#include <algorithm>
#include <string>
#include <vector>

#include "common/check.hpp"
#include "common/link/link.hpp"
#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {
namespace {

struct Cut {
  std::vector<std::string> payloads;
  FrameDecoder::Fault fault = FrameDecoder::Fault::none;
  bool operator==(const Cut&) const = default;
};

Cut cut(std::string_view bytes, std::size_t slice) {
  FrameDecoder decoder;
  Cut all;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(slice, bytes.size()))) {
    decoder.append(bytes.substr(0, slice));
    while (const auto payload = decoder.next()) all.payloads.emplace_back(*payload);
  }
  all.fault = decoder.fault();
  return all;
}

/// Every payload stands behind its length, and nothing between them is left out.
bool is_in_order(const Cut& cut, std::string_view bytes) {
  for (const std::string& payload : cut.payloads) {
    std::string frame;
    for (int shift = 24; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(payload.size() >> shift));
    frame += payload;
    if (!bytes.starts_with(frame)) return false;
    bytes.remove_prefix(frame.size());
  }
  return true;
}

/// The messages that one end took.
int taken(Link::Side side, std::string_view bytes, std::size_t slice) {
  constexpr std::uint64_t session_of_the_examples = 0x1122334455667788;
  Link link(side, LinkTime{}, Timeouts{}.hello);
  int messages = 0;
  LinkTime now{};
  for (; !bytes.empty(); bytes.remove_prefix(std::min(slice, bytes.size()))) {
    link.receive(bytes.substr(0, slice), now += Milliseconds{1});
    while (const auto envelope = link.next()) {
      ++messages;
      if (!link.is_open()) link.open(session_of_the_examples, Timeouts{}, frame_limit, now);
      IPT_CHECK(!link.last_payload().empty());
    }
  }
  link.advance(link.deadline());
  const std::string out = link.take_output();
  const Cut written = cut(out, out.size() + 1);
  IPT_CHECK(written.fault == FrameDecoder::Fault::none);
  return messages;
}

}  // namespace

/// The first byte says how long a slice is.
bool frames(std::string_view bytes) {
  if (bytes.empty()) return false;
  const std::size_t slice = 1 + static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  const Cut whole = cut(bytes, bytes.size() + 1);
  IPT_CHECK(is_in_order(whole, bytes));
  IPT_CHECK(cut(bytes, slice) == whole);
  const int by_pump = taken(Link::Side::pump, bytes, slice), by_programmer = taken(Link::Side::programmer, bytes, slice);
  IPT_CHECK(by_pump == taken(Link::Side::pump, bytes, bytes.size() + 1));
  return by_pump + by_programmer > 0;
}

}  // namespace ipt::fuzz
