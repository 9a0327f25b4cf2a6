#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "common/shell/web.hpp"
#include "common/shell/web_messages.hpp"
#include "tools/bedside/console/bed.hpp"
#include "tools/bedside/console/debrief.hpp"
#include "tools/bedside/console/live_scenario.hpp"
#include "tools/bedside/console/timeline.hpp"

namespace ipt {

/// Every screen says so.
inline constexpr const char* simulation_sentence = "SIMULATION \u2013 not a medical device";

struct ConsoleSetup {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::vector<std::string> learner_origins{};  // whose pages may reach the hands
  std::string learner{};                       // the learner's page, to be shown to the instructor
  std::string folder{};                        // where bookmarks are kept; it exists
};

/// What goes on at one bed: the instructor's pages, the learners' hands, and the pump that both stand at. It looks at the
/// pump only while somebody looks at it, or while a scenario has something to bring about.
class Console {
 public:
  Console(boost::asio::io_context&, Endpoint bedside, ConsoleSetup);
  /// An error: no page can be served there.
  std::optional<Error> start();
  void stop();

  /// With the tokens, as people and scripts need them: `instructor`, `hands`, `origin`.
  [[nodiscard]] boost::json::object addresses() const;

 private:
  using Ask = bedside::v1::Ask;
  using Answer = bedside::v1::Answer;
  using Then = std::function<void()>;
  using Answered = std::function<void(const Answer*)>;
  using Reply = std::function<void(std::string)>;  // one answer to a page
  struct Syringe {
    std::string drug;
    std::int64_t ng_per_ml = 0;
  };
  struct Playing {
    const LiveScenario* scenario = nullptr;
    std::size_t next = 0;
    bool by_learner = true;  // hands are the learner's; else the scenario's own
  };
  struct Bookmark {
    std::string path;
    std::uint64_t entry = 0;
    std::string clock;
    std::optional<Playing> playing;
    std::string place;
    std::optional<Syringe> syringe;
  };
  /// What a syringe is filled with, by its label.
  struct Filling {
    std::int64_t nl = 0;
    Syringe label;
  };

  // console.cpp: links and what is told to them
  void opened(WebLinkId, std::set<WebLinkId>& to);
  void heard(WebLinkId, std::string_view message, bool is_hands);
  void tell(WebLinkId, const std::string& name, boost::json::object fields);
  void tell_all(const std::string& name, boost::json::object fields);
  void tell_room();
  void tell_hints();
  void tell_timeline();
  boost::json::object room() const;
  boost::json::object hello() const;
  boost::json::object link() const;
  void told_state(Bed::State, const std::string& text);

  // watch.cpp: looking at the pump
  bool is_watched() const { return !instructors_.empty() || !hands_.empty(); }
  bool is_awaited() const;
  void watch();
  void look();
  void look_at(Ask, const char* name);
  void read_log(Then);
  void take_log(const bedside::v1::PumpLog&);
  /// Asks, and keeps the time that the answer tells.
  void ask(Ask, Answered);
  void note(TimelineEntry::Who, std::string what, std::string text, boost::json::object facts = {}, bool harm = false);

  // hands.cpp: what a learner's hands do
  bool by_hand(const WebAsk&, const Reply&);
  void needle(const std::string& place, std::function<void(Result<std::string>)>);
  void withdraw(std::optional<std::int64_t> nl, std::function<void(Result<std::int64_t>)>);
  void fill(Filling, std::function<void(Result<std::int64_t>)>);
  void listen(const WebAsk&, const Reply&);

  // instructor.cpp: what an instructor asks
  bool by_instructor(const WebAsk&, const Reply&);
  void pass_on(const WebAsk&, const Reply&);
  void swap_syringe(const WebAsk&, const Reply&);
  void bookmark(const WebAsk&, const Reply&);
  void go_back(const WebAsk&, const Reply&);
  void override_score(const WebAsk&, const Reply&);
  void export_debrief(const WebAsk&, const Reply&);

  // play.cpp: scenarios and the clock
  void load(const WebAsk&, const Reply&);
  void unload();
  const LiveStep* due_next() const;
  void play(Then);
  void perform(const LiveStep&, Then);
  void hold();
  void leap(bedside::v1::AdvanceClock, std::optional<std::uint64_t> target, Answered);

  boost::asio::io_context& io_;
  ConsoleSetup setup_;
  Bed bed_;
  std::optional<WebServer> server_;
  std::string instructor_token_, hands_token_;
  boost::asio::steady_timer tick_;
  bool is_ticking_ = false, is_looking_ = false, is_over_ = false, is_playing_ = false, has_begun_ = false;
  std::set<WebLinkId> instructors_, hands_;
  std::map<std::string, std::string> newest_;  // of each push that was told, by its name
  Timeline timeline_;
  std::uint64_t told_ = 0;      // entries told to every instructor
  std::uint64_t log_next_ = 1;  // the pump's log entry to read next
  std::uint64_t uptime_ms_ = 0;
  std::int64_t clock_ms_ = 0;
  std::uint32_t speed_ = 0;
  std::chrono::steady_clock::time_point heard_at_{};
  std::optional<std::uint64_t> held_;  // where the pump's time was told to stand
  std::string place_ = "out";
  bool misplace_ = false, hints_ = true;
  std::optional<Syringe> syringe_;  // in truth, whatever the label says
  std::optional<Playing> playing_;
  std::vector<Then> after_play_;
  std::map<std::string, Bookmark> bookmarks_;
  ScoreOverrides overrides_;
};

}  // namespace ipt
