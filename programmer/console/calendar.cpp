#include "programmer/console/calendar.hpp"

#include <fmt/format.h>
#include <libical/ical.h>

#include <cstdlib>
#include <memory>

#include "programmer/core/words.hpp"

namespace ipt {
namespace {

using std::chrono::days;

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(char* text) const { std::free(text); }
};

icaltimetype whole_day(PumpDay day) {
  const std::chrono::year_month_day date{day};
  icaltimetype time = icaltime_null_date();
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time;
}

/// The pump's clock has no zone: as if it were UTC, for the calendar wants to know when it was made.
icaltimetype stamp(PumpClock read) {
  icaltimetype time = whole_day(std::chrono::floor<days>(read));
  const auto of_day = std::chrono::duration_cast<std::chrono::seconds>(read - std::chrono::floor<days>(read)).count();
  time.hour = static_cast<int>(of_day / 3600);
  time.minute = static_cast<int>(of_day / 60 % 60);
  time.second = static_cast<int>(of_day % 60);
  time.is_date = 0;
  time.zone = icaltimezone_get_utc_timezone();
  return time;
}

/// The component takes what it is given: the library escapes and frees it.
void add_event(icalcomponent* calendar, const Date& date, const std::string& uid, const std::string& what, PumpClock read) {
  const auto* day = std::get_if<PumpDay>(&date);
  if (day == nullptr) return;
  icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(event, icalproperty_new_dtstamp(stamp(read)));
  icalcomponent_add_property(event, icalproperty_new_dtstart(whole_day(*day)));
  icalcomponent_add_property(event, icalproperty_new_dtend(whole_day(*day + days{1})));
  icalcomponent_add_property(event, icalproperty_new_summary(what.c_str()));
  icalcomponent_add_property(event, icalproperty_new_description("SIMULATION, not a medical device. The day is the pump's own, computed and not measured."));
  icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
  icalcomponent_add_component(calendar, event);
}

}  // namespace

std::string calendar_of(const Info& info, const Status& status, PumpClock read) {
  const std::unique_ptr<icalcomponent, Freed> calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//ipt simulation//programmer//EN"));
  const std::string serial = words::escaped(info.serial);
  add_event(calendar.get(), status.refill_by, fmt::format("refill-by@{}.pump.invalid", serial), fmt::format("Refill pump {} by today (simulation)", serial), read);
  add_event(calendar.get(), status.low_reservoir_alarm, fmt::format("low-reservoir@{}.pump.invalid", serial), fmt::format("Pump {}: low-reservoir alarm (simulation)", serial), read);
  const std::unique_ptr<char, Freed> text(icalcomponent_as_ical_string_r(calendar.get()));
  return text.get();
}

}  // namespace ipt
