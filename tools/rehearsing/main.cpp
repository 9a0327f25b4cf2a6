// rehearse: plays scenarios, pump and programmer in one process on virtual time, and says what came of each.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "tools/rehearsing/report.hpp"

namespace {

using namespace ipt;
using namespace ipt::rehearsing;

struct Words {
  std::vector<std::string> files;
  std::string junit;
  bool json = false;
  bool all = false;
};

int play(const Words& words) {
  std::vector<Scenario> scenarios;
  std::vector<std::string> bad;
  for (const auto& file : words.files) {
    auto scenario = load_scenario(file);
    if (scenario) scenarios.push_back(*std::move(scenario));
    else bad.push_back(scenario.error().text);
  }
  for (std::size_t n = 1; n < bad.size(); ++n) print_note("rehearse: {}\n", bad[n]);
  if (!bad.empty()) return tell_failure("rehearse", words.json, exit_usage, {bad.front(), "Nothing was played.", {}});

  std::vector<Played> played;
  std::size_t failed = 0;
  for (auto& scenario : scenarios) {
    Performance performance = perform(scenario);
    if (!performance.passed()) ++failed;
    played.push_back({std::move(scenario), std::move(performance)});
    if (!words.json) print_out("{}", ipt::rehearsing::text_of(played.back(), words.all));
  }
  if (words.json) {
    boost::json::array all;
    for (const auto& one : played) all.push_back(json_of(one));
    print_json(boost::json::object{{"passed", played.size() - failed}, {"failed", failed}, {"scenarios", std::move(all)}});
  } else {
    print_out("{} passed, {} failed\n", played.size() - failed, failed);
  }
  if (!words.junit.empty()) {
    if (auto error = write_file_atomically(words.junit, junit_of(played))) return tell_failure("rehearse", false, exit_unwritten, {error->text, "The scenarios were played.", {}});
  }
  return failed == 0 ? exit_done : exit_refused;
}

}  // namespace

int main(int argc, char** argv) {
  begin_output();
  CLI::App app{"Rehearses what can happen to a pump, its patient and its programmer: in one process, on virtual time.\n"
               "SIMULATION - not a medical device.",
               "tools/rehearse"};
  app.require_subcommand(1);
  Words words;
  auto* scenario = app.add_subcommand("scenario", "Plays scenario files (proto/scenario/v1) and prints PASS or FAIL by step; each is played twice, and must say the same bytes");
  scenario->add_option("FILE", words.files, "Scenarios in text format")->required();
  scenario->add_flag("--json", words.json, "One object on standard output");
  scenario->add_flag("--all", words.all, "Every step with all that came, not only those that failed");
  scenario->add_option("--junit", words.junit, "Also writes a JUnit file");
  add_exit_codes(*scenario, "0 all passed, 1 something failed, 2 usage or a bad file, " + std::string(unwritten_help));
  add_examples(*scenario, {{"tools/rehearse scenario tools/rehearsal/scenarios/*.txtpb", "all that are shipped"},
                           {"tools/rehearse scenario --all tools/rehearsal/scenarios/11-pocket-fill.txtpb", "one, step by step"},
                           {"tools/rehearse scenario --junit out.xml mine.txtpb", "for a CI system"}});
  if (const auto code = parse_command_line(app, argc, argv)) return *code;
  return end_output("rehearse", play(words));
}
