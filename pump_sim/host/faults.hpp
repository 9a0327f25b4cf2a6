#pragma once
#include <optional>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/firmware/scripted.hpp"
#include "pump_sim/host/crash_plan.hpp"

namespace ipt {

/// Which request the bedside means; nothing: none that this version knows.
std::optional<RequestIndex> index_of(bedside::v1::ScriptedRequest);

/// What is laid out and has not come about yet: answers, cuts and a crash.
bedside::v1::Faults faults_of(const Scripted&, const CrashPlan&);
/// Nothing of that is laid out any more.
void clear_faults(Scripted&, CrashPlan&);

}  // namespace ipt
