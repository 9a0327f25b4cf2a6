#include "programmer/cli/visit.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "common/amount.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "common/wire.hpp"
#include "programmer/cli/follow.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure unreachable(std::string what) { return {exit_unreachable, {std::move(what), "Nothing was changed.", "Check that the pump runs and that --pump names its endpoint (`telemetry` in its ready file)."}}; }

/// A bolus whose end is still to come: follow_boluses() looks for it.
bool runs_still(const Outcome& outcome) { return outcome.report && outcome.report->ending == Ending::running; }

Failure not_told(const char* what, const Response& response) {
  const std::string why = response.refusal ? words::escaped(response.refusal->text) : "it gave no reason";
  return {exit_refused, {fmt::format("the pump does not tell its {}: {}", what, why), "Nothing was changed.", "Try again."}};
}

/// Where a program of this user keeps its data, by the custom of the system.
Result<std::filesystem::path> records_folder(const Words& words) {
  if (!words.records.empty()) return std::filesystem::path(words.records);
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  if (data != nullptr && *data == '/') return std::filesystem::path(data) / "ipt-programmer";
  if (home != nullptr && *home == '/') return std::filesystem::path(home) / ".local" / "share" / "ipt-programmer";
  return Error{"there is no home folder to keep the records in: name one with --records"};
}

template <class Shown>
bool went_back(const RememberedPump& remembered, const Shown& shown) {
  return shown.boot_count < remembered.boot_count || shown.state_version < remembered.state_version || shown.log_head < remembered.log_head;
}

}  // namespace

Visit::~Visit() { client_.close(); }

std::optional<Failure> Visit::open_records() {
  const auto failed = [](const Error& error) { return Failure{exit_unreachable, {error.text, "Nothing was sent.", {}}}; };
  const auto folder = records_folder(words_);
  if (!folder) return failed(folder.error());
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::absolute(*folder).parent_path(), ignored);
  auto records = Records::open(*folder);
  if (!records) return failed(records.error());
  records_.emplace(*std::move(records));
  const auto own = records_->identity();
  if (!own) return failed(own.error());
  identity_ = words_.identity.empty() ? *own : words_.identity;
  return {};
}

std::optional<Failure> Visit::open(Role role) {
  if (auto failure = open_records()) return failure;
  if (auto failure = connect(role)) return failure;
  return catch_up(role);
}

