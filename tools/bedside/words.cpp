#include "tools/bedside/words.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "common/amount.hpp"
#include "common/link/frame.hpp"
#include "common/printable.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "tools/bedside/mishaps.hpp"
#include "tools/bedside/vocabulary.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;
using Ask = pb::Ask;

template <class Value, std::size_t N>
Result<Value> look_up(const Word<Value> (&words)[N], const std::string& word, const char* what) {
  std::vector<std::string> known;
  for (const auto& entry : words) {
    if (word == entry.word) return entry.value;
    known.emplace_back(entry.word);
  }
  return Error{fmt::format("'{}' is no {}: it is one of {}", word, what, fmt::join(known, ", "))};
}

using Fill = std::optional<Error> (*)(Ask&, const Words&);

std::optional<Error> advance(Ask& ask, const Words& words) {
  auto* clock = ask.mutable_advance_clock();
  clock->set_force(words.force);
  if (words.by == "until-event") return clock->set_until_event(true), std::nullopt;
  const auto by = parse_duration(words.by);
  if (!by) return by.error();
  clock->set_by_ms(static_cast<std::uint64_t>(by->count()));
  return {};
}

std::optional<Error> fill(Ask& ask, const Words& words) {
  const auto volume = parse_volume(words.volume);
  if (!volume) return volume.error();
  const auto concentration = parse_concentration(words.concentration);
  if (!concentration) return concentration.error();
  ask.mutable_fill()->set_volume_nl(static_cast<std::uint64_t>(volume->value));
  ask.mutable_fill()->set_concentration_ng_per_ml(static_cast<std::uint64_t>(concentration->value));
  ask.mutable_fill()->set_drug(words.drug);
  return {};
}

std::optional<Error> withdraw(Ask& ask, const Words& words) {
  auto* act = ask.mutable_withdraw();
  if (words.volume.empty() || words.volume == "all") return {};
  const auto volume = parse_volume(words.volume);
  if (!volume) return volume.error();
  act->set_volume_nl(static_cast<std::uint64_t>(volume->value));
  return {};
}

std::optional<Error> needle(Ask& ask, const Words& words) {
  const auto place = look_up(places, words.place, "place of a needle");
  if (!place) return place.error();
  ask.mutable_move_needle()->set_place(*place);
  return {};
}

std::optional<Error> script(Ask& ask, const Words& words) {
  const auto request = look_up(requests, words.request, "request to lay an answer out for");
  if (!request) return request.error();
  const auto answer = look_up(answers, words.answer, "scripted answer");
  if (!answer) return answer.error();
  ask.mutable_script_answer()->set_request(*request);
  ask.mutable_script_answer()->set_answer(*answer);
  ask.mutable_script_answer()->set_times(words.times);
  return {};
}

std::optional<Error> cut(Ask& ask, const Words& words) {
  const auto direction = look_up(directions, words.direction, "direction");
  if (!direction) return direction.error();
  ask.mutable_cut_link()->set_direction(*direction);
  ask.mutable_cut_link()->set_frame(words.frame);
  return {};
}

