#pragma once
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <memory>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/host/pairing_port.hpp"

namespace ipt {

/// Answers the bedside: hands, clock, faults, truth. Whoever may speak here stands at the bed; it never writes the
/// firmware's log.
class BedsideService {
 public:
  BedsideService(Server& server, PairingPort& pairing_port);
  void listen(Listener);
  void shut_down();

 private:
  using Ask = bedside::v1::Ask;
  using Answer = bedside::v1::Answer;
  struct Visitor;
  struct Waiter {
    std::shared_ptr<Visitor> visitor;
    bedside::v1::Condition condition;
    std::uint64_t operations;  ///< executed when asked
    boost::asio::steady_timer timer;
    bool answered;
  };

  boost::asio::awaitable<void> accept_all();
  void read(const std::shared_ptr<Visitor>&);
  void take(const std::shared_ptr<Visitor>&, const Ask&);
  void reply(const std::shared_ptr<Visitor>&, Answer);
  Answer answer(const Ask&);
  Answer advance_clock(const bedside::v1::AdvanceClock&);
  Answer leap(Uptime to);
  Answer set_speed(const bedside::v1::SetSpeed&);
  Answer heard(std::uint32_t most);
  Answer by_hand(const Ask&);
  Answer script(const bedside::v1::ScriptAnswer&);
  Answer cut_link(const bedside::v1::CutLink&);
  Answer crash(const bedside::v1::Crash&);
  Answer faults(bool clear);
  Answer reset(const bedside::v1::Reset&);
  Answer restore(const std::string& path);
  /// bedside_pairing.cpp: arming, digits, and who is paired.
  Answer about_pairing(const Ask&);
  Answer arming(const std::optional<Error>&);
  Answer pairings(const std::optional<Error>&);
  void wait_for(const std::shared_ptr<Visitor>&, const bedside::v1::WaitFor&);
  void look();
  bool holds(const Waiter&) const;

  Server& server_;
  PairingPort& pairing_port_;
  std::shared_ptr<Listener> listener_;
  std::list<std::shared_ptr<Waiter>> waiters_;
};

}  // namespace ipt
