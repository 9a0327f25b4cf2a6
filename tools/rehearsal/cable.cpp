#include "tools/rehearsal/cable.hpp"

#include <algorithm>
#include <utility>

#include "common/check.hpp"
#include "common/wire.hpp"

namespace ipt {

void Cable::put(Way way, std::string_view frames, LinkTime now) {
  FrameDecoder decoder;
  decoder.set_limit(frame_limit);
  decoder.append(frames);
  wire::Codec codec;
  std::size_t before = 0;
  while (const auto payload = decoder.next()) {
    const auto envelope = codec.decode(*payload);
    IPT_CHECK(envelope.has_value());
    if (const auto* goodbye = std::get_if<Goodbye>(&envelope->body)) goodbyes_.push_back(goodbye->reason);
    put_one(way, std::string(frames.substr(before, 4 + payload->size())), now);
    before += 4 + payload->size();
  }
  IPT_CHECK(before == frames.size());
}

void Cable::put_one(Way way, std::string frame, LinkTime now) {
  Lane& lane = at(way);
  ++lane.count;
  if (cut_) return;
  const auto fault = std::find_if(faults_.begin(), faults_.end(), [&](const CableFault& f) { return f.way == way && f.frame == lane.count; });
  if (fault == faults_.end()) {
    lane.arrived.push_back(std::move(frame));
    if (lane.late) lane.arrived.push_back(std::exchange(lane.late, std::nullopt)->frame);
    return;
  }
  switch (fault->kind) {
    case CableFault::Kind::drop: return;
    case CableFault::Kind::duplicate:
      lane.arrived.push_back(frame);
      lane.arrived.push_back(std::move(frame));
      return;
    case CableFault::Kind::delay: lane.late = Late{std::move(frame), now + fault->late}; return;
    case CableFault::Kind::cut_before: return cut();
    case CableFault::Kind::cut_after: lane.arrived.push_back(std::move(frame)); return cut();
  }
}

std::optional<std::string> Cable::take(Way way, LinkTime now) {
  Lane& lane = at(way);
  if (lane.arrived.empty() && lane.late && lane.late->due <= now) lane.arrived.push_back(std::exchange(lane.late, std::nullopt)->frame);
  if (lane.arrived.empty()) return {};
  std::string frame = std::move(lane.arrived.front());
  lane.arrived.pop_front();
  return frame;
}

LinkTime Cable::next_arrival() const {
  LinkTime next = no_deadline;
  for (const Lane& lane : lanes_) {
    if (lane.late) next = std::min(next, lane.late->due);
  }
  return next;
}

void Cable::cut() {
  cut_ = true;
  for (Lane& lane : lanes_) lane.late.reset();
}

}  // namespace ipt
