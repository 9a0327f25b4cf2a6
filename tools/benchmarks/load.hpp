#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "common/shell/tls/context.hpp"
#include "tools/benchmarks/process.hpp"

namespace ipt {

enum class Peer { pump, protected_pump, raw };

struct Figures {
  double messages_a_second = 0;
  double median_microseconds = 0;  ///< from request to answer
  double server_microseconds = 0;  ///< of the server's processor time a message
};

/// Connects, and on each connection asks for the status again as soon as it is answered, until the slice is over. One
/// thread, one epoll. The pump and the raw server are asked by the same code: a prepared request with its number
/// patched in, and an answer whose first four bytes say its length. The pump's last answers are read and checked.
/// Throws CannotRun when a peer does not answer.
/// On a protected link with `context`, which nobody else needs.
Figures ask_for_status(Peer, const Child& server, std::uint16_t port, std::size_t connections, std::chrono::nanoseconds slice, const TlsContext* context = nullptr);

/// What each of so many protected, idle sessions adds to the memory of the process, in bytes.
double memory_of_a_session(const Child& server, std::uint16_t port, const TlsContext&, std::size_t sessions);

}  // namespace ipt
