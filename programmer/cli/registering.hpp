#pragma once
#include <filesystem>
#include <string>

#include "programmer/cli/change_command.hpp"
#include "programmer/records/clinic.hpp"

/// What the programmer writes into the clinic's register by itself. A register that cannot be written is told, and stops no
/// therapy.
namespace ipt {

/// What a pump showed: its dates are those of the newest status read.
void register_status(const std::filesystem::path& folder, const Info&, const Status&, PumpClock read);

/// What is told of a refill with its words, in one: steps that nobody told are not recorded.
Result<RefillAccount, Failure> account_of(const Words&);
/// The same with steps that were told one by one. Whoever is named as second person has done that step.
Result<RefillAccount, Failure> account_of(const Words&, RefillWorkflow);

struct RefillEnd {
  std::string outcome;  ///< empty: not known
  bool sent = false;    ///< or on its way
  bool read_back = false;
};
/// A guided refill before it is sent, by the operation that it may become. False: the register cannot be written, which was told.
bool register_begun(const std::filesystem::path& folder, const RegisteredRefill&);
/// A refill, once before it is sent and once when it is known how it ended. Nothing for other changes.
void register_refill(Visit&, const Intent&, const OperationId&, const RefillEnd&);

}  // namespace ipt
