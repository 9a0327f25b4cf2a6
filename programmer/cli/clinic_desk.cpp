#include "programmer/cli/clinic_desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/core/words.hpp"

namespace ipt {

Failure register_failure(const Error& error) { return {exit_unreachable, {error.text, "Nothing was changed.", {}}}; }

Result<PumpDay, Failure> parse_day(const std::string& text, const char* what) {
  const auto clock = parse_clock(text);
  if (clock && text.size() == std::string_view("2026-04-01").size()) return day_of(*clock);
  return Failure{exit_usage, {fmt::format("'{}' is no day for {}: write it like 2026-04-01", words::escaped(text), what), "Nothing was changed.", {}}};
}

std::optional<Failure> Desk::open() {
  if (auto failure = visit_.open_records()) return failure;
  auto clinic = Clinic::open(visit_.records().folder());
  if (!clinic) return register_failure(clinic.error());
  clinic_.emplace(*std::move(clinic));
  auto all = clinic_->all();
  if (!all) return register_failure(all.error());
  all_ = *std::move(all);
  return settle();
}

std::optional<Failure> Desk::settle() {
  const auto is_open = [](const RegisteredRefill& refill) { return refill.operation && refill.outcome.empty(); };
  if (std::none_of(all_.refills.begin(), all_.refills.end(), is_open)) return {};
  const auto operations = visit_.records().operations(1'000'000);
  if (!operations) return register_failure(operations.error());
  for (auto& refill : all_.refills) {
    if (!is_open(refill)) continue;
    for (const auto& operation : *operations) {
      if (operation.pending.operation_id != *refill.operation || operation.outcome.empty()) continue;
      if (auto error = clinic_->settle(*refill.operation, operation.outcome)) return register_failure(*error);
      refill.outcome = operation.outcome;
      for (auto& step : refill.steps) {
        if (step.step == RefillStep::program) step = {step.step, programming_after(refill.outcome), {}};
      }
    }
  }
  return {};
}

const Patient* Desk::patient(const std::string& name) const {
  for (const auto& one : all_.patients) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::optional<Failure> Desk::nobody(const std::string& name) const {
  if (patient(name) != nullptr) return {};
  std::string known;
  for (const auto& one : all_.patients) known += fmt::format("{}'{}'", known.empty() ? "" : ", ", one.name);
  return Failure{exit_usage, {fmt::format("the register has no patient '{}'", name), fmt::format("It has {}. Nothing was changed.", known.empty() ? "none at all" : known), "Enter a made-up one with `programmer clinic add patient NAME`, or try `programmer clinic demo`."}};
}

Result<std::optional<Desk::Today>, Failure> Desk::today_if_known() {
  if (const std::string& said = visit_.words().clinic.today; !said.empty()) {
    const auto day = parse_day(said, "--today");
    if (!day) return day.error();
    return std::optional(Today{*day, "as --today says"});
  }
  const auto seen = visit_.records().pumps();
  if (!seen) return register_failure(seen.error());
  std::optional<PumpClock> newest;
  std::string serial;
  const auto consider = [&](PumpClock clock, const std::string& pump) {
    if (!newest || clock > *newest) newest = clock, serial = pump;
  };
  for (const auto& pump : *seen) consider(pump.clock, pump.serial);
  for (const auto& pump : all_.pumps) {
    if (pump.status) consider(pump.status->read, pump.serial);
  }
  if (!newest) return std::optional<Today>();
  return std::optional(Today{day_of(*newest), fmt::format("the newest pump time seen, of {}", words::escaped(serial))});
}

Result<Desk::Today, Failure> Desk::today() {
  auto known = today_if_known();
  if (!known) return known.error();
  if (*known) return **known;
  return Failure{exit_usage, {"no pump was ever read, so this programmer does not know what day it is", "Pumps have a time of their own; this machine's clock says nothing about it.", "Give --today 2026-04-01, or read a pump first (`programmer interrogate`), or try `programmer clinic demo`."}};
}

}  // namespace ipt
