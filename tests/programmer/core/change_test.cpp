// One change, scripted: what the pump answers at each step, and what the machine makes of it.
#include "programmer/core/change.hpp"

#include <doctest/doctest.h>

#include "common/digest.hpp"
#include "common/wire.hpp"
#include "programmer/core/words.hpp"

using namespace ipt;

namespace {

const Bytes operation = wire::encode_therapy({"p", ModeAfter::unchanged, Program{2'000_ug_per_mL, SimpleContinuous{130_ug_per_day}}});
constexpr OperationId id{1, 2, 3};

template <class Answer>
Response ok(Answer answer) {
  Response response;
  response.state_version = 7;
  response.time.boot_count = 3;
  response.answer = std::move(answer);
  return response;
}
Response no(Code code, Reason reason) {
  Response response;
  response.code = code;
  response.refusal = Refusal{reason, {}, {}, {}, "no", {}};
  return response;
}
Receipt receipt() {
  Receipt receipt;
  receipt.stage = {3, 44, 5};
  receipt.operation = operation;
  receipt.digest = sha256(operation);
  receipt.after.daily_dose = 130_ug;
  receipt.warnings = {Warning::stays_stopped};
  receipt.grant = {9, 9};
  return receipt;
}
Committed committed(OperationId whose = id) {
  OperationResult result;
  result.operation_id = whose;
  return {wire::encode_result(result), false};
}
OperationReport report(OperationState state, bool stage_live = false) {
  OperationReport report;
  report.operation_id = id;
  report.state = state;
  report.stage_live = stage_live;
  return report;
}
Outcome::Kind outcome(const Step& step) {
  const auto* over = std::get_if<Outcome>(&step);
  REQUIRE(over != nullptr);
  return over->kind;
}
template <class Wanted>
Wanted asked(const Step& step) {
  const auto* ask = std::get_if<AskPump>(&step);
  REQUIRE(ask != nullptr);
  REQUIRE(std::holds_alternative<Wanted>(ask->request));
  return std::get<Wanted>(ask->request);
}

/// A change that is on its way: committed, not answered.
Change on_its_way() {
  Change change(operation, OperationKind::program, id, 7);
  change.begin();
  change.answered(ok(ControlGranted{}));
  change.answered(ok(receipt()));
  change.confirmed(true);
  change.kept();
  return change;
}

}  // namespace

TEST_CASE("a pump that has moved on since it was read is not changed: the decision was about another one") {
  Change change(operation, OperationKind::program, id, 6);
  asked<AcquireControl>(change.begin());
  asked<Stage>(change.answered(ok(ControlGranted{})));
  const Step end = change.answered(ok(receipt()));
  const auto* outcome = std::get_if<Outcome>(&end);
  REQUIRE(outcome != nullptr);
  CHECK((outcome->kind == Outcome::Kind::refused));
  CHECK((outcome->refusal->reason == Reason::stale));
}

TEST_CASE("a change goes control, stage, review, written down, commit, done") {
  Change change(operation, OperationKind::program, id, 7);
  asked<AcquireControl>(change.begin());
  CHECK(asked<Stage>(change.answered(ok(ControlGranted{}))).operation == operation);
  const Step review = change.answered(ok(receipt()));
  REQUIRE(std::holds_alternative<ReviewReceipt>(review));
  CHECK(std::get<ReviewReceipt>(review).receipt == receipt());
  const Step keep = change.confirmed(true);
  REQUIRE(std::holds_alternative<KeepPending>(keep));
  const PendingOperation pending = std::get<KeepPending>(keep).pending;
  const auto body = wire::decode_commit(pending.commit_body);
  REQUIRE(body.has_value());
  // IPT-CMT-04: everything of the receipt again, and the state version that came with it.
  CHECK(*body == CommitBody{id, receipt().stage, receipt().digest, receipt().grant, receipt().after, receipt().warnings, 7});
  CHECK(asked<Commit>(change.kept()).commit_body == pending.commit_body);
  CHECK(outcome(change.answered(ok(committed()))) == Outcome::Kind::done);
}

TEST_CASE("IPT-CMT-03 nothing is committed before it was written down") {
  Change change(operation, OperationKind::program, id, 7);
  change.begin();
  change.answered(ok(ControlGranted{}));
  change.answered(ok(receipt()));
  CHECK(std::holds_alternative<KeepPending>(change.confirmed(true)));  // and only kept() asks the pump
}

TEST_CASE("a person who says no ends it with nothing changed") {
  Change change(operation, OperationKind::program, id, 7);
  change.begin();
  change.answered(ok(ControlGranted{}));
  change.answered(ok(receipt()));
  CHECK(outcome(change.confirmed(false)) == Outcome::Kind::declined);
}

TEST_CASE("a refusal or silence before the commit leaves nothing open") {
  for (const int steps : {0, 1}) {
    Change refused(operation, OperationKind::program, id, 7);
    Change silent = refused;
    refused.begin(), silent.begin();
    if (steps == 1) refused.answered(ok(ControlGranted{})), silent.answered(ok(ControlGranted{}));
    CHECK(outcome(refused.answered(no(Code::refused, Reason::busy))) == Outcome::Kind::refused);
    CHECK(outcome(silent.unanswered()) == Outcome::Kind::unheard);
  }
}

TEST_CASE("IPT-STG-19 a receipt for other bytes or with another digest is never committed") {
  const auto staged = [](const Receipt& answered) {
    Change change(operation, OperationKind::program, id, 7);
    change.begin();
    change.answered(ok(ControlGranted{}));
    return change.answered(ok(answered));
  };
  Receipt other = receipt();
  other.operation.back() ^= 1;
  other.digest = sha256(other.operation);
  CHECK(outcome(staged(other)) == Outcome::Kind::refused);
  Receipt wrong = receipt();
  wrong.digest[31] ^= 1;
  CHECK(outcome(staged(wrong)) == Outcome::Kind::refused);
  Change change(operation, OperationKind::program, id, 7);
  change.begin();
  change.answered(ok(ControlGranted{}));
  CHECK(outcome(change.answered(ok(Done{}))) == Outcome::Kind::refused);
}

TEST_CASE("IPT-STG-37 a receipt that could not be shown whole, or of another boot, is never committed") {
  const auto staged = [](const Receipt& answered) {
    Change change(operation, OperationKind::program, id, 7);
    change.begin();
    change.answered(ok(ControlGranted{}));
    return change.answered(ok(answered));
  };
  CHECK(std::holds_alternative<ReviewReceipt>(staged(receipt())));
  Receipt warning = receipt();
  warning.warnings.push_back(static_cast<Warning>(77));
  CHECK(outcome(staged(warning)) == Outcome::Kind::refused);
  for (const bool is_now : {true, false}) {
    Receipt mode = receipt();
    (is_now ? mode.now : mode.after).mode = static_cast<Mode>(0);
    CHECK(outcome(staged(mode)) == Outcome::Kind::refused);
  }
  Receipt boot = receipt();
  boot.stage.boot_count = 2;
  CHECK(outcome(staged(boot)) == Outcome::Kind::refused);
}

TEST_CASE("IPT-OPS-17 a commit without an answer is uncertain, and a refused one is not") {
  CHECK(outcome(on_its_way().unanswered()) == Outcome::Kind::uncertain);
  CHECK(outcome(on_its_way().answered(no(Code::refused, Reason::stale))) == Outcome::Kind::refused);
  CHECK(outcome(on_its_way().answered(no(Code::failed, Reason::storage))) == Outcome::Kind::refused);
  CHECK(outcome(on_its_way().answered(no(Code::invalid, Reason::bad_request))) == Outcome::Kind::refused);
}

TEST_CASE("IPT-OPS-19 conflict and older than the journal leave it to a person") {
  CHECK(outcome(on_its_way().answered(no(Code::refused, Reason::conflict))) == Outcome::Kind::needs_person);
  CHECK(outcome(on_its_way().answered(no(Code::refused, Reason::older_than_journal))) == Outcome::Kind::needs_person);
}

TEST_CASE("IPT-REQ-10 PENDING, an unknown code, or another operation's result: the journal has the last word") {
  Response unknown = ok(committed());
  unknown.code = static_cast<Code>(99);
  for (const Response& answer : {no(Code::pending, Reason::busy), unknown, ok(Done{}), ok(committed(OperationId{7}))}) {
    Change change = on_its_way();
    const Step later = change.answered(answer);
    REQUIRE(std::holds_alternative<AskLater>(later));
    const auto get = std::get<GetOperation>(std::get<AskLater>(later).request);
    CHECK(get.operation_id == id);
    CHECK(get.stage == receipt().stage);
    CHECK_FALSE(get.abandon);  // it may be in the pump's hands: it is asked about, not called off
    CHECK(outcome(change.answered(ok(report(OperationState::executed)))) == Outcome::Kind::done);
  }
}

TEST_CASE("IPT-OPS-20 settling asks with abandon, and believes the pump's own record only") {
  Settlement settlement({id, OperationKind::program, receipt().stage, "body"});
  const auto get = asked<GetOperation>(settlement.begin());
  CHECK(get.abandon);
  CHECK(get.stage == receipt().stage);
  CHECK(outcome(settlement.answered(ok(report(OperationState::executed)))) == Outcome::Kind::done);
  CHECK(outcome(settlement.answered(ok(report(OperationState::superseded)))) == Outcome::Kind::done);
  CHECK(outcome(settlement.answered(ok(report(OperationState::partly_executed)))) == Outcome::Kind::partly);
  CHECK(outcome(settlement.answered(ok(report(OperationState::rejected)))) == Outcome::Kind::not_done);
  CHECK(outcome(settlement.answered(ok(report(OperationState::not_seen, false)))) == Outcome::Kind::not_done);
  CHECK(outcome(settlement.answered(ok(report(OperationState::not_seen, true)))) == Outcome::Kind::uncertain);
  CHECK(outcome(settlement.answered(ok(report(OperationState::older_than_journal)))) == Outcome::Kind::needs_person);
  CHECK(std::holds_alternative<AskLater>(settlement.answered(ok(report(OperationState::pending)))));
  CHECK(outcome(settlement.answered(ok(report(static_cast<OperationState>(99))))) == Outcome::Kind::uncertain);
  CHECK(outcome(settlement.answered(no(Code::refused, Reason::not_allowed))) == Outcome::Kind::uncertain);
  CHECK(outcome(settlement.unanswered()) == Outcome::Kind::uncertain);
  OperationReport other = report(OperationState::executed);
  other.operation_id = OperationId{7};
  CHECK(outcome(settlement.answered(ok(other))) == Outcome::Kind::uncertain);
}

TEST_CASE("IPT-UPD-13 an update that was interrupted is not done, in its own session, in a later one and when it is sent again") {
  Change change = on_its_way();
  CHECK(std::holds_alternative<AskLater>(change.answered(no(Code::pending, Reason::busy))));
  const Step step = change.answered(ok(report(OperationState::interrupted)));
  CHECK(outcome(step) == Outcome::Kind::interrupted);
  CHECK(words::detail(std::get<Outcome>(step)) == "it was not done, and it has left the pump stopped");
  CHECK(outcome(Settlement({id, OperationKind::refill, receipt().stage, "body"}).answered(ok(report(OperationState::interrupted)))) == Outcome::Kind::interrupted);
  CHECK(outcome(on_its_way().answered(no(Code::refused, Reason::interrupted))) == Outcome::Kind::interrupted);
  CHECK(outcome(on_its_way().answered(no(Code::refused, Reason::update_running))) == Outcome::Kind::refused);
}

TEST_CASE("IPT-STP-13 a Stop has no stage: its id is abandoned, and only REJECTED says that it never will be done") {
  Settlement settlement({id, OperationKind::stop, {}, {}});
  const auto get = asked<GetOperation>(settlement.begin());
  CHECK(get.abandon);
  CHECK_FALSE(get.stage);
  CHECK(outcome(settlement.answered(ok(report(OperationState::rejected)))) == Outcome::Kind::not_done);
  CHECK(outcome(settlement.answered(ok(report(OperationState::not_seen, false)))) == Outcome::Kind::uncertain);
  CHECK(outcome(settlement.answered(no(Code::failed, Reason::storage))) == Outcome::Kind::uncertain);
}
