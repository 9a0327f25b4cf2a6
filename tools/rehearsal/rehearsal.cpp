#include "tools/rehearsal/rehearsal.hpp"

#include <algorithm>
#include <utility>

#include "common/check.hpp"
#include "tools/rehearsal/programmer.hpp"

namespace ipt {
namespace {

/// Many times what any conversation needs: a run that does not end is a bug of ours.
constexpr int most_rounds = 1'000'000;

Randomness seeded(std::uint64_t seed) {
  return [engine = std::mt19937_64(seed)](std::span<std::uint8_t> out) mutable {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
  };
}

}  // namespace

Rehearsal::Rehearsal(Setup setup)
    : seed_(setup.seed), operation_ids_(~setup.seed), pump_(setup.profile, setup.delivered, seeded(setup.seed), std::move(setup.patient)) {}

PatientReport Rehearsal::patient() const {
  IPT_CHECK(pump_.implant().patient.has_value());
  return report(*pump_.implant().patient, pump_.now());
}

Rehearsal::~Rehearsal() = default;

Programmer& Rehearsal::programmer(const std::string& identity, Role role) {
  const auto known = std::find_if(programmers_.begin(), programmers_.end(), [&](const auto& one) { return one->identity() == identity; });
  if (known != programmers_.end()) return **known;
  return *programmers_.emplace_back(std::make_unique<Programmer>(*this, identity, role));
}

void Rehearsal::advance(Milliseconds pump_time) {
  pump_.advance(pump_time);
  pump_.memory().keep_mark(pump_.now());
  deliver();
  while (carry()) {
  }
}

void Rehearsal::wait(Milliseconds link_time) {
  run(link_now_ + link_time, [] { return false; });
}

void Rehearsal::reboot() {
  come_back(Comeback::reboot);
  while (carry()) {
  }
}

void Rehearsal::reset() {
  come_back(Comeback::reset);
  while (carry()) {
  }
}

void Rehearsal::crash_at(CrashPoint point, Comeback comeback) {
  pump_.crash_at(point);
  comeback_ = comeback;
}

/// Of the connections nothing is left but what the pump had written.
void Rehearsal::come_back(Comeback comeback) {
  for (auto& connection : connections_) {
    connection->pump_holds = false;
    connection->cable.cut();
  }
  comeback == Comeback::reboot ? pump_.reboot() : pump_.reset();
}

void Rehearsal::by_hand(const std::function<void(World&, Uptime)>& act) {
  pump_.by_hand(act);
  deliver();
  while (carry()) {
  }
}

std::shared_ptr<Connection> Rehearsal::connect(const Hello& hello, const std::vector<CableFault>& faults) {
  auto connection = std::make_shared<Connection>();
  connection->link = pump_.device().connected(link_now_);
  for (const auto& fault : faults) connection->cable.plan(fault);
  connection->session.emplace(hello, link_now_);
  connections_.push_back(connection);
  deliver();
  return connection;
}

void Rehearsal::run(LinkTime until, const std::function<bool()>& done) {
  for (int round = 0; round < most_rounds; ++round) {
    while (carry()) {
    }
    if (done() || link_now_ >= until) return;
    const LinkTime next = std::min(until, next_deadline());
    IPT_CHECK(next != no_deadline);
    link_now_ = std::max(link_now_, next);
    tick();
  }
  IPT_CHECK(!"a run that does not end");
}

OperationId Rehearsal::new_operation_id() {
  OperationId id{};
  for (auto& byte : id) byte = static_cast<std::uint8_t>(operation_ids_());
  return id;
}

void Rehearsal::send_off(Connection& connection) {
  if (connection.session) put(connection, Way::to_pump, connection.session->take_output());
}

void Rehearsal::put(Connection& connection, Way way, const std::string& bytes) {
  for (const char byte : bytes) fingerprint_ = (fingerprint_ ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
  connection.cable.put(way, bytes, link_now_);
}

/// Whether a frame moved anywhere.
bool Rehearsal::carry() {
  bool moved = false;
  const auto all = connections_;
  for (const auto& connection : all) moved |= carry(*connection);
  std::erase_if(connections_, [](const auto& connection) { return !connection->pump_holds && (!connection->session || connection->session->is_closed()); });
  return moved;
}

bool Rehearsal::carry(Connection& connection) {
  bool moved = false;
  Cable& cable = connection.cable;
  send_off(connection);
  while (connection.pump_holds) {
    const auto frame = cable.take(Way::to_pump, link_now_);
    if (!frame) break;
    moved = true;
    pump_.device().receive(connection.link, *frame, link_now_);
    deliver();
  }
  while (const auto frame = cable.take(Way::from_pump, link_now_)) {
    moved = true;
    if (connection.session) connection.session->receive(*frame, link_now_);
  }
  send_off(connection);  // a Goodbye is said before it hangs up
  hang_up(connection);
  return moved;
}

/// An end that has nothing more to read from an end that is gone is gone as well.
void Rehearsal::hang_up(Connection& connection) {
  const Cable& cable = connection.cable;
  const bool programmer_left = connection.session && connection.session->is_closed();
  if (connection.pump_holds && cable.is_empty(Way::to_pump) && (cable.is_cut() || programmer_left)) {
    connection.pump_holds = false;
    pump_.device().disconnected(connection.link);
    deliver();
  }
  if (connection.session && cable.is_empty(Way::from_pump) && (cable.is_cut() || !connection.pump_holds)) connection.session->lost();
}

/// What the pump wants done, in its order.
void Rehearsal::deliver() {
  for (auto& output : pump_.take_output()) {
    const auto* send = std::get_if<Send>(&output);
    const LinkId link = send != nullptr ? send->link : std::get<Close>(output).link;
    const auto found = std::find_if(connections_.begin(), connections_.end(), [&](const auto& connection) { return connection->link == link; });
    if (found == connections_.end() || !(*found)->pump_holds) continue;
    if (send != nullptr) {
      put(**found, Way::from_pump, send->bytes);
    } else {
      (*found)->pump_holds = false;
      if (std::get<Close>(output).cut) (*found)->cable.cut();
    }
  }
  if (pump_.has_crashed()) come_back(comeback_);
}

void Rehearsal::tick() {
  pump_.device().advance(link_now_);
  deliver();
  for (const auto& connection : connections_) {
    if (connection->session) connection->session->advance(link_now_);
  }
}

LinkTime Rehearsal::next_deadline() const {
  LinkTime next = pump_.device().link_deadline();
  for (const auto& connection : connections_) {
    next = std::min(next, connection->cable.next_arrival());
    if (connection->session) next = std::min(next, connection->session->deadline());
  }
  return next;
}

}  // namespace ipt
