#include "common/shell/command_line.hpp"
#include "programmer/cli/subcommand.hpp"

namespace ipt {

void add_console(CLI::App& app, Words& words) {
  auto* console = command(&app, "console", "Serve the learner's page: what a programmer can know, and a refill gone through step by step", "console", words);
  must_be_whole(console->add_option("--port", words.console.port, "Where the page is served, on this machine only. Default: any free port"))->check(CLI::Range(0, 65'535));
  console->add_option("--ready-file", words.console.ready_file, "Written once the page can be opened: one JSON line with its address");
  console->add_option("--hands", words.console.hands, "The learner's hands, as `bedside console` prints them: ws://HOST:PORT/hands#token=TOKEN");
  add_examples(*console, {{"programmer console", "prints the address to open in a browser"},
                          {"programmer console --port 7000 --ready-file page.json", "for a script"},
                          {"programmer console --hands 'ws://127.0.0.1:7001/hands#token=TOKEN'", "with needle and syringe"}});
}

}  // namespace ipt