/// at POINT [on COMMAND] [nth N]
std::optional<Error> crash(Ask& ask, const Words& words) {
  const auto& said = words.crash;
  auto* plan = ask.mutable_crash();
  if (said.size() == 1 && said[0] == "never") return {};
  const Error wrong{"a crash is written: at POINT [on COMMAND] [nth N], or never"};
  if (said.size() % 2 != 0 || said[0] != "at") return wrong;
  for (std::size_t i = 0; i < said.size(); i += 2) {
    if (said[i] == "at") {
      const auto point = look_up(crash_points, said[i + 1], "crash point");
      if (!point) return point.error();
      plan->set_point(*point);
    } else if (said[i] == "on") {
      const auto request = look_up(requests, said[i + 1], "command to crash on");
      if (!request) return request.error();
      plan->set_on(*request);
    } else if (said[i] == "nth") {
      const auto nth = read_number(said[i + 1]);
      const auto whole = nth && nth->unit.empty() && !nth->has_sign ? nth->times(1) : Result<std::int64_t>(Error{"no plain number"});
      if (!whole || *whole < 1 || *whole > 1'000'000'000) return Error{fmt::format("'{}' is no passing to count to: write 1, 2, 3 …", said[i + 1])};
      plan->set_nth(static_cast<std::uint32_t>(*whole));
    } else {
      return wrong;
    }
  }
  return {};
}

std::optional<Error> wait_for(Ask& ask, const Words& words) {
  const auto condition = look_up(conditions, words.condition, "thing to wait for");
  if (!condition) return condition.error();
  const auto timeout = parse_duration(words.timeout);
  if (!timeout) return timeout.error();
  ask.mutable_wait_for()->set_condition(*condition);
  ask.mutable_wait_for()->set_timeout_ms(static_cast<std::uint32_t>(std::min<std::int64_t>(timeout->count(), 3'600'000)));
  return {};
}

/// The pump's process has a folder of its own, so a path goes out whole.
template <class Act>
std::optional<Error> put_path(const Words& words, Act& act) {
  if (words.path.empty()) return Error{"the name of the file is empty: an unset variable, perhaps?"};
  const std::string whole = std::filesystem::absolute(words.path);
  if (!is_utf8(whole)) return Error{fmt::format("'{}' is no UTF-8 text, and the pump is told its files so: name another", whole)};
  act.set_path(whole);
  return {};
}

/// `+1%`, `-2.4%`, or parts per million.
std::optional<Error> accuracy(Ask& ask, const Words& words) {
  const Error wrong{fmt::format("'{}' is no accuracy: write it like exact, +1%, -2.4% or +14.5%", words.accuracy)};
  std::int64_t parts = 1'000'000;
  if (words.accuracy != "exact") {
    const auto written = read_number(words.accuracy);
    if (!written || written->unit != "%" || !written->has_sign) return wrong;
    const auto change = written->times(10'000);
    if (!change || *change > 500'000) return Error{fmt::format("'{}' is beyond any motor: an accuracy lies between -50% and +50%", words.accuracy)};
    parts += written->negative ? -*change : *change;
  }
  ask.mutable_set_accuracy()->set_parts_per_million(static_cast<std::uint32_t>(parts));
  return {};
}

std::optional<Error> arm(Ask& ask, const Words& words) {
  const auto role = look_up(roles, words.role, "role");
  if (!role) return role.error();
  ask.mutable_arm()->set_role(*role);
  ask.mutable_arm()->set_confirm_any(words.confirm == "any");
  return {};
}

std::optional<Error> confirm(Ask& ask, const Words& words) {
  auto* given = ask.mutable_confirm_pairing();
  if (words.digits == "any") return given->set_any(true), std::nullopt;
  if (words.digits.size() != 6 || words.digits.find_first_not_of("0123456789") != words.digits.npos) return Error{fmt::format("'{}' is not what a programmer shows, which is six digits", words.digits)};
  given->set_digits(words.digits);
  return {};
}

std::optional<Error> add_pairing(Ask& ask, const Words& words) {
  const auto role = look_up(roles, words.role, "role");
  if (!role) return role.error();
  auto pem = read_file(words.certificate, frame_limit / 2);
  if (!pem) return pem.error();
  if (!is_utf8(*pem)) return Error{fmt::format("'{}' holds no certificate in PEM: `programmer certificate` prints one", words.certificate)};
  auto* added = ask.mutable_add_pairing();
  added->set_certificate(*std::move(pem));
  added->set_role(*role);
  added->set_name(words.name);
  return {};
}

constexpr std::pair<const char*, Fill> meanings[] = {
    {"arm", arm},
    {"confirm", confirm},
    {"pairing", [](Ask& ask, const Words&) { return ask.mutable_get_pairing(), std::optional<Error>(); }},
    {"pairings list", [](Ask& ask, const Words&) { return ask.mutable_get_pairings(), std::optional<Error>(); }},
    {"pairings add", add_pairing},
    {"pairings revoke", [](Ask& ask, const Words& words) { return ask.mutable_revoke_pairing()->set_fingerprint(words.fingerprint), std::optional<Error>(); }},
    {"clock advance", advance},
    {"clock speed", [](Ask& ask, const Words& words) { return ask.mutable_set_speed()->set_speed(words.speed), std::optional<Error>(); }},
    {"needle", needle},
    {"withdraw", withdraw},
    {"fill", fill},
    {"truth", [](Ask& ask, const Words&) { return ask.mutable_get_truth(), std::optional<Error>(); }},
    {"patient", [](Ask& ask, const Words&) { return ask.mutable_get_patient(), std::optional<Error>(); }},
    {"heard", [](Ask& ask, const Words& words) { return ask.mutable_get_heard()->set_max(words.most), std::optional<Error>(); }},
    {"wait-for", wait_for},
    {"save", [](Ask& ask, const Words& words) { return put_path(words, *ask.mutable_save()); }},
    {"restore", [](Ask& ask, const Words& words) { return put_path(words, *ask.mutable_restore()); }},
    {"reset", [](Ask& ask, const Words& words) { return ask.mutable_reset()->set_fresh(words.fresh), std::optional<Error>(); }},
    {"crash", crash},
    {"faults", [](Ask& ask, const Words& words) {
       if (words.clear) ask.mutable_clear_faults();
       else ask.mutable_get_faults();
       return std::optional<Error>();
     }},
    {"answer", script},
    {"fault accuracy", accuracy},
    {"fault cut-link", cut},
};

CLI::App* command(CLI::App* parent, const std::string& name, const std::string& about, const std::string& full, std::string& chosen) {
  auto* app = parent->add_subcommand(name, about);
  app->callback([&chosen, full] { chosen = full; });
  return app;
}

void add_faults(CLI::App& app, Words& words, std::string& chosen) {
  auto* faults = app.add_subcommand("fault", "Break something");
  faults->require_subcommand(1);
  add_mishaps(app, *faults, words, chosen);
  auto* accurate = command(faults, "accuracy", "A stroke moves more or less than it should", "fault accuracy", chosen);
  accurate->add_option("HOW", words.accuracy, "exact, +1%, -2.4%, +14.5% …")->required();
  add_examples(*accurate, {{"bedside fault accuracy +14.5%", "the labelled limit, over-infusing"}, {"bedside fault accuracy -- -2.4%", "under-infusing: -- before a minus"}});
  auto* cut_link = command(faults, "cut-link", "The link drops at the N-th frame from now on; that frame is lost", "fault cut-link", chosen);
  cut_link->add_option("DIRECTION", words.direction, "to-pump or from-pump")->required();
  must_be_whole(cut_link->add_option("--frame", words.frame, "Which one, counted from 1"))->capture_default_str();
}

void add_pairing_commands(CLI::App& app, Words& words, std::string& chosen) {
  auto* arm = command(&app, "arm", "Let the pump be paired, for two minutes or three starts: this is the near-field act, and it fixes the role", "arm", chosen);
  arm->add_option("ROLE", words.role, "observer, clinician or patient")->required();
  arm->add_option("--confirm", words.confirm, "any: nobody compares digits at the pump, which gives up the protection against somebody in between")->check(CLI::IsMember({"any"}));
  add_examples(*arm, {{"bedside arm clinician", "then: programmer pair ENDPOINT"}, {"bedside arm clinician --confirm any", "for tests and demonstrations"}});
  auto* confirm = command(&app, "confirm", "Give the pump the six digits that the programmer shows; wrong ones end that start", "confirm", chosen);
  confirm->add_option("DIGITS", words.digits, "Six digits, or any: compares nothing")->required();
  add_examples(*confirm, {{"bedside confirm 058213", ""}});
  command(&app, "pairing", "How pairing stands: armed or not, where, digits, what became of it", "pairing", chosen);
  auto* pairings = app.add_subcommand("pairings", "Who is paired with the pump");
  pairings->require_subcommand(1);
  command(pairings, "list", "Fingerprint, role and name of each", "pairings list", chosen);
  auto* add = command(pairings, "add", "Let a programmer in by its certificate, without comparing digits: for machines", "pairings add", chosen);
  add->add_option("--certificate", words.certificate, "A file in PEM, as `programmer certificate` prints it")->required();
  add->add_option("--role", words.role, "observer, clinician or patient")->required();
  must_be_text(add->add_option("--name", words.name, "For people. Default: what the certificate says"));
  auto* revoke = command(pairings, "revoke", "Let it in no more; its sessions end at once, therapy goes on", "pairings revoke", chosen);
  must_be_text(revoke->add_option("FINGERPRINT", words.fingerprint, "As `list` shows it, or its beginning"))->required();
}

}  // namespace

void add_commands(CLI::App& app, Words& words, std::string& chosen) {
  auto* clock = app.add_subcommand("clock", "Pump time: leap, pace, pause");
  clock->require_subcommand(1);
  auto* leap = command(clock, "advance", "Let pump time pass in an instant", "clock advance", chosen);
  leap->add_option("HOW-FAR", words.by, "A duration, or until-event: the next thing that happens by itself")->required();
  leap->add_flag("--force", words.force, "Even while a programmer holds control");
  add_examples(*leap, {{"bedside clock advance 90d", "three months"}, {"bedside clock advance until-event", "to the next alarm or end of a bolus"}});
  auto* pace = command(clock, "speed", "Pump seconds a host second", "clock speed", chosen);
  must_be_whole(pace->add_option("N", words.speed, "0 pauses, 1 is natural, 86400 is a day each second"))->required();
  auto* place = command(&app, "needle", "Where the needle is", "needle", chosen);
  place->add_option("PLACE", words.place, "septum, pocket (beside the pump: the accident) or out")->required();
  auto* draw = command(&app, "withdraw", "Draw back through the needle", "withdraw", chosen);
  draw->add_option("VOLUME", words.volume, "Such as 5mL; without it, all that comes");
  auto* inject = command(&app, "fill", "Inject through the needle", "fill", chosen);
  inject->add_option("VOLUME", words.volume, "Such as 18.6mL")->required();
  must_be_text(inject->add_option("--drug", words.drug, "In the syringe")->capture_default_str());
  inject->add_option("--concentration", words.concentration, "In the syringe, such as 2000mcg/mL")->required();
  add_examples(*inject, {{"bedside fill 18.6mL --concentration 2000mcg/mL", "18.6 mL of baclofen"}});
  command(&app, "truth", "What is so, which no programmer can know", "truth", chosen);
  command(&app, "patient", "How the patient is, whom no programmer sees: levels, tone, signs. Illustrative, not for clinical use", "patient", chosen);
  auto* listen = command(&app, "heard", "What the pump received, oldest first, as JSON", "heard", chosen);
  must_be_whole(listen->add_option("--max", words.most, "At most so many, the newest; 0: all that are kept"));
  auto* wait = command(&app, "wait-for", "Wait until something has come about; exit 1 if it does not", "wait-for", chosen);
  wait->add_option("CONDITION", words.condition, "connected, controlled, idle, alarm (true already if one is active), bolus-ended, or operation (one more than now)")->required();
  wait->add_option("--timeout", words.timeout, "Host time")->capture_default_str();
  auto* keep = command(&app, "save", "Keep the whole pump and its world in a file", "save", chosen);
  keep->add_option("FILE", words.path)->required();
  auto* bring_back = command(&app, "restore", "Put the pump back to a saved file; the next boot", "restore", chosen);
  bring_back->add_option("FILE", words.path)->required();
  auto* boot = command(&app, "reset", "The firmware is born anew from its memory and the world goes on; the next boot", "reset", chosen);
  boot->add_flag("--fresh", words.fresh, "A fresh pump, as it was made; boot, state and log numbers go on, since a programmer refuses a pump that went back");
  auto* die = command(&app, "crash", "Lay out where the pump's process dies, as by kill -9", "crash", chosen);
  die->add_option("PLAN", words.crash, "at POINT [on COMMAND] [nth N]; or never. POINT: before-store, after-store, before-send, after-send, in-transaction, after-transaction, time-mark, snapshot, bolus-stroke")
      ->required()
      ->expected(1, 6);
  add_examples(*die, {{"bedside crash at after-store on commit", "the next commit is durable and never answered"}, {"bedside crash at bolus-stroke nth 3", "in the middle of a bolus, after three strokes"},
                      {"bedside crash at in-transaction nth 2", "at the second write from now on, whatever it is of"}});
  auto* plan = command(&app, "answer", "Lay out how the pump answers the next such requests", "answer", chosen);
  plan->add_option("REQUEST", words.request, "commit, stage, stop, status, acquire-control, acknowledge …")->required();
  plan->add_option("ANSWER", words.answer, "with busy, bad-digest (not done), pending, silence (done), lost (not done, no answer)")->required()->expected(1);
  must_be_whole(plan->add_option("--times", words.times, "For so many requests"))->check(CLI::Range(1, 1'000))->capture_default_str();
  add_examples(*plan, {{"bedside answer commit silence", "the next commit is done and never answered"}, {"bedside answer commit with busy --times 2", "refused twice"}});
  add_faults(app, words, chosen);
  add_pairing_commands(app, words, chosen);
  auto* laid_out = command(&app, "faults", "What is laid out and has not come about yet: answers, link cuts, a crash", "faults", chosen);
  laid_out->add_flag("--clear", words.clear, "Forget it all");
  add_examples(*laid_out, {{"bedside faults", "answer commit silence, 1 more"}, {"bedside faults --clear", "before the next test"}});
}

Result<pb::Ask> ask_of(const std::string& chosen, const Words& words) {
  const auto understood = [&]() -> Result<Ask> {
    if (auto mishap = mishap_of(chosen, words)) return *std::move(mishap);
    for (const auto& [name, fill_in] : meanings) {
      if (chosen != name) continue;
      Ask ask;
      if (auto error = fill_in(ask, words)) return *error;
      return ask;
    }
    return Error{"no such command"};
  };
  auto ask = understood();
  if (!ask) return ask;
  ask->set_pump_serial(words.serial);
  if (ask->ByteSizeLong() > frame_limit) return Error{fmt::format("an ask has at most {} bytes, and this one would have {}", frame_limit, ask->ByteSizeLong())};
  return ask;
}

}  // namespace ipt
