#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bedside/v1/bedside.pb.h"
#include "common/result.hpp"

namespace CLI {
class App;
}

namespace ipt {

/// What the command line says, before it is understood.
struct Words {
  std::string endpoint;
  std::string serial;
  bool json = false;
  std::string by, place, volume, concentration, drug = "baclofen", path, request, answer, direction, condition, timeout = "10s", accuracy;
  std::uint32_t speed = 1, times = 1, most = 0, frame = 1;
  bool all = false, force = false, until_event = false, off = false, fresh = false, clear = false;
  std::vector<std::string> crash;
  std::string late, lasts = "1h", every = "1d", state, days;
  std::uint32_t stalls = 0, readings = 0;
  std::optional<std::uint32_t> percent;
  bool drops = false;
  std::string role, confirm, digits, certificate, name, fingerprint;
};

/// Adds every command; the one that is given leaves its name, such as "clock advance".
void add_commands(CLI::App&, Words&, std::string& chosen);

/// The ask that the words mean. An error says what would be right.
Result<bedside::v1::Ask> ask_of(const std::string& chosen, const Words&);

}  // namespace ipt
