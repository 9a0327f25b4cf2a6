#pragma once
#include <boost/json.hpp>

#include "programmer/cli/change_command.hpp"
#include "programmer/core/caution.hpp"

namespace ipt {

/// What became of a change, with all that is told of it.
struct ChangeResult {
  OperationId id{};
  Outcome outcome;
  std::vector<Caution> cautions;
  std::optional<Program> program;  ///< before
  std::optional<Receipt> receipt;
  bool is_stop = false;
  std::optional<Stopped> stopped;
  bool asked_pump = true;  ///< false: refused before anything was sent
  bool read_back = false;  ///< the visit's status is that of afterwards
};

/// The program inside the operation as the pump received it; nothing if the operation brings none.
std::optional<Program> received_program(const Receipt&);
/// Old and new program one below the other, where the operation brings one: the table tells only their doses, and of a
/// stopped pump not even these.
std::string programs_text(const std::optional<Program>& before, const std::optional<Program>& after);

/// How a command ends that ended so.
int exit_code(Outcome::Kind);
/// Why it did not go as it should; nothing if it did.
std::optional<Problem> why_not_done(const Intent&, const ChangeResult&);
/// Everything that is told of a change.
boost::json::object result_json(const Visit&, const Intent&, const ChangeResult&);

/// For people or, with --json, one object.
void print_result(const Visit&, const Intent&, const ChangeResult&);

/// What was settled on the way in, for the object of any command.
boost::json::array settled_json(const Visit&);
void print_settled(const Visit&);

}  // namespace ipt
