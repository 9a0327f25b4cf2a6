#include "programmer/cli/change_command.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include "common/check.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "common/wire.hpp"
#include "programmer/cli/attendant.hpp"
#include "programmer/cli/follow.hpp"
#include "programmer/cli/recent_doses.hpp"
#include "programmer/cli/registering.hpp"
#include "programmer/core/expiry.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

const Failure nobody_there{exit_usage, {"standard input is no terminal, so nobody can be asked", "Nothing was committed.", "Say --yes to go on without being asked."}};

class Runner {
 public:
  Runner(Visit& visit, const Intent& intent, Attendant& attendant) : visit_(visit), intent_(intent), attendant_(attendant), change_(wire::encode_therapy(intent.operation), kind_of(intent.operation), id_, visit.read_at()) {}

  int run() {
    if (auto failure = visit_.why_no_change()) return failed(*failure);
    auto in_force = visit_.program();
    if (!in_force) return failed(in_force.error());
    if (const auto refusal = validate(intent_.operation, visit_.info())) {
      result_.asked_pump = false;
      return finish({Outcome::Kind::refused, *refusal, {}, {}});
    }
    Result<RecentDoses, Failure> recent = RecentDoses{};
    if (brings_program(intent_.operation)) recent = recent_doses(visit_);
    if (!recent) return failed(recent.error());
    result_.program = *in_force;
    result_.cautions = cautions(intent_.operation, {visit_.status(), *in_force, *std::move(recent), visit_.info().path, intent_.hourly, visit_.info().minimum_rate});
    if (const auto caution = intent_.account && intent_.account->expiry ? expiry_caution(*intent_.account->expiry, day_of(visit_.clock())) : std::nullopt) result_.cautions.push_back(*caution);
    if (!result_.cautions.empty()) {
      const auto goes_on = attendant_.goes_on(visit_, result_.cautions);
      if (!goes_on) return failed(nobody_there);
      if (!*goes_on) return finish({Outcome::Kind::declined, {}, {}, {}});
    }
    Step step = follow(visit_.client(), change_, change_.begin(), visit_.info().update);
    if (const auto* review = std::get_if<ReviewReceipt>(&step)) {
      result_.receipt = review->receipt;
      const auto agreed = attendant_.commits(visit_, intent_, result_);
      if (!agreed) return failed(nobody_there);
      step = follow(visit_.client(), change_, change_.confirmed(*agreed), visit_.info().update);
    }
    if (const auto* keep = std::get_if<KeepPending>(&step)) {
      if (auto error = visit_.records().keep(KeptOperation{keep->pending, visit_.info().serial, visit_.identity(), what_with_doses(), visit_.clock(), visit_.header().time.uptime, {}, {}})) return failed({exit_unreachable, {error->text, {}, {}}});
      kept_ = true;
      register_refill(visit_, intent_, id_, {{}, true, false});
      step = follow(visit_.client(), change_, change_.kept(), visit_.info().update);
    }
    return finish(std::get<Outcome>(step));
  }

 private:
  int failed(const Failure& failure) {
    attendant_.failed(failure);
    return failure.code;
  }

  /// As it is remembered: with the daily dose, old and new, if that changes.
  [[nodiscard]] std::string what_with_doses() const {
    if (!result_.receipt || result_.receipt->now.daily_dose == result_.receipt->after.daily_dose) return intent_.what;
    return fmt::format("{} ({} -> {})", intent_.what, words::daily_dose(result_.receipt->now.daily_dose), words::daily_dose(result_.receipt->after.daily_dose));
  }

  int finish(const Outcome& outcome) {
    result_.outcome = outcome;
    result_.id = id_;
    const bool open = outcome.kind == Outcome::Kind::uncertain || outcome.kind == Outcome::Kind::needs_person;
    if (kept_ && !open) {
      if (auto error = visit_.records().settle(id_, words::name(outcome.kind), words::detail(outcome))) print_note("programmer: {}\n", error->text);
    }
    const bool changed = outcome.kind == Outcome::Kind::done || outcome.kind == Outcome::Kind::partly;
    if (changed && !visit_.read()) result_.read_back = true;
    if (kept_) visit_.remember();
    if (kept_ || visit_.words().guided) register_refill(visit_, intent_, id_, {open ? std::string() : words::name(outcome.kind), kept_, result_.read_back});
    if (visit_.client().is_open()) visit_.client().ask(ReleaseControl{});
    attendant_.ended(visit_, intent_, result_);
    return exit_code(outcome.kind);
  }

