#pragma once
#include <boost/json.hpp>

#include "programmer/cli/change_command.hpp"
#include "programmer/core/caution.hpp"

namespace ipt {

/// What became of a change, with all that a session report tells.
struct ChangeReport {
  OperationId id{};
  Outcome outcome;
  std::vector<Caution> cautions;
  std::optional<Receipt> receipt;
  std::optional<Stopped> stopped;
  bool asked_pump = true;  ///< false: refused before anything was sent
  bool read_back = false;  ///< the visit's status is that of afterwards
};

/// For people or, with --json, one object.
void print_report(const Visit&, const Intent&, const ChangeReport&);

/// What was settled on the way in, for the object of any command.
boost::json::array settled_json(const Visit&);
void print_settled(const Visit&);

}  // namespace ipt
