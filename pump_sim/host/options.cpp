#include "pump_sim/host/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include <algorithm>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/validate.hpp"
#include "pump_sim/host/saved.hpp"
#include "pump_sim/profiles/model.hpp"

namespace ipt {
namespace {

/// What the options say about the new pump's content, judged like a refill and a program.
std::optional<Error> fill_in(const Options& options, Birth& birth) {
  const auto& capabilities = birth.settings.capabilities;
  const auto volume = options.fill.empty() ? Result<Nanolitres>(capabilities.capacity) : parse_volume(options.fill);
  if (!volume) return volume.error();
  const auto concentration = parse_concentration(options.concentration);
  if (!concentration) return concentration.error();
  const auto clock = parse_clock(options.clock);
  if (!clock) return clock.error();
  birth.delivered = {options.drug, *concentration, *volume, {}, *clock};
  TherapyOperation first{capabilities.serial, ModeAfter::running, Refill{*volume, {}, {}, options.drug, *concentration, {}, {}, {}, {}}};
  if (auto refusal = validate(first, capabilities)) return Error{"this pump cannot be made so: " + refusal->text};
  if (options.dose == "none" || volume->value == 0) return {};
  const auto dose = parse_dose_rate(options.dose);
  if (!dose) return dose.error();
  first.kind = Program{*concentration, SimpleContinuous{*dose}};
  if (auto refusal = validate(first, capabilities)) return Error{"this pump cannot be made so: " + refusal->text};
  birth.delivered.dose = *dose;
  return {};
}

std::optional<Error> permit(const std::string& name, Capabilities& capabilities) {
  if (name.empty()) return {};
  const auto drug = std::ranges::find_if(capabilities.drugs, [&](const auto& known) { return known.name == name; });
  if (drug == capabilities.drugs.end()) return Error{fmt::format("--allow-patient-bolus names a drug of this kind of pump, and '{}' is none", name)};
  drug->permits_patient_bolus = true;
  add_abilities(capabilities);
  return {};
}

std::string serial_of(const Options& options, const DeviceProfile& profile) {
  if (!options.serial.empty()) return options.serial;
  return profile.name + "-0001";
}

}  // namespace

std::optional<int> parse_options(int argc, char** argv, Options& options) {
  CLI::App app{"The implant: a simulated drug pump under the skin, and the physical world round it. Not a medical device.", "pump-sim"};
  app.set_version_flag("--version", "pump-sim 0.1.0, IPT/1.0");
  auto* state = app.add_option("--state", options.state, "Folder that holds the pump's memory; made if it is not there");
  from_environment(state, "IPT_STATE");
  app.add_option("--profile", options.profile, "Kind of pump: a name (see `profiles list`) or a file. Default: ipt-20")->group("A new pump");
  must_be_text(app.add_option("--serial", options.serial, "Its serial number. Default: the profile's name and -0001"))->group("A new pump");
  app.add_option("--from", options.from, "Make it from a state that `bedside save` wrote")->group("A new pump");
  app.add_option("--fill", options.fill, "What its reservoir holds, such as 18mL. Default: its capacity")->group("A new pump");
  must_be_text(app.add_option("--drug", options.drug, "Drug in reservoir and path"))->capture_default_str()->group("A new pump");
  app.add_option("--concentration", options.concentration, "Its concentration")->capture_default_str()->group("A new pump");
  app.add_option("--dose", options.dose, "Simple continuous dose, or 'none' for a stopped pump")->capture_default_str()->group("A new pump");
  must_be_text(app.add_option("--allow-patient-bolus", options.allow_patient_bolus, "Let a patient ask for boluses of this drug, although its drug file forbids it"))->group("A new pump");
  app.add_option("--clock", options.clock, "What its clock shows at first")->capture_default_str()->group("A new pump");
  app.add_option("--patient", options.patient, "Whom it lies in: a name (see `patients list`), a file, or 'none'. Illustrative; `bedside patient` looks")->capture_default_str()->group("A new pump");
  app.add_option("--host", options.host, "Address to listen at; other machines are let in on protected links only")->capture_default_str();
  must_be_whole(app.add_option("--port", options.port, "TCP port; 0 takes any free one"))->capture_default_str();
  must_be_whole(app.add_option("--speed", options.speed, "Pump seconds a host second; 0 pauses. ×1 while a programmer holds control"))->check(CLI::Range(0, 86'400))->capture_default_str();
  app.add_option("--ready-file", options.ready_file, "Written when the pump can be reached: one JSON line with its endpoints");
  app.add_option("--record", options.record, "Record every frame to this file; read it with tools/decode");
  must_be_whole(app.add_option("--seed", options.seed, "Random numbers from this seed, for tests; else from the operating system"));
  app.add_flag("--insecure", options.insecure, "Speak plaintext on this machine even while programmers are paired. It is logged and shown");
  app.add_flag("--no-bedside", options.no_bedside, "Offer no bedside: no hands, no clock, no truth");
  auto* profiles = app.add_subcommand("profiles", "What kinds of pump there are, and where their figures come from");
  profiles->require_subcommand(1);
  profiles->add_subcommand("list", "Their names")->callback([&] { options.list_profiles = true; });
  profiles->add_subcommand("show", "All figures of one")->add_option("NAME", options.show_profile, "A name or a file")->required();
  auto* patients = app.add_subcommand("patients", "What patients there are, made up to teach with, and where their figures come from");
  patients->require_subcommand(1);
  patients->add_subcommand("list", "Their names")->callback([&] { options.list_patients = true; });
  patients->add_subcommand("show", "All figures of one")->add_option("NAME", options.show_patient, "A name or a file")->required();
  auto* pairings = app.add_subcommand("pairings", "Who is paired with a pump that does not run; of one that runs: `bedside pairings`");
  pairings->require_subcommand(1);
  pairings->fallthrough();
  const auto act = [&](const char* name, const char* what) {
    auto* added = pairings->add_subcommand(name, what);
    added->fallthrough();
    added->callback([&options, name] { options.pairings = name; });
    return added;
  };
  act("list", "Fingerprint, role and name of each");
  auto* add = act("add", "Let a programmer in by its certificate, without comparing digits: for machines");
  add->add_option("--certificate", options.certificate, "A file in PEM, as `programmer certificate` prints it")->required();
  add->add_option("--role", options.role, "observer, clinician or patient")->required()->check(CLI::IsMember({"observer", "clinician", "patient"}));
  must_be_text(add->add_option("--name", options.name, "For people. Default: what the certificate says"));
  act("revoke", "Let it in no more")->add_option("FINGERPRINT", options.fingerprint, "As `list` shows it, or its beginning")->required();
  add_examples(*pairings, {{"pump-sim pairings --state my-pump list", ""}, {"pump-sim pairings --state my-pump add --certificate c.pem --role clinician", ""}});
  add_examples(app, {{"pump-sim --state my-pump", "an ipt-20 full of baclofen 2,000 mcg/mL, running 120 mcg/day"},
                     {"pump-sim --state p2 --profile valve-20 --fill 10mL --dose none", "half full and stopped"},
                     {"pump-sim --state p3 --port 0 --ready-file r.json --speed 0", "for a test: time stands still"},
                     {"pump-sim profiles show ipt-20", "every figure, verified or assumed"}});
  add_exit_codes(app, fmt::format("0 ended cleanly, 2 usage, 3 the memory, the sockets or the ready file cannot be used, {}", unwritten_help));
  if (auto code = parse_command_line(app, argc, argv)) return code;
  for (const auto* option : app.get_options()) {
    if (option->get_group() == "A new pump" && option->count() > 0) options.for_a_new_pump += (options.for_a_new_pump.empty() ? "" : ", ") + option->get_name();
  }
  return {};
}

Result<Snapshot> newborn(const Options& options) {
  if (options.from) return read_saved(*options.from);
  const auto profile = load_profile(options.profile.empty() ? "ipt-20" : options.profile);
  if (!profile) return profile.error();
  const std::string serial = serial_of(options, *profile);
  if (serial.size() > 64 || std::any_of(serial.begin(), serial.end(), [](unsigned char c) { return c <= ' ' || c == 127; })) {
    return Error{"a serial number has at most 64 bytes, no spaces and no control characters"};
  }
  Birth birth{profile->name, settings_of(*profile, serial), hardware_of(*profile), {}};
  if (auto error = permit(options.allow_patient_bolus, birth.settings.capabilities)) return *error;
  if (auto error = fill_in(options, birth)) return *error;
  Implant implant = make_implant(birth.settings, birth.hardware, birth.delivered);
  if (options.patient != "none") {
    auto patient = load_patient(options.patient);
    if (!patient) return patient.error();
    implant.patient = admit(*std::move(patient), implant.world);
  }
  return Snapshot{std::move(birth), std::move(implant)};
}

}  // namespace ipt
