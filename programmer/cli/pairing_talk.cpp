#include "programmer/cli/pairing_talk.hpp"

#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>

#include "common/check.hpp"
#include "common/shell/terminal.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

LinkTime now() { return LinkTime(std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())); }
std::chrono::steady_clock::time_point instant(LinkTime time) { return std::chrono::steady_clock::time_point(time.time_since_epoch()); }

asio::awaitable<void> reach(Endpoint endpoint, std::optional<Result<Stream>>& out) { out.emplace(co_await connect_stream(std::move(endpoint), Milliseconds(5'000))); }

}  // namespace

std::optional<Error> PairingTalk::begin(const Endpoint& endpoint, const Identity& own, const std::string& name, const std::string& sni) {
  // Whoever is there proves a key; whether it is the pump's, the digits tell.
  auto context = TlsContext::client(nullptr, pairing_protocol, [this](const X509& shown) -> std::optional<std::string> {
    fingerprint_ = fingerprint_of(shown);
    uris_ = uris_of(shown);
    certificate_ends_ = end_of(shown);
    return {};
  });
  if (!context) return context.error();
  context_ = *std::move(context);
  std::optional<Result<Stream>> stream;
  asio::co_spawn(io_, reach(endpoint, stream), asio::detached);
  io_.run();
  if (!*stream) return Error{fmt::format("Nobody can be paired at {}: the port is open only while the pump is armed (`bedside arm`). {}", format_endpoint(endpoint), stream->error().text)};
  channel_.emplace(std::move(**stream), *context_, sni);
  if (const auto why = shake_hands()) {
    channel_->close();
    io_.restart();
    io_.poll();
    return Error{fmt::format("No pairing at {}: {}. `bedside arm` tells the pairing port, which is not that of telemetry.", format_endpoint(endpoint), words::escaped(*why))};
  }
  pairing::ProgrammerSide::Setup setup{fingerprint_, fingerprint_of(*own.certificate), der_of(*own.certificate), name, {}};
  IPT_CHECK(getrandom(setup.nonce.data(), setup.nonce.size(), 0) == static_cast<ssize_t>(setup.nonce.size()));
  side_.emplace(std::move(setup), now());
  read();
  write();
  return {};
}

std::optional<std::string> PairingTalk::shake_hands() {
  std::optional<error_code> done;
  channel_->async_handshake([&done](error_code error) { done = error; });
  const auto until = std::chrono::steady_clock::now() + pairing::digits_within;
  io_.restart();
  while (!done && io_.run_one_until(until) > 0) {
  }
  if (!done) {
    channel_->close();
    io_.restart();
    io_.run();  // the handler still holds `done`
    return "it did not answer in time";
  }
  if (*done) return handshake_fault(channel_->session());
  if (agreed_protocol(channel_->session()) != pairing_protocol) return "it does not speak " + pairing_protocol;
  return {};
}

void PairingTalk::read() {
  channel_->async_read_some(incoming_, [this](error_code error, std::size_t size) {
    if (error) return side_->lost();
    side_->receive({incoming_.data(), size});
    write();
    if (!side_->is_over()) read();
  });
}

void PairingTalk::write() {
  error_code error;
  const std::string bytes = side_->take_output();
  // A few hundred bytes, which a socket takes at once: a pump that does not take them reads nothing.
  if (!bytes.empty() && channel_->write_some(bytes, error) < bytes.size()) side_->lost();
}

void PairingTalk::run_until(const std::function<bool()>& enough) {
  write();
  while (!enough() && !side_->is_over()) {
    io_.restart();
    io_.run_one_until(instant(side_->deadline()));
    side_->advance(now());
    write();
  }
}

void PairingTalk::await_digits() {
  run_until([this] { return side_->digits().has_value(); });
}

void PairingTalk::await_end() {
  run_until([this] { return side_->is_paired(); });
  channel_->shut_down_sending();
  channel_->close();
  io_.restart();
  io_.poll();
}

std::optional<std::string> PairingTalk::read_line() {
  asio::posix::stream_descriptor input(io_, ::dup(STDIN_FILENO));
  bool is_ready = false;
  input.async_wait(asio::posix::stream_descriptor::wait_read, [&is_ready](error_code cancelled) {
    if (cancelled != asio::error::operation_aborted) is_ready = true;
  });
  run_until([&is_ready] { return is_ready; });
  if (is_ready) return ipt::read_line();
  input.close();
  io_.restart();
  io_.poll();
  return {};
}

}  // namespace ipt
