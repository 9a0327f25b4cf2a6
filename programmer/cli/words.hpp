#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/result.hpp"
#include "common/shell/recording.hpp"
#include "programmer/cli/dosing_words.hpp"

namespace ipt {

/// The same of the clinic's register.
struct ClinicWords {
  std::string name, serial, profile, implanted, group, prescriber, from, at, what = "refill", insurance = "pending", within = "14d", today, csv_folder, json_file;
};

/// Where the learner's page is served, and with whose hands.
struct ConsoleWords {
  std::uint32_t port = 0;  ///< 0: any free one
  std::string ready_file, hands;
};

/// What the command line says, before it is understood.
struct Words {
  std::string command;  ///< such as "dose set"
  // for every command
  std::string pump, serial, records, identity, record, timeout;
  std::shared_ptr<Recorder> recorder;  ///< what --record opened: one file for all visits of the command
  bool json = false, yes = false;
  // for some
  std::string dose, amount, file, bolus, over = "20min", clock, volume, withdrawn, drug, concentration, lot, level, operation_id, verdict, forget, how_long, pairing_port, confirm, unpaired,
      bridge, prime, prime_over, lockout, html, text, since;
  std::string by, second_person, expiry;  ///< of a refill
  std::string schedule;  ///< typed at a page, where the terminal names a file
  ClinicWords clinic;
  ConsoleWords console;
  std::uint64_t alarm = 0, from = 0;
  std::uint32_t newest = 40, count = 0;
  std::optional<std::uint32_t> lead;
  bool all = false, critical = false, guided = false, run = false, security = false, off = false;
  DosingWords dosing;
};

/// Nothing: go on. A number: end with it.
std::optional<int> parse_words(int argc, char** argv, Words&);

}  // namespace ipt
