#include "programmer/cli/words.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "common/shell/command_line.hpp"
#include "programmer/cli/subcommand.hpp"

namespace ipt {
namespace {

void may_run(CLI::App* app, Words& words) { app->add_flag("--run", words.run, "Also end a stop: the pump runs afterwards"); }

void add_reads(CLI::App& app, Words& words) {
  auto* interrogate = command(&app, "interrogate", "Read the pump: mode, dose, reservoir, dates, alarms", "interrogate", words);
  add_examples(*interrogate, {{"programmer --pump tcp:127.0.0.1:5000 interrogate", ""}, {"programmer --json interrogate", "one object for a program"}});
  auto* program = group(app, "program", "The program in force");
  auto* show = command(program, "show", "Show it: dose or schedule, and a bolus that runs", "program show", words);
  add_examples(*show, {{"programmer program show", ""}});
  auto* log = command(&app, "log", "What happened, by the pump's own log", "log", words);
  must_be_whole(log->add_option("--from", words.from, "From this entry on"));
  must_be_whole(log->add_option("--newest", words.newest, "Only so many, the newest"))->check(CLI::Range(1, 10'000))->capture_default_str();
  log->add_flag("--all", words.all, "All that the pump keeps");
  log->add_flag("--security", words.security, "The security log instead: who came, who was refused and why");
  add_examples(*log, {{"programmer log --newest 10", ""}, {"programmer --json log --from 120", "from that entry on"}});
  auto* watch = command(&app, "watch", "Follow the pump: each new log entry as it comes, until Ctrl-C", "watch", words);
  watch->add_option("--for", words.how_long, "End after this host time, such as 10s");
  must_be_whole(watch->add_option("--count", words.count, "End after so many changes"));
  add_examples(*watch, {{"programmer watch", "how it stands, then what happens"}, {"programmer --json watch --count 1", "a line on how it stands, then one on the next change"}});
  auto* report = command(&app, "report", "The session report of this visit: old | new, dates, alarms, reservoir account, charts, log", "report", words);
  report->add_option("--html", words.html, "As one HTML file that needs nothing else, for screen and paper; - is standard output");
  report->add_option("--text", words.text, "As plain text to this file; - is standard output. Default, without --html and --json");
  report->add_option("--since", words.since, "What is new: all, or from a time of the pump's clock on, such as 2026-01-01. Default: since this programmer's last visit");
  add_examples(*report, {{"programmer report", "as text, on the terminal"}, {"programmer report --html visit.html --text visit.txt", "both, in files"}, {"programmer report --since all", "all that the pump's log keeps"}});
}

void add_dosing(CLI::App& app, Words& words) {
  auto* dose = group(app, "dose", "The daily dose");
  auto* set = command(dose, "set", "Give a simple continuous dose", "dose set", words);
  set->add_option("DOSE", words.dose, "Such as 120mcg/day, 5mcg/h, 0.06mL/day, +10%")->required();
  may_run(set, words);
  add_examples(*set, {{"programmer dose set 120mcg/day", ""}, {"programmer dose set +10% --yes", "ten percent more, without being asked"}});
  auto* increase = command(dose, "increase", "More, by a percentage or an amount; a schedule is scaled", "dose increase", words);
  increase->add_option("BY", words.amount, "Such as 10% or 12mcg/day")->required();
  add_examples(*increase, {{"programmer dose increase 10%", ""}});
  auto* decrease = command(dose, "decrease", "Less, likewise", "dose decrease", words);
  decrease->add_option("BY", words.amount, "Such as 5% or 6mcg/day")->required();
  add_examples(*decrease, {{"programmer dose decrease 5%", ""}});
  auto* schedule = group(app, "schedule", "Doses that change with the time of day, or come periodically");
  auto* from_file = command(schedule, "set", "Take a schedule from a file", "schedule set", words);
  from_file->add_option("FILE", words.file, "In text format, see proto/programmer/v1/schedule.proto")->required();
  may_run(from_file, words);
  from_file->footer("Examples:\n  programmer schedule set night.txtpb, where night.txtpb holds\n    step { days: \"daily\" at: \"07:00\" dose: \"140mcg/day\" }\n    step { days: \"daily\" at: \"21:00\" dose: \"110mcg/day\" }\n"
                    "  or  periodic_bolus { dose: \"30mcg\" duration: \"20min\" interval: \"6h\" basal: \"60mcg/day\" }");
  auto* bolus = command(&app, "bolus", "Give one bolus on top of what runs", "bolus", words);
  bolus->add_option("DOSE", words.bolus, "Such as 50mcg")->required();
  bolus->add_option("--over", words.over, "For how long, such as 20min")->capture_default_str();
  may_run(bolus, words);
  add_examples(*bolus, {{"programmer bolus 50mcg --over 30min", ""}});
  auto* stop = command(&app, "stop", "Stop all delivery, at once, without asking", "stop", words);
  add_examples(*stop, {{"programmer stop", "waits for nothing, not even for what is uncertain"}});
  auto* resume = command(&app, "resume", "End a stop: the program runs again", "resume", words);
  add_examples(*resume, {{"programmer resume", ""}});
  auto* clock = group(app, "clock", "The pump's own clock");
  auto* clock_set = command(clock, "set", "Set it; flex steps follow it, elapsed times do not", "clock set", words);
  clock_set->add_option("TIME", words.clock, "Such as 2027-02-12T08:30")->required();
  add_examples(*clock_set, {{"programmer clock set 2027-03-28T03:00", ""}});
}

void add_path(CLI::App& app, Words& words) {
  auto* prime = command(&app, "prime", "Push what lies in tubing and catheter out at the tip", "prime", words);
  prime->add_option("VOLUME", words.volume, "full (tubing and catheter), catheter (a new one alone), or a volume")->required();
  prime->add_option("--over", words.prime_over, "For how long. Default: as fast as the pump can");
  may_run(prime, words);
  add_examples(*prime, {{"programmer prime full", "after a new pump with its catheter"}, {"programmer prime catheter", "after a new catheter"}});
  auto* bridge = command(&app, "bridge", "Give what is still on its way at the old dose; usually part of a refill", "bridge", words);
  bridge->add_option("--old-concentration", words.concentration, "Of what lies in tubing and catheter")->required();
  bridge->add_option("--old-dose", words.dose, "The daily dose before, such as 300mcg/day")->required();
  bridge->add_option("--volume", words.volume, "How much of it. Default: tubing and catheter");
  may_run(bridge, words);
  add_examples(*bridge, {{"programmer bridge --old-concentration 500mcg/mL --old-dose 300mcg/day", ""}});
  auto* limits = command(&app, "patient-limits", "What a patient may ask for, where the drug permits it", "patient-limits", words);
  auto* off = limits->add_flag("--off", words.off, "Nothing");
  limits->add_option("--dose", words.dose, "Of one bolus")->excludes(off);
  limits->add_option("--over", words.over, "For how long")->capture_default_str();
  limits->add_option("--lockout", words.lockout, "From one start to the next, such as 4h")->excludes(off);
  must_be_whole(limits->add_option("--allotted", words.count, "So many within 24 hours"))->excludes(off);
  add_examples(*limits, {{"programmer patient-limits --dose 200mcg --over 10min --lockout 4h --allotted 4", ""}, {"programmer patient-limits --off", ""}});
  auto* ask = command(&app, "patient-bolus", "The patient asks for one bolus: the pump grants what a clinician has allowed", "patient-bolus", words);
  add_examples(*ask, {{"programmer --records my-remote patient-bolus", "with a programmer that is paired as patient"}});
}

void add_refill(CLI::App& app, Words& words) {
  auto* refill = command(&app, "refill", "Log a refill, with a new dose if there is one", "refill", words);
  refill->add_option("--withdrawn", words.withdrawn, "What came out of the reservoir, such as 13.2mL");
  refill->add_option("--volume", words.volume, "What is in the reservoir now, such as 20mL: set, not added");
  must_be_text(refill->add_option("--drug", words.drug, "Default: as before"));
  refill->add_option("--concentration", words.concentration, "Such as 2000mcg/mL. Default: as before");
  must_be_text(refill->add_option("--lot", words.lot, "Lot number, for the record"));
  auto* dose = refill->add_option("--dose", words.dose, "New daily dose, such as 120mcg/day or +10%");
  refill->add_option("--schedule", words.file, "New program from a file, as `schedule set` takes it")->excludes(dose);
  refill->add_option("--bridge", words.bridge, "auto: the old drug in tubing and catheter is given at the old dose first; none; or its volume. Default: none");
  refill->add_option("--prime", words.prime, "full, catheter or a volume: pushed out at the tip first");
  refill->add_option("--prime-over", words.prime_over, "For how long. Default: as fast as the pump can");
  refill->add_option("--expiry", words.expiry, "Of the drug, as its label says: 2027-03-31, or 2027-03. Once it is past, this is a caution");
  must_be_text(refill->add_option("--by", words.by, "Who does the refill, for the register. Default: this programmer's identity"));
  must_be_text(refill->add_option("--second-person", words.second_person, "Who read the label as well: somebody else"));
  refill->add_flag("--guided", words.guided, "Step by step at the terminal, in the field's order");
  may_run(refill, words);
  add_examples(*refill, {{"programmer refill --withdrawn 13.2mL --volume 20mL", "same drug, same dose"},
                         {"programmer refill --withdrawn 13.2mL --volume 20mL --dose +10%", "with a dose change, in one step"},
                         {"programmer refill --withdrawn 3mL --volume 20mL --concentration 2000mcg/mL --dose 300mcg/day --bridge auto", "another concentration"},
                         {"programmer refill --withdrawn 13.2mL --volume 20mL --lot B-7 --expiry 2027-03 --by Ann --second-person Bo", "with what the register keeps"},
                         {"programmer refill --guided", "asks for everything"}});
}

void add_alarms(CLI::App& app, Words& words) {
  auto* alarms = app.add_subcommand("alarms", "Show alarms, or act on them");
  alarms->callback([&words, alarms] {
    if (alarms->get_subcommands().empty()) words.command = "alarms";
  });
  const auto act = [&](const char* name, const char* what, const char* full_name) {
    auto* added = command(alarms, name, what, full_name, words);
    auto* id = must_be_whole(added->add_option("ID", words.alarm, "As `alarms` shows it"));
    added->add_flag("--all", words.all, "Every one that is shown")->excludes(id);
    add_examples(*added, {{fmt::format("programmer {} 3", full_name), ""}, {fmt::format("programmer {} --all", full_name), ""}});
  };
  act("acknowledge", "Say that an alarm is known", "alarms acknowledge");
  act("silence", "Quiet an alarm until it ends", "alarms silence");
  auto* test = command(alarms, "test", "Let the pump sound its tone", "alarms test", words);
  add_examples(*test, {{"programmer alarms test", ""}});
  test->add_flag("--critical", words.critical, "The two-tone alarm");
  auto* settings = command(alarms, "settings", "When the low-reservoir alarm sounds, and how early to refill", "alarms settings", words);
  settings->add_option("--level", words.level, "Low-reservoir level, such as 2mL");
  must_be_whole(settings->add_option("--lead", words.lead, "Days before the alarm date by which to refill, 0 to 30"))->check(CLI::Range(0, 30));
  add_examples(*settings, {{"programmer alarms settings --level 3mL --lead 5", ""}});
  add_examples(*alarms, {{"programmer alarms", "active and latched ones"}, {"programmer alarms acknowledge 3", ""}, {"programmer alarms settings --level 3mL --lead 5", ""}});
}

void add_memory(CLI::App& app, Words& words) {
  auto* operations = command(&app, "operations", "What this programmer sent, and what became of it", "operations", words);
  must_be_whole(operations->add_option("--newest", words.newest, "Only so many"))->check(CLI::Range(1, 10'000))->capture_default_str();
  operations->add_flag("--all", words.all, "All of them");
  auto* settle = operations->add_option("--settle", words.operation_id, "A person has found out what became of this one. With --pump, what the pump says of it counts, if it can tell");
  auto* verdict = operations->add_option("--as", words.verdict, "done or not-done")->check(CLI::IsMember({"done", "not-done"}))->needs(settle);
  settle->needs(verdict);
  add_examples(*operations, {{"programmer operations", "the newest; with --pump, open ones are settled first"}, {"programmer operations --settle 0123…ef --as done", ""}});
  auto* pumps = command(&app, "pumps", "The pumps that this programmer has seen", "pumps", words);
  pumps->add_option("--forget", words.forget, "Take what this pump shows from now on as true, although its memory went back");
  add_examples(*pumps, {{"programmer pumps", ""}, {"programmer pumps --forget ipt-20-0001", "another pump has its serial number now"}});
}

void add_pairing(CLI::App& app, Words& words) {
  auto* pair = command(&app, "pair", "Come to know a pump that is armed: both show six digits, and a person gives each side the other's", "pair", words);
  pair->add_option("ENDPOINT", words.pairing_port, "Of the pairing port, as `bedside arm` tells it: HOST:PORT")->required();
  pair->add_option("--confirm", words.confirm, "The digits that the pump shows; or any, which compares nothing and gives up the protection against somebody in between");
  add_examples(*pair, {{"programmer pair 127.0.0.1:4711", "shows six digits, and asks for the pump's"}, {"programmer pair 127.0.0.1:4711 --confirm any", "for tests and demonstrations"}});
  auto* unpair = command(&app, "unpair", "Forget a pump's key", "unpair", words);
  must_be_text(unpair->add_option("SERIAL", words.unpaired, "As `pairings` shows it"))->required();
  add_examples(*unpair, {{"programmer unpair ipt-20-0001", "the pump lets this programmer in until it is revoked there"}});
  auto* pairings = command(&app, "pairings", "The pumps with which this programmer is paired", "pairings", words);
  add_examples(*pairings, {{"programmer pairings", ""}});
  auto* certificate = command(&app, "certificate", "This programmer's certificate in PEM, for `pump-sim pairings add`", "certificate", words);
  add_examples(*certificate, {{"programmer certificate > programmer.pem", ""}});
}

}  // namespace

std::optional<int> parse_words(int argc, char** argv, Words& words) {
  CLI::App app{"The clinician's tool: reads a simulated pump, logs refills, adjusts doses. Not a medical device.", "programmer"};
  app.set_version_flag("--version", "programmer 0.1.0, IPT/1.0");
  app.require_subcommand(1);
  app.fallthrough();
  from_environment(app.add_option("--pump", words.pump, "The pump's endpoint: HOST:PORT (protected, `telemetry_tls` in its ready file), or tcp:HOST:PORT or a Unix socket in plaintext"), "IPT_PUMP");
  from_environment(must_be_text(app.add_option("--serial", words.serial, "Which pump is meant; another one is refused")), "IPT_SERIAL");
  from_environment(app.add_option("--records", words.records, "Folder of this programmer's memory. Default: ~/.local/share/ipt-programmer"), "IPT_RECORDS");
  from_environment(must_be_text(app.add_option("--identity", words.identity, "Who this programmer is to the pump, in plaintext; on a protected link its key says that. Default: made with the records")), "IPT_IDENTITY");
  app.add_option("--timeout", words.timeout, "How long the pump may take for an answer, 200ms to 2s. Default: 2s");
  app.add_option("--record", words.record, "Record every frame to this file, made anew; read it with tools/decode");
  app.add_flag("--json", words.json, "Machine-readable, on standard output; messages stay on standard error");
  app.add_flag("--yes", words.yes, "Go on without being asked");
  add_reads(app, words);
  add_dosing(app, words);
  add_path(app, words);
  add_dosing_help(app, words);
  add_refill(app, words);
  add_alarms(app, words);
  add_memory(app, words);
  add_clinic(app, words);
  add_console(app, words);
  add_pairing(app, words);
  app.footer("Exit codes: 0 done, 1 refused (by the pump, by its limits before anything was sent, by a person, or because its memory went back), 2 usage, 3 cannot reach, 4 outcome uncertain, " + std::string(unwritten_help) + ".\n\nExamples:\n"
             "  programmer --pump tcp:127.0.0.1:5000 interrogate\n  programmer dose increase 10%      with IPT_PUMP set; shows old | new as the pump read it, and asks\n"
             "  programmer refill --withdrawn 13.2mL --volume 20mL --dose 130mcg/day --yes");
  if (auto code = parse_command_line(app, argc, argv)) return code;
  return {};
}

}  // namespace ipt
