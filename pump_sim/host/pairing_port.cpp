#include "pump_sim/host/pairing_port.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "common/printable.hpp"
#include "common/shell/printing.hpp"
#include "common/wire_pairing.hpp"
#include "pump_sim/host/pairings.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// The programmer's key is proved later, at its first session; a certificate that could not come in then is refused now.
Result<Digest> read_programmer(std::string_view der) {
  const auto certificate = certificate_from_der(der);
  if (!certificate) return certificate.error();
  if (const auto fault = fault_of(**certificate, std::chrono::system_clock::now())) return Error{*fault};
  return fingerprint_of(**certificate);
}

constexpr Anteroom::Limits limits{.at_once = 8, .handshakes_a_second = 10, .refused_an_hour = 1'000, .patience = Milliseconds{10'000}, .first_byte = Milliseconds{3'000}};

}  // namespace

PairingPort::PairingPort(Server& server, const TlsContext& context, Setup setup)
    : server_(server), setup_(std::move(setup)),
      anteroom_(server.io().get_executor(), context, pairing_protocol, limits,
                {[this](std::unique_ptr<Channel> channel, LinkTime) { begin(std::move(channel)); },
                 [this](const std::string& why) { server_.trust().note_stranger("while pairing: " + why, server_.link_now()); }}),
      timer_(server.io()) {}

std::optional<Error> PairingPort::arm(Role role, bool confirm_any) {
  disarm("the pump was armed anew");
  auto listener = Listener::tcp(server_.io().get_executor(), setup_.host, 0, Listener::Reach::anybody);
  if (!listener) return listener.error();
  Trust& trust = server_.trust();
  if (!trust.note_durably(LogKind::armed, {}, fmt::format("as {}{}", word_of(role), confirm_any ? ", nobody compares digits at the pump" : ""))) {
    return Error{"the pump cannot write into its memory, so it could not keep a pairing either, and was not armed: free some space on its disk, then arm it again"};
  }
  listener_ = std::make_shared<Listener>(*std::move(listener));
  ends_ = server_.link_now() + pairing::armed_for;
  confirms_any_ = confirm_any;
  auto endpoint = std::get<TcpEndpoint>(listener_->endpoint());
  endpoint.is_protected = true;
  state_.Clear();
  state_.set_armed(true);
  state_.set_endpoint(format_endpoint(endpoint));
  state_.set_role(wire_role_of(role));
  state_.set_arming_number(static_cast<std::uint32_t>(trust.read(0, 1).head));  // its number in the security log: no other arming has it
  asio::co_spawn(server_.io(), accept_all(listener_), asio::detached);
  set_timer();
  return {};
}

void PairingPort::disarm(const std::string& why) {
  if (!listener_) return;
  listener_->close();
  listener_.reset();
  anteroom_.close();
  timer_.cancel();
  state_.set_armed(false);
  state_.clear_endpoint();
  if (const StartPtr start = start_) {  // kept here: it ends meanwhile
    start->side.break_off(pairing::RefusalReason::disarmed, why);
    go_on(start);
  }
  if (state_.result().empty()) state_.set_result(why);
}

asio::awaitable<void> PairingPort::accept_all(std::shared_ptr<Listener> listener) {
  while (listener->is_open()) {
    auto stream = co_await listener->accept();
    if (stream && listener->is_open()) {
      anteroom_.enter(*std::move(stream), server_.link_now());
    } else if (listener->is_open()) {
      asio::steady_timer pause(server_.io(), std::chrono::milliseconds(50));
      co_await pause.async_wait(asio::use_awaitable);
    }
  }
}

void PairingPort::begin(std::unique_ptr<Channel> channel) {
  if (!listener_ || !channel->is_protected()) return channel->close();
  const LinkTime now = server_.link_now();
  pairing::PumpSide::Setup setup{setup_.spki, setup_.serial, *role_of(state_.role()), state_.arming_number(), {}};
  setup_.random(setup.nonce);
  const auto start = std::make_shared<Start>(std::move(channel), pairing::PumpSide(std::move(setup), read_programmer, now, ends_));
  if (start_) {  // one at a time: this one is none
    start->side.break_off(pairing::RefusalReason::busy, "another programmer is pairing");
    error_code ignored;
    start->channel->write_some(start->side.take_output(), ignored);
    return hang_up(start);
  }
  start_ = start;
  state_.set_starts(state_.starts() + 1);
  for (auto* text : {state_.mutable_programmer(), state_.mutable_fingerprint(), state_.mutable_digits(), state_.mutable_result()}) text->clear();
  state_.set_confirmed(false);
  server_.trust().note(LogKind::pairing_started, {}, fmt::format("start {} of {}", state_.starts(), most_starts));
  set_timer();
  read(start);
}

