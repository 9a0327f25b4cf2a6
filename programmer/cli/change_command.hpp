#pragma once
#include <functional>
#include <string>

#include "programmer/cli/visit.hpp"
#include "programmer/core/refill_steps.hpp"

namespace ipt {

class Attendant;

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

/// Makes the operation of what the pump shows, once the visit is open. The words that it was made of must live as long.
using MakeIntent = std::function<Result<Intent, Failure>(Visit&)>;
/// Understands a command's words, as far as that goes before the pump is asked anything.
using Prepare = std::function<Result<MakeIntent, Failure>(const Words&)>;

/// A fresh operation id, from the operating system's randomness: one per intent.
OperationId new_operation_id();

/// Why a change is not even begun in this visit: an earlier one was open until now, and was done. Whoever gives this one may
/// mean the very same. To be asked as soon as the visit is open: what fails later must not hide it.
std::optional<Failure> only_now_known(const Visit&);

/// The whole of a command that changes therapy: opens the visit, makes the operation, checks, warns, stages, lets the attendant
/// see old | new as the pump read it and decide, writes down, commits and reads back. Returns how to end.
int change(const Words&, const Prepare&, Attendant&);

/// Stop: one step, needs nobody's consent, and goes before everything else.
int stop(const Words&, Attendant&);

/// Says why a command ends here, on standard error and with --json on standard output.
int fail(const Words&, const Failure&);

}  // namespace ipt