std::optional<Failure> Visit::connect(Role role) {
  const auto endpoint = parse_endpoint(words_.pump);
  if (!endpoint) return Failure{exit_usage, {endpoint.error().text, {}, {}}};
  if (identity_.empty()) identity_ = words_.identity.empty() ? "programmer" : words_.identity;
  if (words_.recorder) client_.record_to(*words_.recorder);
  const auto* tcp = std::get_if<TcpEndpoint>(&*endpoint);
  if (tcp != nullptr && tcp->is_protected) {
    if (auto failure = protect(*endpoint)) return failure;
  } else if (auto failure = is_pinned(words_.serial)) {
    return failure;
  }
  Hello hello;
  if (!words_.timeout.empty()) {
    const auto timeout = parse_duration(words_.timeout);
    if (!timeout) return Failure{exit_usage, {timeout.error().text, {}, {}}};
    if (*timeout < Milliseconds{200} || *timeout > Milliseconds{2'000}) return Failure{exit_usage, {fmt::format("'{}' is no time that a pump can be given for an answer: 200ms to 2s", words_.timeout), {}, {}}};
    hello.timeouts.max_response = *timeout;
  }
  hello.pump_serial = words_.serial;
  hello.client_id = protection_ ? "programmer" : identity_;  // on a protected link the key says who it is
  hello.role = role;
  if (protection_) {
    hello.pump_serial = protection_->pin().serial;
    if (protection_->pin().role != Role::clinician) hello.role = protection_->pin().role;
  }
  if (auto error = client_.connect(*endpoint, hello, protection_.get())) return Failure{exit_unreachable, {error->text, "Nothing was changed.", {}}};
  if (auto failure = protection_ ? remember_link(*endpoint) : is_pinned(client_.welcome().pump_serial)) {
    client_.close();
    return failure;
  }
  if (role == Role::patient) return {};  // who may read nothing
  auto response = ask(GetInfo{});
  if (!response) return response.error();
  if (response->refusal) return Failure{exit_refused, {fmt::format("the pump does not let this programmer read it: {}", words::escaped(response->refusal->text)), "Nothing was changed.", {}}};
  const auto* info = std::get_if<Info>(&response->answer);
  if (info == nullptr) return unreachable("the pump answered with something else than its information");
  info_ = *info;
  return {};
}

std::optional<Failure> Visit::protect(const Endpoint& endpoint) {
  if (!records_) return Failure{exit_unreachable, {"without its records this programmer knows neither its own key nor the pump's", "Nothing was sent.", "Make the records usable, or name others with --records."}};
  auto protection = Protection::of(*records_, endpoint, words_.serial);
  if (!protection) return protection.error();
  protection_ = *std::move(protection);
  identity_ = protection_->identity();
  return {};
}

/// In the clear, whoever is there could be anybody: never where the key is known.
std::optional<Failure> Visit::is_pinned(const std::string& serial) {
  if (!records_ || serial.empty()) return {};
  const auto pin = records_->pin(serial);
  if (!pin) return Failure{exit_unreachable, {pin.error().text, {}, {}}};
  if (!*pin) return {};
  return Failure{exit_unreachable,
                 {fmt::format("this programmer is paired with pump {}, and --pump names it in plaintext", words::escaped(serial)), "A pump that is paired is spoken to on protected links only: nothing was asked of it.",
                  fmt::format("Give its protected endpoint (`telemetry_tls` in its ready file), or `programmer unpair {}` first.", words::escaped(serial))}};
}

std::optional<Failure> Visit::remember_link(const Endpoint& endpoint) {
  if (auto error = protection_->reached(*records_, endpoint)) return Failure{exit_unreachable, {error->text, {}, {}}};
  return {};
}

std::optional<Failure> Visit::catch_up(Role role) {
  if (auto failure = compare()) return failure;
  if (role == Role::clinician && client_.welcome().role == Role::clinician && !went_back_from_) {
    if (auto failure = settle()) return failure;
    if (auto failure = follow_boluses()) return failure;
  }
  if (auto failure = read()) return failure;
  return remember();
}

std::optional<Failure> Visit::compare() {
  const auto known = records_->pump(info_.serial);
  if (!known) return Failure{exit_unreachable, {known.error().text, {}, {}}};
  if (!*known || !went_back(**known, client_.welcome())) return {};
  // Another programmer with these records may have seen a newer state since the Welcome: what the pump shows now counts.
  if (auto failure = read()) return failure;
  shown_ = {info_.serial, header_.time.boot_count, header_.state_version, status_.log_head, header_.time.clock, header_.time.uptime};
  if (went_back(**known, shown_)) went_back_from_ = **known;
  return {};
}

Failure Visit::unanswered() const {
  return unreachable(client_.is_open() ? "the pump did not answer in time" : fmt::format("the connection ended before the pump answered: {}", words::escaped(client_.ending())));
}

Result<Response, Failure> Visit::ask(Request request) {
  auto response = client_.ask(std::move(request));
  if (!response) return unanswered();
  header_.state_version = response->state_version;
  header_.time = response->time;
  return *std::move(response);
}

std::optional<Failure> Visit::read() {
  auto response = ask(GetStatus{});
  if (!response) return response.error();
  const auto* status = std::get_if<Status>(&response->answer);
  if (status == nullptr) {
    return not_told("status", *response);
  }
  status_ = *status;
  read_at_ = header_.state_version;
  return {};
}

std::optional<Failure> Visit::remember() {
  if (went_back_from_) return {};
  if (auto error = records_->saw({info_.serial, header_.time.boot_count, header_.state_version, status_.log_head, header_.time.clock, header_.time.uptime})) {
    return Failure{exit_unreachable, {error->text, {}, {}}};
  }
  return {};
}

/// Everything that is open at this pump, oldest first. What stays open is kept in `uncertain_`.
std::optional<Failure> Visit::settle() {
  const auto open = records_->uncertain(info_.serial);
  if (!open) return Failure{exit_unreachable, {open.error().text, {}, {}}};
  for (const auto& operation : *open) {
    if (operation.identity != identity_) {
      uncertain_.push_back(operation);
      continue;
    }
    Settlement settlement(operation.pending);
    const Step end = follow(client_, settlement, settlement.begin(), info_.update);
    const auto& outcome = std::get<Outcome>(end);
    if (outcome.kind == Outcome::Kind::uncertain || outcome.kind == Outcome::Kind::needs_person) {
      uncertain_.push_back(operation);
    } else if (auto error = records_->settle(operation.pending.operation_id, words::name(outcome.kind), runs_still(outcome) ? std::string() : words::detail(outcome))) {
      return Failure{exit_unreachable, {error->text, {}, {}}};
    }
    settled_.push_back({operation, outcome});
  }
  return {};
}

/// A bolus is done when it begins; what became of it is known later. One that was cut short is told, once.
std::optional<Failure> Visit::follow_boluses() {
  const auto boluses = records_->boluses_under_way(info_.serial);
  if (!boluses) return Failure{exit_unreachable, {boluses.error().text, {}, {}}};
  for (const auto& operation : *boluses) {
    auto response = ask(GetOperation{operation.pending.operation_id, operation.pending.stage, false});
    if (!response) return response.error();
    const auto* report = std::get_if<OperationReport>(&response->answer);
    if (report == nullptr || !report->ending || report->ending == Ending::running) continue;
    const Outcome outcome{report->ending == Ending::complete ? Outcome::Kind::done : Outcome::Kind::partly, {}, {}, *report};
    if (auto error = records_->settle(operation.pending.operation_id, words::name(outcome.kind), words::detail(outcome))) return Failure{exit_unreachable, {error->text, {}, {}}};
    if (outcome.kind == Outcome::Kind::partly) print_note("programmer: ATTENTION: {} was cut short: {}\n", operation.intent, words::detail(outcome));
  }
  return {};
}

std::optional<Failure> Visit::why_no_change() const {
  if (went_back_from_) {
    const auto& shown = shown_;
    return Failure{exit_refused,
                   {fmt::format("the memory of pump {} went back: boot {}, state {}, log {} were seen before, and it shows {}, {}, {}", words::escaped(info_.serial), went_back_from_->boot_count, went_back_from_->state_version,
                                went_back_from_->log_head, shown.boot_count, shown.state_version, shown.log_head),
                    "What was done since then may be missing in it, so no change of therapy is sent. Stop still works.",
                    fmt::format("Find out what happened, interrogate, then `programmer pumps --forget {}` takes what it shows now as true.", words::escaped(info_.serial))}};
  }
  if (!uncertain_.empty()) {
    const auto& operation = uncertain_.front();
    const bool other = operation.identity != identity_;
    return Failure{exit_uncertain,
                   {fmt::format("it is not known whether an earlier change was done: {} (operation {})", operation.intent, words::hex(operation.pending.operation_id)),
                    "Nothing new is sent to this pump before that is settled, so that nothing is done twice.",
                    other && protection_ ? fmt::format("It was sent by '{}', before this programmer was paired or with another key: look at the pump, then `programmer operations --settle {} --as done` or `--as not-done`.", operation.identity, words::hex(operation.pending.operation_id))
                    : other ? fmt::format("It was sent by '{0}': call `programmer --identity {0} interrogate`.", operation.identity)
                          : fmt::format("Call again when the pump answers. If it says that only a person can tell, look at the pump, then `programmer operations --settle {} --as done` or `--as not-done`.", words::hex(operation.pending.operation_id))}};
  }
  return {};
}

Result<std::optional<Program>, Failure> Visit::program() {
  auto response = ask(GetProgram{});
  if (!response) return response.error();
  const auto* report = std::get_if<ProgramReport>(&response->answer);
  if (report == nullptr) {
    if (response->refusal && response->refusal->reason == Reason::not_programmed) return std::optional<Program>();
    return not_told("program", *response);
  }
  const auto operation = wire::decode_therapy(report->operation);
  if (!operation) return Failure{exit_refused, {"the pump shows a program that this programmer cannot read: " + operation.error().text, "Nothing was changed.", "Use a programmer of the pump's version."}};
  if (const auto* program = std::get_if<Program>(&operation->kind)) return std::optional(*program);
  if (const auto* refill = std::get_if<Refill>(&operation->kind)) return refill->program;
  return std::optional<Program>();
}

Result<LogPage, Failure> Visit::read_log(std::uint64_t from, std::uint32_t max, bool security) {
  auto response = ask(ReadLog{from, max, security});
  if (!response) return response.error();
  if (auto* page = std::get_if<LogPage>(&response->answer)) return std::move(*page);
  return not_told("log", *response);
}

Result<Present, Failure> Visit::present() {
  Present present{DoseRate(status_.daily_dose.value), status_.concentration};
  if (present.dose.value > 0) return present;
  const auto waiting = program();
  if (!waiting) return waiting.error();
  if (*waiting) {
    if (const auto* simple = std::get_if<SimpleContinuous>(&(*waiting)->delivery)) present.dose = simple->dose;
  }
  return present;
}

}  // namespace ipt
