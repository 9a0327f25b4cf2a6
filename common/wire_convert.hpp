#pragma once
// Inside of the wire translation only: between protobuf's objects and ours. Included by common/wire*.cpp alone.
#include "common/messages.hpp"
#include "ipt/v1/envelope.pb.h"

namespace ipt::wire {

namespace pb = ::ipt::v1;

/// Whole numbers beyond 63 bits are held at the largest: every limit refuses that.
inline std::int64_t number(std::uint64_t n) { return n > static_cast<std::uint64_t>(INT64_MAX) ? INT64_MAX : static_cast<std::int64_t>(n); }
inline std::uint64_t number(std::int64_t n) { return static_cast<std::uint64_t>(n); }
template <class Q>
std::uint64_t out(Q quantity) { return static_cast<std::uint64_t>(quantity.value); }
inline std::uint64_t out(Uptime t) { return number(t.time_since_epoch().count()); }
inline std::int64_t out(PumpClock t) { return t.time_since_epoch().count(); }
inline std::uint32_t out(Milliseconds d) { return static_cast<std::uint32_t>(d.count()); }
inline Uptime uptime(std::uint64_t ms) { return Uptime(Milliseconds(number(ms))); }
inline PumpClock clock(std::int64_t ms) { return PumpClock(Milliseconds(ms)); }

/// Enumerators have the same numbers on both sides; the wire's 0 is unspecified.
template <class Wire, class Ours>
Wire out_enum(Ours value) { return static_cast<Wire>(static_cast<int>(value)); }
template <class Ours, class Wire>
Ours in_enum(Wire value) { return static_cast<Ours>(static_cast<int>(value)); }

template <class Array>
void put(const Array& from, std::string* to) { to->assign(reinterpret_cast<const char*>(from.data()), from.size()); }
/// Zeros when the length is wrong: matches no live id, digest or grant.
template <class Array>
Array fixed(const std::string& bytes) {
  Array array{};
  if (bytes.size() == array.size()) std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

void put(const Timeouts&, pb::Timeouts*);
Timeouts take(const pb::Timeouts&);
void put(const DeviceTime&, pb::DeviceTime*);
DeviceTime take(const pb::DeviceTime&);
void put(const StageName&, pb::StageName*);
StageName take(const pb::StageName&);
void put(const Date&, pb::Date*);
Date take(const pb::Date&);
void put(const Alarm&, pb::Alarm*);
Alarm take(const pb::Alarm&);
void put(const PatientLimits&, pb::PatientLimits*);
PatientLimits take(const pb::PatientLimits&);
void put(const CriticalValues::OtherDose&, pb::OtherDose*);
CriticalValues::OtherDose take(const pb::OtherDose&);
void put(const CriticalValues&, pb::CriticalValues*);
CriticalValues take(const pb::CriticalValues&);
void put(const LogEntry&, pb::LogEntry*);
LogEntry take(const pb::LogEntry&);

void put(const Request&, pb::Request*);
Request take(const pb::Request&);
void put(const Response&, pb::Response*);
Response take(const pb::Response&);

}  // namespace ipt::wire
