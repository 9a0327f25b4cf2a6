#pragma once
#include <optional>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/host/state.hpp"

namespace ipt {

/// A pump of this birth as it is put in with that start, judged like a new one; whoever lay there lies there unless the
/// start names somebody. An error says what this pump cannot be.
Result<Implant> started(const Birth&, const bedside::v1::Start&, const std::optional<TreatedPatient>& before);

}  // namespace ipt