  Visit& visit_;
  const Intent& intent_;
  Attendant& attendant_;
  const OperationId id_ = intent_.account && intent_.account->operation ? *intent_.account->operation : new_operation_id();
  Change change_;
  ChangeResult result_;
  bool kept_ = false;
};

ChangeResult stop_pump(Visit& visit) {
  ChangeResult result;
  result.is_stop = true;
  result.id = new_operation_id();
  // A Stop goes out whatever the records say: halting is always the safe side.
  const auto warn = [](const std::optional<Error>& error) {
    if (error) print_note("programmer: {} The Stop is sent all the same.\n", error->text);
  };
  KeptOperation kept;
  kept.pending.operation_id = result.id;
  kept.pending.kind = OperationKind::stop;
  kept.serial = visit.info().serial;
  kept.identity = visit.identity();
  kept.intent = "stop";
  kept.asked = visit.client().welcome().time.clock;
  kept.asked_uptime = visit.client().welcome().time.uptime;
  if (visit.has_records()) warn(visit.records().keep(kept));
  auto response = visit.ask(Stop{result.id});
  if (response && std::holds_alternative<Stopped>(response->answer)) {
    result.outcome.kind = Outcome::Kind::done;
    result.stopped = std::get<Stopped>(response->answer);
  } else if (response && response->refusal) {
    result.outcome.kind = Outcome::Kind::refused;
    result.outcome.refusal = response->refusal;
  }
  const bool open = result.outcome.kind == Outcome::Kind::uncertain;
  if (visit.has_records() && !open) warn(visit.records().settle(result.id, words::name(result.outcome.kind), {}));
  result.read_back = !open && !(visit.has_records() ? visit.catch_up(Role::clinician) : visit.read());
  return result;
}

}  // namespace

OperationId new_operation_id() {
  OperationId id{};
  while (id == OperationId{}) IPT_CHECK(getrandom(id.data(), id.size(), 0) == static_cast<ssize_t>(id.size()));
  return id;
}

int fail(const Words& words, const Failure& failure) {
  return tell_failure("programmer", words.json, failure.code, failure.problem);
}

std::optional<Failure> only_now_known(const Visit& visit) {
  for (const auto& [operation, outcome] : visit.settled()) {
    if (outcome.kind != Outcome::Kind::done && outcome.kind != Outcome::Kind::partly) continue;
    const auto detail = words::detail(outcome);
    return Failure{exit_refused,
                   {fmt::format("an earlier change was open, and only now the pump says that it was done: {}{}{}", operation.intent, detail.empty() ? "" : ", ", detail),
                    "Nothing new was sent, so that nothing is given twice unless that is meant.", "Look at the pump (`programmer interrogate`). If this change is meant beside that one, give it again."}};
  }
  return {};
}

int change(const Words& words, const Prepare& prepare, Attendant& attendant) {
  const auto failed = [&](const Failure& failure) {
    attendant.failed(failure);
    return failure.code;
  };
  const auto make = prepare(words);
  if (!make) return failed(make.error());
  Visit visit(words);
  if (auto failure = visit.open(Role::clinician)) return failed(*failure);
  attendant.settled(visit);
  if (auto failure = only_now_known(visit)) return failed(*failure);
  const Result<Intent, Failure> intent = (*make)(visit);
  if (!intent) return failed(intent.error());
  return Runner(visit, *intent, attendant).run();
}

int stop(const Words& words, Attendant& attendant) {
  Visit visit(words);
  if (auto failure = visit.open_records()) print_error("programmer", {failure->problem.what, "The Stop is sent all the same, and not written down here.", {}});
  if (auto failure = visit.connect(Role::clinician)) {
    attendant.failed(*failure);
    return failure->code;
  }
  const ChangeResult result = stop_pump(visit);
  attendant.ended(visit, {{}, "stop", false}, result);
  attendant.settled(visit);
  return exit_code(result.outcome.kind);
}

}  // namespace ipt
