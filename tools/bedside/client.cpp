#include "tools/bedside/client.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "common/link/frame.hpp"
#include "common/shell/stream.hpp"
#include "tools/bedside/ask_frame.hpp"

namespace ipt {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

Result<bedside::v1::Answer> converse(Stream& stream, const bedside::v1::Ask& ask) {
  const Error lost{"the bedside hung up before it answered: whether it was done is not known; look with `bedside truth`"};
  error_code error;
  asio::write(stream, asio::buffer(framed(ask)), error);
  if (error) return lost;
  FrameDecoder frames;
  frames.set_limit(longest_answer);
  std::array<char, 16'384> incoming{};
  for (;;) {
    if (const auto answer = frames.next()) {
      bedside::v1::Answer message;
      if (!message.ParseFromArray(answer->data(), static_cast<int>(answer->size()))) return Error{"the bedside answered with bytes that are no answer: is this a pump-sim of another version?"};
      // Every answer names its pump. An Envelope of IPT/1 that is read as an answer has a session_id or seq in place of it.
      if (message.pump_serial().empty()) return Error{"what answered there is no bedside: is that the pump's telemetry endpoint? Give `bedside` of its ready file"};
      return message;
    }
    if (frames.fault() != FrameDecoder::Fault::none) return Error{"the bedside answered with bytes that are no answer: is that the pump's telemetry endpoint? Give `bedside` of its ready file"};
    const std::size_t size = stream.read_some(asio::buffer(incoming), error);
    if (error) return lost;
    frames.append({incoming.data(), size});
  }
}

asio::awaitable<void> connect(Endpoint endpoint, std::optional<Result<Stream>>& out) { out.emplace(co_await connect_stream(std::move(endpoint), Milliseconds(5'000))); }

}  // namespace

Result<bedside::v1::Answer> ask_bedside(const Endpoint& endpoint, const bedside::v1::Ask& ask) {
  asio::io_context io(1);
  std::optional<Result<Stream>> stream;
  asio::co_spawn(io, connect(endpoint, stream), asio::detached);
  io.run();
  if (!*stream) return stream->error();
  (*stream)->non_blocking(false);
  return converse(**stream, ask);
}

}  // namespace ipt
