// bedside: a pair of hands at a simulated pump.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <string_view>
#include <vector>

#include "common/amount.hpp"
#include "common/printable.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "tools/bedside/client.hpp"
#include "tools/bedside/console/command.hpp"
#include "tools/bedside/message_json.hpp"
#include "tools/bedside/mishaps.hpp"
#include "tools/bedside/vocabulary.hpp"
#include "tools/bedside/words.hpp"

namespace {

using namespace ipt;
namespace pb = ::bedside::v1;

boost::json::object faults_in_json(const pb::Faults& faults) {
  boost::json::array answers, cuts;
  for (const auto& plan : faults.answers()) answers.push_back(boost::json::object{{"request", word_of(requests, plan.request())}, {"answer", word_of(::ipt::answers, plan.answer())}, {"times", plan.times()}});
  for (const auto& cut : faults.cuts()) cuts.push_back(boost::json::object{{"direction", word_of(directions, cut.direction())}, {"frame", cut.frame()}});
  boost::json::object out{{"answers", std::move(answers)}, {"cuts", std::move(cuts)}, {"crash", nullptr}};
  if (!faults.has_crash()) return out;
  auto& crash = out["crash"].emplace_object();
  crash["point"] = word_of(crash_points, faults.crash().point());
  if (faults.crash().on() != pb::SCRIPTED_REQUEST_UNSPECIFIED) crash["on"] = word_of(requests, faults.crash().on());
  crash["nth"] = faults.crash().nth();
  return out;
}

/// One line for each, in the words that lay it out.
void print_faults(const pb::Faults& faults) {
  for (const auto& plan : faults.answers()) print_out("  answer {} {}, {} more\n", word_of(requests, plan.request()), word_of(answers, plan.answer()), plan.times());
  for (const auto& cut : faults.cuts()) print_out("  fault cut-link {} --frame {}\n", word_of(directions, cut.direction()), cut.frame());
  if (faults.has_crash()) {
    const std::string on = word_of(requests, faults.crash().on());
    print_out("  crash at {}{}{} nth {}\n", word_of(crash_points, faults.crash().point()), on.empty() ? "" : " on ", on, faults.crash().nth());
  } else if (faults.answers().empty() && faults.cuts().empty()) {
    print_out("  nothing is laid out\n");
  }
}

/// Digits may begin with a zero, and a fingerprint may be all digits: both are text.
boost::json::object arming_in_json(const pb::Arming& arming) {
  boost::json::object out{{"armed", arming.armed()}, {"role", word_of(roles, arming.role())}, {"arming_number", arming.arming_number()}, {"starts", arming.starts()}, {"left_ms", arming.left_ms()},
                          {"confirmed", arming.confirmed()}, {"paired", arming.paired()}};
  const std::pair<const char*, const std::string&> texts[] = {{"endpoint", arming.endpoint()}, {"programmer", arming.programmer()}, {"fingerprint", arming.fingerprint()}, {"digits", arming.digits()}, {"result", arming.result()}};
  for (const auto& [name, text] : texts) {
    if (!text.empty()) out[name] = text;
  }
  return out;
}

boost::json::array pairings_in_json(const pb::Pairings& pairings) {
  boost::json::array out;
  for (const auto& paired : pairings.pairings()) out.push_back(boost::json::object{{"fingerprint", paired.fingerprint()}, {"role", word_of(roles, paired.role())}, {"name", paired.name()}});
  return out;
}

void print_arming(const pb::Arming& arming) {
  if (arming.armed()) print_out("  armed for {} s more, as {}, {} of 3 starts made: programmer pair {}\n", arming.left_ms() / 1'000, word_of(roles, arming.role()), arming.starts(), arming.endpoint());
  else print_out("  not armed\n");
  if (!arming.digits().empty()) print_out("  DIGITS {}{}\n", arming.digits(), arming.confirmed() ? ", confirmed at the pump" : ": `bedside confirm` takes those that the programmer shows");
  if (!arming.programmer().empty()) print_out("  programmer '{}', fingerprint {}\n", printable(arming.programmer()), arming.fingerprint());
  if (!arming.result().empty()) print_out("  {}\n", printable(arming.result()));
}

void print_pairings(const pb::Pairings& pairings) {
  for (const auto& paired : pairings.pairings()) print_out("  {}  {}  {}\n", paired.fingerprint(), word_of(roles, paired.role()), printable(paired.name()));
  if (pairings.pairings().empty()) print_out("  nobody is paired\n");
}

const char* word_of_sign(pb::SignKind kind) {
  switch (kind) {
    case pb::SIGN_KIND_WITHDRAWAL: return "withdrawal";
    case pb::SIGN_KIND_OVERDOSE: return "overdose";
    default: return "side-effect";
  }
}

boost::json::object patient_in_json(const pb::Patient& patient) {
  auto out = json_of(patient).as_object();
  auto& signs = out["signs"].emplace_array();
  for (const auto& sign : patient.signs()) signs.push_back(boost::json::object{{"kind", word_of_sign(sign.kind())}, {"name", sign.name()}});
  return out;
}

void print_patient(const pb::Patient& patient) {
  print_out("  {}: {}\n", printable(patient.name()), printable(patient.description()));
  print_out("  spinal fluid {:.1f} ng/mL, effect site {:.1f} ng/mL, used to {:.1f} ng/mL\n", patient.csf_ng_per_ml(), patient.effect_ng_per_ml(), patient.accustomed_ng_per_ml());
  print_out("  Ashworth {:.2f}\n", patient.ashworth());
  if (patient.pocket_ng() >= 1) print_out("  IN THE POCKET, not yet taken up: {:.1f} mcg\n", patient.pocket_ng() / 1'000);
  if (patient.lacking_hours() > 0) print_out("  too little, by what the body is used to, for {:.1f} h\n", patient.lacking_hours());
  for (const auto& sign : patient.signs()) print_out("  {}: {}\n", sign.kind() == pb::SIGN_KIND_SIDE_EFFECT ? "may appear" : sign.kind() == pb::SIGN_KIND_OVERDOSE ? "OVERDOSE" : "WITHDRAWAL", printable(sign.name()));
  print_out("  {}\n", printable(patient.note()));
}

boost::json::object answer_in_json(const pb::Answer& answer) {
  boost::json::object out;
  if (answer.has_truth()) out = json_of(answer.truth()).as_object();
  if (answer.has_moved()) out = json_of(answer.moved()).as_object();
  if (answer.has_patient()) out = patient_in_json(answer.patient());
  if (answer.has_faults()) out = faults_in_json(answer.faults());
  if (answer.has_tones()) out = tones_in_json(answer.tones());
  if (answer.has_arming()) out = arming_in_json(answer.arming());
  if (answer.has_pairings()) out["pairings"] = pairings_in_json(answer.pairings());
  if (answer.has_heard()) {
    auto& heard = out["heard"].emplace_array();
    for (const auto& json : answer.heard().json()) heard.push_back(boost::json::parse(json));
  }
  if (!answer.text().empty()) out["text"] = answer.text();
  out["serial"] = answer.pump_serial();
  out["pump_time"] = iso_clock(PumpClock(Milliseconds(answer.clock_ms())));
  out["uptime_ms"] = answer.uptime_ms();
  return out;
}

std::string millilitres(std::uint64_t nl) { return fmt::format("{}.{:06} mL", nl / 1'000'000, nl % 1'000'000); }

void print_truth(const pb::Truth& truth) {
  const auto row = [](const char* what, std::uint64_t nl, std::uint64_t ng) { print_out("  {:<11}{:>16}{:>16} ng\n", what, millilitres(nl), ng); };
  row("initial", truth.initial_nl(), truth.initial_ng());
  row("injected", truth.injected_nl(), truth.injected_ng());
  row("reservoir", truth.reservoir_nl(), truth.reservoir_ng());
  row("path", truth.path_nl(), truth.path_ng());
  row("delivered", truth.delivered_nl(), truth.delivered_ng());
  row("withdrawn", truth.withdrawn_nl(), truth.withdrawn_ng());
  row("pocket", truth.pocket_nl(), truth.pocket_ng());
  row("spilled", truth.spilled_nl(), truth.spilled_ng());
  print_out("  needle {}, motor {}, accuracy {} ppm, {} strokes, boot {}\n", pb::Place_Name(truth.needle()).substr(6), truth.stalled() ? "STALLED" : "free", truth.accuracy_ppm(), truth.strokes(), truth.boot_count());
  print_life(truth);
}

int tell(const pb::Answer& answer, bool json) {
  if (!answer.ok()) return tell_failure("bedside", json, exit_refused, {answer.text(), {}, {}});
  if (json) return print_json(answer_in_json(answer)), exit_done;
  if (answer.has_heard()) {
    for (const auto& line : answer.heard().json()) print_out("{}\n", line);
    return exit_done;
  }
  print_out("{}", iso_clock(PumpClock(Milliseconds(answer.clock_ms()))));
  if (!answer.text().empty()) print_out("  {}", answer.text());
  if (answer.has_moved()) print_out("  moved {}, {} ng", millilitres(answer.moved().volume_nl()), answer.moved().drug_ng());
  print_out("\n");
  if (answer.has_truth()) print_truth(answer.truth());
  if (answer.has_patient()) print_patient(answer.patient());
  if (answer.has_faults()) print_faults(answer.faults());
  if (answer.has_tones()) print_tones(answer.tones());
  if (answer.has_arming()) print_arming(answer.arming());
  if (answer.has_pairings()) print_pairings(answer.pairings());
  return exit_done;
}

/// The pump at this bed, when none was named: its own answer names it.
Result<std::string> serial_at(const Endpoint& endpoint) {
  pb::Ask ask;
  ask.mutable_get_truth();
  const auto answer = ask_bedside(endpoint, ask);
  if (!answer) return answer.error();
  return answer->pump_serial();
}

int run(int argc, char** argv) {
  CLI::App app{"Hands at a simulated pump: needle, syringe, clock, faults, and the truth. Not a medical device.", "bedside"};
  Words words;
  std::string chosen;
  app.require_subcommand(1);
  app.fallthrough();
  from_environment(app.add_option("--pump-control", words.endpoint, "The pump's bedside endpoint: `bedside` in its ready file")->required(), "IPT_PUMP_CONTROL");
  from_environment(must_be_text(app.add_option("--serial", words.serial, "Which pump is meant. Default: whichever lies there")), "IPT_SERIAL");
  app.add_flag("--json", words.json, "Machine-readable, on standard output");
  add_commands(app, words, chosen);
  ConsoleWords console;
  add_console(app, console, chosen);
  add_examples(app, {{"bedside --pump-control unix:/run/p/bedside.sock truth", "what is really so"},
                     {"bedside --pump-control $B clock advance 90d", "three months in an instant"},
                     {"bedside --pump-control $B needle septum", "then withdraw, fill, needle out"},
                     {"bedside --pump-control $B console", "the instructor's page in a browser"}});
  add_exit_codes(app, fmt::format("0 done, 1 refused, 2 usage, 3 cannot reach, {}", unwritten_help));
  // "answer commit with busy" reads better than "answer commit busy"; both are understood.
  std::vector<const char*> arguments;
  bool answering = false;
  for (int i = 0; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (answering && word == "with") continue;
    answering = answering || word == "answer";
    arguments.push_back(argv[i]);
  }
  if (const auto code = parse_command_line(app, static_cast<int>(arguments.size()), arguments.data())) return *code;
  const auto fail = [&](int code, const Error& error) { return tell_failure("bedside", words.json, code, {error.text, {}, {}}); };
  const auto endpoint = parse_endpoint(words.endpoint);
  if (!endpoint) return fail(exit_usage, endpoint.error());
  if (const auto* tcp = std::get_if<TcpEndpoint>(&*endpoint); tcp != nullptr && tcp->is_protected) {
    return fail(exit_usage, Error{fmt::format("'{}' is no bedside, which is a Unix socket: give `bedside` of the pump's ready file", words.endpoint)});
  }
  if (chosen == "console") return run_console(*endpoint, console, words.json);
  auto checked = ask_of(chosen, words);
  if (!checked) return fail(exit_usage, checked.error());
  if (words.serial.empty()) {
    auto serial = serial_at(*endpoint);
    if (!serial) return fail(exit_unreachable, serial.error());
    checked->set_pump_serial(*serial);
  }
  const auto answer = ask_bedside(*endpoint, *checked);
  if (!answer) return fail(exit_unreachable, answer.error());
  return tell(*answer, words.json);
}

}  // namespace

int main(int argc, char** argv) {
  begin_output();
  return end_output("bedside", run(argc, argv));
}
