#include "programmer/cli/dosing_words.hpp"

#include <CLI/CLI.hpp>

#include "common/shell/command_line.hpp"
#include "programmer/cli/words.hpp"

namespace ipt {

void add_dosing_help(CLI::App& app, Words& words) {
  DosingWords& said = words.dosing;
  auto* dosing = app.add_subcommand("dosing", "Reckon a dose: nothing is sent, and without --pump no pump is needed");
  dosing->require_subcommand(1);
  const auto command = [&](const char* name, const char* what, const char* full_name) {
    auto* added = dosing->add_subcommand(name, what);
    added->callback([&words, full_name] { words.command = full_name; });
    return added;
  };
  auto* screening = command("screening", "The screening trial, and what the outcome of a bolus means", "dosing screening");
  auto* bolus = screening->add_option("--bolus", said.bolus, "The bolus that was given, such as 50mcg");
  auto* outcome = screening->add_option("--outcome", said.outcome, "relief, none or adverse")->check(CLI::IsMember({"relief", "none", "adverse"}))->needs(bolus);
  bolus->needs(outcome);
  screening->add_option("--since", said.since, "How long ago it was given, such as 10h")->needs(bolus);
  add_examples(*screening, {{"programmer dosing screening", "50, 75 and 100 mcg, a day apart"}, {"programmer dosing screening --bolus 50mcg --outcome none --since 10h", "what comes next, and when"}});
  auto* start = command("start", "The dose to start with, by the screening bolus that brought relief", "dosing start");
  start->add_option("--bolus", said.bolus, "That bolus, such as 75mcg")->required();
  start->add_option("--lasted", said.lasted, "How long its effect lasted, such as 6h")->required();
  start->add_option("--concentration", said.concentration, "Shown as a flow as well. Default: as --pump tells it");
  add_examples(*start, {{"programmer dosing start --bolus 75mcg --lasted 6h", "twice the bolus a day"}, {"programmer dosing start --bolus 75mcg --lasted 10h --concentration 500mcg/mL", "once, and how it flows"}});
  auto* titrate = command("titrate", "The usual next dose, and what is to be said of another", "dosing titrate");
  titrate->add_option("--group", said.group, "spinal, cerebral, or child (under 12 years)")->required()->check(CLI::IsMember({"spinal", "cerebral", "child"}));
  titrate->add_option("--dose", said.dose, "The present dose, such as 120mcg/day. Default: as --pump tells it, with the last 24 h");
  titrate->add_option("--to", said.to, "A dose that is thought of, such as 140mcg/day or +10%");
  titrate->add_option("--since-start", said.since_start, "How long therapy has been running, such as 20h");
  add_examples(*titrate, {{"programmer dosing titrate --group spinal --dose 120mcg/day", ""}, {"programmer dosing titrate --group child --to +20%", "with IPT_PUMP set: from the present dose"}});
  auto* bridge = command("bridge", "Another concentration: what tubing and catheter give, with and without a bridge", "dosing bridge");
  bridge->add_option("--from", said.from_concentration, "The old concentration. Default: as --pump tells it");
  bridge->add_option("--to", said.to_concentration, "The new one, such as 2000mcg/mL")->required();
  bridge->add_option("--dose", said.dose, "The dose until now, such as 300mcg/day. Default: as --pump tells it");
  bridge->add_option("--new-dose", said.new_dose, "The dose afterwards, such as 330mcg/day or +10%. Default: the same");
  bridge->add_option("--path", said.path, "Volume of tubing and catheter, such as 0.338mL. Default: as --pump tells it, else 0.338mL");
  add_examples(*bridge, {{"programmer dosing bridge --from 500mcg/mL --to 2000mcg/mL --dose 300mcg/day", ""}, {"programmer dosing bridge --to 500mcg/mL", "with IPT_PUMP set"}});
  auto* interval = command("interval", "How long a refill lasts, and the concentration with which it lasts so long as wanted", "dosing interval");
  interval->add_option("--dose", said.dose, "Such as 120mcg/day. Default: as --pump tells it");
  interval->add_option("--concentration", said.concentration, "Such as 2000mcg/mL. Default: as --pump tells it");
  interval->add_option("--volume", said.volume, "In the reservoir after the refill, such as 18mL. Default: all that it holds");
  interval->add_option("--lasts", said.lasts, "The refill is to last so long, such as 90d");
  interval->add_option("--level", said.level, "Of the low-reservoir alarm. Default: as --pump tells it, else 2mL");
  interval->add_option("--stability", said.stability, "How long the drug is good in a pump, such as 90d. Default: 180d");
  interval->add_option("--capacity", said.capacity, "What the reservoir holds. Default: as --pump tells it, else 20mL");
  add_examples(*interval, {{"programmer dosing interval --dose 300mcg/day --concentration 500mcg/mL", ""}, {"programmer dosing interval --dose 300mcg/day --concentration 500mcg/mL --lasts 90d", "and with what it would last 90 days"}});
  auto* convert = command("convert", "A dose in other units: a day, an hour, a flow; repeated doses as a dose a day", "dosing convert");
  convert->add_option("AMOUNT", said.amount, "Such as 60mcg/h, 120mcg/day or 0.06mL/day; with --every a dose, such as 30mcg")->required();
  convert->add_option("--every", said.every, "The dose comes again after this time, such as 6h");
  convert->add_option("--concentration", said.concentration, "Such as 2000mcg/mL. Default: as --pump tells it");
  convert->add_option("--present", said.present, "A dose to compare with, such as 100mcg/day");
  add_examples(*convert, {{"programmer dosing convert 60mcg/h", "is that meant?"}, {"programmer dosing convert 132mcg/day --present 120mcg/day", "in percent"}, {"programmer dosing convert 30mcg --every 6min", "minutes for hours"}});
  add_examples(*dosing, {{"programmer dosing screening", ""}, {"programmer dosing bridge --from 500mcg/mL --to 2000mcg/mL --dose 300mcg/day", "13 h 31 min at 0.6 mL/day"}, {"programmer dosing convert 60mcg/h", ""}});
}

}  // namespace ipt
