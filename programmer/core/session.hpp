#pragma once
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "common/link/link.hpp"

namespace ipt {

/// The programmer's end of the conversation, without the connection: bytes and link time come in, what happened and
/// bytes to write go out. What was sent and not yet answered when the link ends, or for too long, is *unanswered*: for
/// a dosing request that means uncertain, neither done nor not done, until the pump's own record settles it.
class Session {
 public:
  using Ticket = std::uint64_t;

  // ---- what happened
  struct Opened {};  ///< the Welcome has come: see welcome()
  struct Answered {
    Ticket ticket = 0;
    Response response;
  };
  struct Unanswered {
    Ticket ticket = 0;
  };
  struct Told {
    Event event;
  };
  struct Ended {
    Goodbye goodbye;
    bool by_pump = false;
  };
  using Happening = std::variant<Opened, Answered, Unanswered, Told, Ended>;

  /// Says Hello at once.
  Session(const Hello&, LinkTime now);

  void receive(std::string_view bytes, LinkTime now);
  /// The connection is gone.
  void lost();
  void advance(LinkTime now);
  [[nodiscard]] LinkTime deadline() const;
  std::string take_output() { return link_.take_output(); }
  /// In the order in which it happened.
  std::optional<Happening> next();

  /// Only while open. The ticket comes back with the answer.
  Ticket ask(Request, LinkTime now);
  void say_goodbye();

  [[nodiscard]] bool is_open() const { return link_.is_open(); }
  [[nodiscard]] bool is_closed() const { return link_.is_closed(); }
  [[nodiscard]] const Welcome& welcome() const { return welcome_; }
  /// The frame that came last, as it came: for recordings.
  [[nodiscard]] std::string_view last_payload() const { return link_.last_payload(); }

 private:
  void take(Envelope, LinkTime now);
  void end();

  Link link_;
  Hello hello_;
  Welcome welcome_;
  std::map<Ticket, LinkTime> open_asks_;
  std::set<Ticket> late_;  ///< given up: an answer that still comes is passed over
  std::deque<Happening> happenings_;
  bool ended_ = false;
};

}  // namespace ipt
