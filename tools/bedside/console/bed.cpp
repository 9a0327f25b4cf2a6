#include "tools/bedside/console/bed.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "common/link/frame.hpp"
#include "tools/bedside/ask_frame.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
namespace pb = ::bedside::v1;
using namespace std::chrono_literals;

constexpr auto token = asio::as_tuple(asio::use_awaitable);

void rethrow(std::exception_ptr failed) {
  if (failed) std::rethrow_exception(failed);
}

}  // namespace

Bed::Bed(asio::io_context& io, Endpoint endpoint) : io_(io), endpoint_(std::move(endpoint)), bell_(io) {}

void Bed::start() { asio::co_spawn(io_, run(), rethrow); }

void Bed::stop() {
  is_over_ = true;
  bell_.cancel();
  boost::system::error_code ignored;
  if (stream_ != nullptr) stream_->close(ignored);
}

void Bed::ask(pb::Ask ask, Heard heard) {
  if (state_ != State::open) {
    asio::post(io_, [heard = std::move(heard)] { heard(nullptr); });
    return;
  }
  waiting_.push_back({std::move(ask), std::move(heard)});
  bell_.cancel();
}

void Bed::enter(State state, std::string text) {
  if (state == state_ && text == text_) return;
  state_ = state;
  text_ = std::move(text);
  if (told_) told_(state_, text_);
}

/// Whoever still waits is told that it was in vain.
void Bed::give_up() {
  for (auto& waiting : std::exchange(waiting_, {})) waiting.heard(nullptr);
}

asio::awaitable<void> Bed::run() {
  while (!is_over_) {
    auto stream = co_await connect_stream(endpoint_, 5s);
    if (is_over_) break;
    if (stream) {
      stream_ = &*stream;
      co_await talk(*stream);
      stream_ = nullptr;
      give_up();
    } else {
      enter(State::lost, fmt::format("no pump answers at its bedside, {}", format_endpoint(endpoint_)));
    }
    if (is_over_) break;
    bell_.expires_after(500ms);
    co_await bell_.async_wait(token);
  }
}

asio::awaitable<void> Bed::talk(Stream& stream) {
  pb::Ask who;
  who.mutable_get_truth();
  const auto named = co_await converse(stream, who);
  if (named && !named->pump_serial().empty()) {
    serial_ = named->pump_serial();
    enter(State::open, fmt::format("at the bed of pump {}", serial_));
    while (!is_over_) {
      if (waiting_.empty()) {
        bell_.expires_at(asio::steady_timer::time_point::max());
        co_await bell_.async_wait(token);
        continue;
      }
      waiting_.front().ask.set_pump_serial(serial_);
      const auto answer = co_await converse(stream, waiting_.front().ask);
      if (!answer) break;
      const Heard heard = std::move(waiting_.front().heard);
      waiting_.pop_front();
      heard(&*answer);
    }
  }
  if (!is_over_) enter(State::lost, "the pump went away from its bedside");
}

/// Nothing: the link is lost.
asio::awaitable<std::optional<pb::Answer>> Bed::converse(Stream& stream, const pb::Ask& ask) {
  const std::string frame = framed(ask);
  const auto [unsent, sent] = co_await asio::async_write(stream, asio::buffer(frame), token);
  if (unsent) co_return std::nullopt;
  FrameDecoder frames;
  frames.set_limit(longest_answer);
  std::array<char, 16'384> incoming{};
  for (;;) {
    if (const auto answer = frames.next()) {
      pb::Answer message;
      if (!message.ParseFromArray(answer->data(), static_cast<int>(answer->size()))) co_return std::nullopt;
      co_return message;
    }
    if (frames.fault() != FrameDecoder::Fault::none) co_return std::nullopt;
    const auto [error, size] = co_await stream.async_read_some(asio::buffer(incoming), token);
    if (error) co_return std::nullopt;
    frames.append({incoming.data(), size});
  }
}

}  // namespace ipt
