#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "pump_sim/host/state.hpp"

namespace ipt {

/// What pump-sim is asked to do.
struct Options {
  std::filesystem::path state;
  std::string profile;  ///< empty: ipt-20 for a new pump
  std::string serial;   ///< empty: by the profile's name
  std::optional<std::filesystem::path> from;
  std::string fill, drug = "baclofen", concentration = "2000mcg/mL", dose = "120mcg/day", clock = "2026-01-01T00:00", patient = "child";
  std::string allow_patient_bolus;  ///< a drug that does not permit it by its file
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::uint32_t speed = 1;
  std::string ready_file;
  std::string record;
  std::optional<std::uint64_t> seed;
  bool insecure = false;
  bool no_bedside = false;
  std::string for_a_new_pump;  ///< names of the options given that only a new pump takes
  std::string show_profile;   ///< `profiles show NAME`
  bool list_profiles = false;  ///< `profiles list`
  std::string show_patient;    ///< `patients show NAME`
  bool list_patients = false;  ///< `patients list`
  std::string pairings;        ///< `pairings list`, `add` or `revoke`
  std::string certificate, role, name, fingerprint;
};

/// Nothing: go on. A number: end with it.
std::optional<int> parse_options(int argc, char** argv, Options&);

/// The pump to make when the state folder is new: from a saved file, or from profile and options.
Result<Snapshot> newborn(const Options&);

/// `pairings list`, `add` and `revoke` of a pump that does not run.
int manage_pairings(const Options&, const std::filesystem::path& state);

/// `profiles list` and `profiles show NAME`: every figure with its mark and its source.
int show_profiles(const Options&);
/// The same of `patients list` and `patients show NAME`.
int show_patients(const Options&);

}  // namespace ipt
