#include "programmer/console/page_attendant.hpp"

#include "programmer/cli/output.hpp"
#include "programmer/core/review.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

json::object json_of(const Problem& problem) { return {{"what", problem.what}, {"meaning", problem.means}, {"todo", problem.todo}}; }

json::value program_or_null(const std::optional<Program>& program) { return program ? json::value(json_of(*program)) : json::value(); }

}  // namespace

bool PageAttendant::answer(std::string_view step, bool yes) {
  const std::lock_guard lock(mutex_);
  if (asked_.empty() || answer_ || (!step.empty() && step != asked_)) return false;
  answer_ = yes;
  bell_.ring();
  return true;
}

void PageAttendant::leave() {
  const std::lock_guard lock(mutex_);
  has_left_ = true;
  bell_.ring();
}

bool PageAttendant::ask(Visit& visit, json::object step, bool keep_control) {
  {
    const std::lock_guard lock(mutex_);
    if (has_left_) return false;
    asked_ = std::string(step.at("step").as_string());
    answer_.reset();
  }
  tell_(std::move(step));
  for (;;) {
    visit.client().wait_to_read(bell_.descriptor(), keep_control);
    const std::lock_guard lock(mutex_);
    bell_.quieten();
    if (!answer_ && !has_left_) continue;
    asked_.clear();
    return answer_.value_or(false);
  }
}

std::optional<bool> PageAttendant::goes_on(Visit& visit, const std::vector<Caution>& cautions) {
  return ask(visit, {{"step", "cautions"}, {"cautions", ipt::json_of(cautions)}}, false);
}

std::optional<bool> PageAttendant::commits(Visit& visit, const Intent& intent, const ChangeResult& change) {
  const Receipt& receipt = *change.receipt;
  json::array rows;
  for (const auto& row : review(receipt.now, receipt.after)) {
    rows.push_back(json::object{{"what", row.what}, {"old", row.old_value}, {"new", row.new_value}, {"changed", row.changed}});
  }
  json::object step{{"step", "review"}, {"what", intent.what}, {"rows", std::move(rows)}, {"warnings", ipt::json_of(receipt.warnings)}};
  const auto after = received_program(receipt);
  step["before"] = after ? program_or_null(change.program) : json::value();
  step["after"] = program_or_null(after);
  return ask(visit, std::move(step), true);
}

void PageAttendant::ended(const Visit& visit, const Intent& intent, const ChangeResult& change) {
  json::object step{{"step", "end"}, {"exit", exit_code(change.outcome.kind)}, {"report", result_json(visit, intent, change)}};
  if (const auto problem = why_not_done(intent, change)) step["problem"] = json_of(*problem);
  tell_(std::move(step));
}

void PageAttendant::failed(const Failure& failure) { tell_({{"step", "end"}, {"exit", failure.code}, {"problem", json_of(failure.problem)}}); }

}  // namespace ipt
