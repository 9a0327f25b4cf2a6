#include "programmer/core/session.hpp"

#include <algorithm>

#include "tools/fuzzers/targets.hpp"

namespace ipt::fuzz {

/// The first byte says how long a slice is. The programmer asks for a status as soon as it may.
bool session(std::string_view bytes) {
  if (bytes.empty()) return false;
  const std::size_t slice = 1 + static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  Hello hello;
  hello.client_id = "anyone";
  hello.role = Role::clinician;
  LinkTime now{};
  Session session(hello, now);
  bool opened = false;
  const auto look = [&] {
    while (const auto happening = session.next()) {
      if (!std::holds_alternative<Session::Opened>(*happening)) continue;
      opened = true;
      if (session.is_open()) session.ask(GetStatus{}, now);
    }
  };
  for (; !bytes.empty(); bytes.remove_prefix(std::min(slice, bytes.size()))) {
    session.receive(bytes.substr(0, slice), now += Milliseconds{1});
    look();
  }
  for (int rounds = 0; rounds < 4 && !session.is_closed(); ++rounds) {
    now = std::max(now, session.deadline());
    session.advance(now);
    look();
  }
  session.lost();
  look();
  return opened;
}

}  // namespace ipt::fuzz
