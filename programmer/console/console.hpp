#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/shell/web.hpp"
#include "common/shell/web_messages.hpp"
#include "programmer/console/crew.hpp"
#include "programmer/console/hands_link.hpp"
#include "programmer/console/inquiries.hpp"
#include "programmer/console/learners.hpp"
#include "programmer/console/page_attendant.hpp"
#include "programmer/console/watcher.hpp"

namespace ipt {

/// The learner's pages, their learners, and the changes under way: proto/CONSOLE.md, `programmer console`. Everything here happens in
/// the thread of its io_context; what waits for the pump does so in threads of its own and posts what it has to tell.
class Console {
 public:
  Console(boost::asio::io_context&, Words, std::optional<HandsLink>);

  /// Where pages come in, for the server, which must then be given.
  WebDoor door(std::string token);
  void serve_with(WebServer& server) { server_ = &server; }
  /// No page will answer any more: what waits for one is declined.
  void close();
  /// Whether all that waits for the pump has ended by then.
  bool ended_by(std::chrono::steady_clock::time_point);

 private:
  struct Page {
    std::string learner;  ///< empty: too many learners, nothing is kept for this one
    std::size_t inquiries = 0;
  };
  /// A change under way. Its number is that of the ask that began it.
  struct Change {
    WebLinkId page = 0;
    std::string learner;
    std::int64_t number = 0;
    bool is_stop = false;
    std::shared_ptr<PageAttendant> attendant;
  };
  using ChangeKey = std::uint64_t;

  void opened(WebLinkId);
  void heard(WebLinkId, std::string_view message);
  void closed(WebLinkId);

  void say_hello(WebLinkId, Learner*);
  void come_back(WebLinkId, const WebAsk&);
  void keep(WebLinkId, const WebAsk&);
  void begin_change(WebLinkId, const WebAsk&);
  void begin_stop(WebLinkId, const WebAsk&);
  void answer_change(WebLinkId, const WebAsk&);
  void inquire(WebLinkId, const WebAsk&, const Result<Inquiry>&);
  /// Runs in a thread of its own, and lets the page know each step.
  void run_change(WebLinkId, const WebAsk&, bool is_stop, std::function<void(Attendant&)> run);
  void told(ChangeKey, boost::json::object step);
  bool has_change(WebLinkId, bool is_stop) const;

  void looked(Look);
  void link_is(const char* state, std::string text);
  void push_link(WebLinkId);
  void tick();

  boost::asio::io_context& io_;
  const Words words_;
  const std::optional<HandsLink> hands_;
  WebServer* server_ = nullptr;
  boost::asio::steady_timer second_;
  Learners learners_;
  std::map<WebLinkId, Page> pages_;
  std::map<ChangeKey, Change> changes_;
  ChangeKey next_change_ = 1;
  bool closing_ = false;

  // What the pump was last seen to be.
  std::string link_state_ = "connecting", link_text_;
  std::int64_t heard_ms_ = 0;  ///< 0: never
  std::string serial_;
  boost::json::object status_;
  boost::json::array log_;

  Crew crew_;
  std::optional<Watcher> watcher_;  ///< last: it ends first
};

}  // namespace ipt
