#include "programmer/core/expiry.hpp"

#include <fmt/format.h>

#include "common/amount.hpp"
#include "programmer/core/words.hpp"

namespace ipt {

Result<PumpDay> parse_expiry(std::string_view text) {
  const auto wrong = [&] { return Error{fmt::format("'{}' is no expiry date: write 2027-03-31, or 2027-03 for the end of that month", words::escaped(text))}; };
  const bool has_day = text.size() == std::string_view("2027-03-31").size();
  if (!has_day && text.size() != std::string_view("2027-03").size()) return wrong();
  const auto moment = parse_clock(has_day ? std::string(text) : std::string(text) + "-01");
  if (!moment) return wrong();
  if (has_day) return day_of(*moment);
  const std::chrono::year_month_day first(day_of(*moment));
  return PumpDay(std::chrono::year_month_day_last(first.year(), std::chrono::month_day_last(first.month())));
}

std::optional<Caution> expiry_caution(PumpDay expiry, PumpDay today) {
  if (today <= expiry) return {};
  return Caution{"drug_expired", fmt::format("the drug expired on {}, {} ago: nobody vouches any more for its strength or that it is sterile; another lot is safer (assumed)", words::day(expiry), words::days((today - expiry).count()))};
}

}  // namespace ipt
