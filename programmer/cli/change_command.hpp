#pragma once
#include <functional>
#include <string>

#include "programmer/cli/visit.hpp"
#include "programmer/core/refill_steps.hpp"

namespace ipt {

/// What the clinic's register keeps of a refill beside what the pump is told.
struct RefillAccount {
  std::string who;
  std::string second_person;
  std::optional<PumpDay> expiry;
  RefillWorkflow workflow;  ///< so far as it went before the pump is told
  std::optional<OperationId> operation{};  ///< of a guided refill, which the register has known by it since it was begun
};

/// What a person wants done, once.
struct Intent {
  TherapyOperation operation;
  std::string what;     ///< in words, for the records and for people
  bool hourly = false;  ///< the dose was written per hour
  std::optional<RefillAccount> account{};  ///< of a refill
};

/// A fresh operation id, from the operating system's randomness: one per intent.
OperationId new_operation_id();

/// Checks, warns, stages, shows old | new as the pump read it, asks, writes down, commits, reads back and reports.
/// Returns how to end.
int change_therapy(Visit&, const Intent&);

/// Why a change is not even begun in this visit: an earlier one was open until now, and was done. Whoever gives this one may
/// mean the very same. To be asked as soon as the visit is open: what fails later must not hide it.
std::optional<Failure> only_now_known(const Visit&);

/// The whole of such a command: opens the visit, lets `make` make the operation of what the pump shows, and runs it.
int change(const Words&, const std::function<Result<Intent, Failure>(Visit&)>& make);

/// Stop: one step, needs nobody's consent, and goes before everything else.
int stop_pump(Visit&);

/// Says why a command ends here, on standard error and with --json on standard output.
int fail(const Words&, const Failure&);

}  // namespace ipt
