#pragma once
#include <boost/json.hpp>

#include "tools/bedside/words.hpp"

// What befalls a pump, and what a patient hears of it: the bedside's commands for these.
namespace ipt {

void add_mishaps(CLI::App&, CLI::App& fault, Words&, std::string& chosen);

/// Absent: the command is another one. An error says what would be right.
std::optional<Result<bedside::v1::Ask>> mishap_of(const std::string& chosen, const Words&);

boost::json::object tones_in_json(const bedside::v1::Tones&);
void print_tones(const bedside::v1::Tones&);
/// A line for all that is as it should be, and one more for each that is not.
void print_life(const bedside::v1::Truth&);

}  // namespace ipt