void PairingPort::read(const StartPtr& start) {
  start->channel->async_read_some(start->incoming, [this, start](error_code error, std::size_t size) {
    if (start != start_) return;  // it is over, and its rest is thrown away elsewhere
    if (error) start->side.lost();
    else start->side.receive({start->incoming.data(), size});
    go_on(start);
    if (start == start_) read(start);
  });
}

/// Whatever came of what happened.
void PairingPort::go_on(const StartPtr& start) {
  if (start->side.programmer() && state_.fingerprint().empty()) {
    state_.set_programmer(start->side.programmer()->name);
    state_.set_fingerprint(identity_of(start->side.programmer()->spki));
  }
  if (start->side.digits() && !std::exchange(start->is_shown, true)) show_digits(start);
  if (start->side.is_to_be_stored()) store(start);
  state_.set_confirmed(start->side.is_confirmed());
  const std::string bytes = start->side.take_output();
  error_code error;
  if (!bytes.empty() && start->channel->write_some(bytes, error) < bytes.size()) start->side.lost();  // a few hundred bytes, which a socket takes at once
  if (start->side.is_over()) finish(start);
  else set_timer();
}

void PairingPort::show_digits(const StartPtr& start) {
  state_.set_digits(*start->side.digits());
  print_note("pump-sim: DIGITS {} must stand at the programmer too.\n", *start->side.digits());  // and nothing on this line that it has said
  print_note("pump-sim: a programmer that calls itself '{}' wants to be paired as {}.\n", who(*start), word_of(*role_of(state_.role())));
  if (confirms_any_) start->side.confirm({});
  else print_note("pump-sim: if they are, give the programmer's by hand: bedside confirm DIGITS\n");
}

void PairingPort::store(const StartPtr& start) {
  const auto& programmer = *start->side.programmer();
  if (auto error = server_.pair({programmer.spki, *role_of(state_.role()), programmer.name})) start->side.not_stored("the pump could not write it down");  // its own files are nobody's business
  else start->side.stored();
}

void PairingPort::finish(const StartPtr& start) {
  start_.reset();
  state_.clear_digits();
  hang_up(start);
  if (start->side.is_paired()) {
    state_.set_paired(true);
    state_.set_result(fmt::format("paired with '{}' as {}", who(*start), word_of(*role_of(state_.role()))));
    print_note("pump-sim: {}.\n", state_.result());
    return disarm(state_.result());
  }
  const auto& ending = start->side.ending();
  const std::string why = !ending ? "it ended" : start->side.ended_by_peer() ? "the programmer broke it off: " + printable(ending->text) : ending->text;
  state_.set_result("not paired: " + why);
  print_note("pump-sim: {}.\n", state_.result());
  server_.trust().note(LogKind::pairing_failed, state_.fingerprint(), why);
  if (listener_ && state_.starts() >= most_starts) disarm("three starts are used up");
  else if (listener_) set_timer();
}

/// What the programmer still sends is thrown away for a moment, so that it can read the last word.
void PairingPort::hang_up(const StartPtr& start) {
  start->channel->shut_down_sending();
  start->channel->socket().cancel();
  auto patience = std::make_shared<asio::steady_timer>(server_.io(), std::chrono::seconds(1));
  patience->async_wait([start](error_code) { start->channel->close(); });
  discard(start, patience);
}

void PairingPort::discard(const StartPtr& start, const std::shared_ptr<asio::steady_timer>& patience) {
  start->channel->async_read_some(start->incoming, [this, start, patience](error_code error, std::size_t) {
    if (error) patience->cancel();
    else discard(start, patience);
  });
}

std::optional<Error> PairingPort::confirm(std::optional<std::string_view> digits) {
  const StartPtr start = start_;
  if (!start || !start->side.digits()) return Error{"no programmer shows digits now, so nothing was confirmed: `bedside pairing` shows how it stands"};
  start->side.confirm(digits);
  go_on(start);
  if (start->side.is_over() && !start->side.is_paired()) return Error{state_.result()};
  return {};
}

void PairingPort::set_timer() {
  if (!listener_) return;
  const LinkTime due = start_ ? std::min(start_->side.deadline(), ends_) : ends_;
  timer_.expires_at(std::chrono::steady_clock::time_point(due.time_since_epoch()));
  timer_.async_wait([this](error_code cancelled) {
    if (cancelled || !listener_) return;
    const LinkTime now = server_.link_now();
    if (now >= ends_) return disarm("the arming has ended: two minutes have passed");
    if (const StartPtr start = start_) {
      start->side.advance(now);
      go_on(start);
    } else {
      set_timer();
    }
  });
}

bedside::v1::Arming PairingPort::state() const {
  bedside::v1::Arming state = state_;
  if (state.armed()) state.set_left_ms(static_cast<std::uint32_t>(std::max(Milliseconds{0}, ends_ - server_.link_now()).count()));
  return state;
}

std::string PairingPort::who(const Start& start) const { return start.side.programmer() ? start.side.programmer()->name : "a programmer"; }

}  // namespace ipt
