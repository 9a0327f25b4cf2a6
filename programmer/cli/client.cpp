#include "programmer/cli/client.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>

#include "common/shell/terminal.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr Milliseconds connect_timeout{5'000};
constexpr Milliseconds handshake_timeout{10'000};

asio::awaitable<void> reach(Endpoint endpoint, std::optional<Result<Stream>>& out) { out.emplace(co_await connect_stream(std::move(endpoint), connect_timeout)); }

}  // namespace

LinkTime Client::now() const { return LinkTime(std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())); }

std::optional<Error> Client::connect(const Endpoint& endpoint, const Hello& hello, const Protection* protection) {
  std::optional<Result<Stream>> stream;
  asio::co_spawn(io_, reach(endpoint, stream), asio::detached);
  io_.restart();
  io_.run();
  if (!*stream) return stream->error();
  if (protection == nullptr) {
    channel_.emplace(std::move(**stream));
  } else {
    channel_.emplace(std::move(**stream), protection->context(), protection->name());
    if (auto error = shake_hands(endpoint)) return error;
  }
  session_.emplace(hello, now());
  sent_frames_.set_limit(frame_limit);
  received_frames_.set_limit(frame_limit);
  write();
  read();
  while (auto happening = wait(no_deadline)) {
    if (std::holds_alternative<Session::Opened>(*happening)) return {};
    if (std::holds_alternative<Session::Ended>(*happening)) break;
  }
  if (protection != nullptr && is_cut_off_) {
    return Error{fmt::format("The pump at {} did not let this programmer in, and gave no reason: so it treats whom it is not paired with, or no longer. Pair anew (`bedside arm`, `programmer pair`).", format_endpoint(endpoint))};
  }
  return Error{fmt::format("The pump at {} did not let this programmer in: {}.", format_endpoint(endpoint), words::escaped(ending_))};
}

std::optional<Error> Client::shake_hands(const Endpoint& endpoint) {
  std::optional<error_code> done;
  channel_->async_handshake([&done](error_code error) { done = error; });
  const auto until = std::chrono::steady_clock::now() + handshake_timeout;
  io_.restart();
  while (!done && io_.run_one_until(until) > 0) {
  }
  std::string why;
  if (!done) why = "it did not answer in time";
  else if (*done) why = handshake_fault(channel_->session());
  else if (agreed_protocol(channel_->session()) != telemetry_protocol) why = "it does not speak " + telemetry_protocol;
  if (why.empty()) return {};
  channel_->close();
  io_.restart();
  io_.poll();
  return Error{fmt::format("No protected link to {}: {}. The pump goes on as before. If it is this one: it may be busy, flooded by strangers, or not know this programmer any more (its security log tells); try again, or at the pump `bedside pairings list`.",
                           format_endpoint(endpoint), words::escaped(why))};
}

void Client::read() {
  channel_->async_read_some(incoming_, [this](error_code error, std::size_t size) {
    if (error) return session_->lost();
    if (recorder_) record(received_frames_, {incoming_.data(), size}, false);
    session_->receive({incoming_.data(), size}, now());
    if (!session_->is_closed()) read();
  });
}

void Client::write() {
  const std::string bytes = session_->take_output();
  if (bytes.empty()) return;
  if (recorder_) record(sent_frames_, bytes, true);
  error_code error;
  // A request is small, and the pump's socket takes it at once: one that does not, reads nothing.
  if (channel_->write_some(bytes, error) < bytes.size() || error) session_->lost();
}

void Client::record(FrameDecoder& frames, std::string_view bytes, bool to_pump) {
  frames.append(bytes);
  while (const auto payload = frames.next()) {
    if (auto error = recorder_->write(to_pump, now(), *payload)) print_error("programmer", error->text);
  }
}

std::optional<Session::Happening> Client::wait(LinkTime until, const bool* enough) {
  for (;;) {
    if (enough != nullptr && *enough) return {};
    write();
    if (auto happening = session_->next()) {
      if (const auto* ended = std::get_if<Session::Ended>(&*happening)) {
        ending_ = ended->goodbye.text.empty() ? "the connection ended" : ended->goodbye.text;
        is_cut_off_ = ended->goodbye.reason == GoodbyeReason::unspecified;
      }
      return happening;
    }
    if (session_->is_closed() || now() >= until) return {};
    const LinkTime due = std::min(until, session_->deadline());
    io_.restart();
    io_.run_one_until(std::chrono::steady_clock::time_point(due.time_since_epoch()));
    session_->advance(now());
  }
}

std::optional<Response> Client::ask(Request request) {
  if (!is_open()) return {};
  const auto ticket = session_->ask(std::move(request), now());
  while (auto happening = wait(no_deadline)) {
    if (auto* answered = std::get_if<Session::Answered>(&*happening); answered != nullptr && answered->ticket == ticket) return std::move(answered->response);
    const auto* unanswered = std::get_if<Session::Unanswered>(&*happening);
    if ((unanswered != nullptr && unanswered->ticket == ticket) || std::holds_alternative<Session::Ended>(*happening)) return {};
  }
  return {};
}

std::optional<Event> Client::wait_for_event(LinkTime until) {
  while (auto happening = wait(until)) {
    if (auto* told = std::get_if<Session::Told>(&*happening)) return std::move(told->event);
    if (std::holds_alternative<Session::Ended>(*happening)) break;
  }
  return {};
}

void Client::pause(Milliseconds time) {
  const LinkTime until = now() + time;
  while (now() < until && is_open() && wait(until)) {
  }
}

void Client::wait_to_read(int descriptor, bool keep_control) {
  asio::posix::stream_descriptor input(io_, ::dup(descriptor));
  bool ready = false;
  input.async_wait(asio::posix::stream_descriptor::wait_read, [&](error_code) { ready = true; });
  while (!ready && is_open()) {
    // Nothing but AcquireControl renews the lease (IPT-LSE-02): well before it ends.
    const LinkTime renew = keep_control ? now() + welcome().timeouts.lease / 3 : no_deadline;
    while (!ready && is_open() && now() < renew) wait(renew, &ready);
    if (!ready && is_open()) session_->ask(AcquireControl{}, now());
  }
  io_.restart();
  while (!ready) io_.run_one();  // the link is gone, but the person still sits there
}

std::optional<std::string> Client::read_line(bool keep_control) {
  wait_to_read(STDIN_FILENO, keep_control);
  return ipt::read_line();
}

void Client::close() {
  if (!session_) return;
  session_->say_goodbye();
  write();
  channel_->shut_down_sending();
  channel_->close();
  io_.restart();
  io_.poll();
}

}  // namespace ipt
