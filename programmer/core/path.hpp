#pragma once
#include <optional>
#include <string_view>

#include "common/messages.hpp"
#include "common/result.hpp"

// What lies between the reservoir and the tip, after a refill or a new catheter: a bridge gives it at the old dose, a
// priming pushes it out.
namespace ipt {

/// `auto`: all of tubing and catheter at the dose before, if drug or concentration change and it is not the first filling;
/// `none`; or a volume of it. `before` is what the pump shows, `dose` that of its program, running or not.
Result<std::optional<Bridge>> bridge_from(std::string_view text, const Info&, const Status& before, DoseRate dose, bool changes_drug);

/// `full`: tubing and catheter; `catheter`: a new catheter alone; or a volume. Without a duration, the shortest whole
/// minutes that this pump can do it in.
Result<Prime> prime_from(std::string_view text, std::string_view over, const Info&);

}  // namespace ipt
