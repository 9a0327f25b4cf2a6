#pragma once
#include <string_view>

#include "common/result.hpp"
#include "common/therapy.hpp"
#include "programmer/core/dose.hpp"

namespace ipt {

/// The program in force with its dose changed: `10%` scales every rate of it, rounded down; `12mcg/day` changes a simple
/// continuous dose only, because of a schedule nobody could say which step was meant. An error says what would be right.
Result<Program> titrate(const Program& in_force, std::string_view text, bool up);

}  // namespace ipt
