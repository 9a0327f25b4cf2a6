#pragma once
// Inside of the state translation only.
#include "pump_sim/host/state.hpp"
#include "state/v1/state.pb.h"

namespace ipt {

namespace pb = ::state::v1;

template <class Q>
std::uint64_t out(Q quantity) { return static_cast<std::uint64_t>(quantity.value); }
inline std::uint64_t out(Uptime t) { return static_cast<std::uint64_t>(t.time_since_epoch().count()); }
inline std::uint64_t out(Milliseconds d) { return static_cast<std::uint64_t>(d.count()); }
inline std::int64_t whole(std::uint64_t n) { return static_cast<std::int64_t>(n); }
inline Uptime uptime(std::uint64_t ms) { return Uptime(Milliseconds(whole(ms))); }
inline Milliseconds span_of(std::uint64_t ms) { return Milliseconds(whole(ms)); }
template <class Array>
std::string text_of(const Array& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
template <class Array>
Array array_of(const std::string& bytes) {
  Array array{};
  if (bytes.size() == array.size()) std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

void put(const StageName&, pb::StageName*);
StageName take(const pb::StageName&);
/// 2 had pumps that stop while they are written to, 3 has bridges, primings, a patient's boluses and mixtures, 4 has a life that
/// ends and a battery: an older version must not take a state for one without them.
constexpr std::uint32_t newest_format = 4;
void put(const Birth&, pb::Birth*);
Birth take(const pb::Birth&);
void put(const OperationRecord&, pb::Operation*);
OperationRecord take(const pb::Operation&);
void put(const Exact&, pb::Exact*);
Exact take(const pb::Exact&);
void put(const StandingOrder&, pb::StandingOrder*);
Result<StandingOrder> take(const pb::StandingOrder&);
void put(const Sensed&, pb::Sensed*);
void take(const pb::Sensed&, Sensed&);
void put(const PumpLife&, pb::Life*);
PumpLife take(const pb::Life&);
void put(const World&, pb::Mishaps*);
void take(const pb::Mishaps&, World&);
void put(const World&, pb::World*);
Result<World> take(const pb::World&, const Hardware&);
void put(const TreatedPatient&, pb::Patient*);
/// The patient of a pump with this hardware, whose world has come to `now`.
Result<TreatedPatient> take(const pb::Patient&, const Hardware&, Uptime now);
void put(const Firmware&, const Notes&, pb::Firmware*);
std::optional<Error> take(const pb::Firmware&, Firmware&, Notes&);

}  // namespace ipt
