#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "tools/benchmarks/process.hpp"

namespace ipt {

/// As long as a status read was when the aim was set; both sides have these lengths as a frame's prefix too.
inline constexpr std::size_t raw_request_bytes = 14;
inline constexpr std::size_t raw_answer_bytes = 163;

/// The floor: a server that does nothing but read with Asio, count, and write fixed bytes. It is written as pump-sim's
/// server is: read some, answer all of it, write at once without waiting.
struct RawServer {
  Child child;
  std::uint16_t port = 0;
};
RawServer start_raw_server(std::optional<int> core);

}  // namespace ipt
