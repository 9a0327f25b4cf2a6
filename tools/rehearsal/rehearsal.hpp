#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "programmer/core/session.hpp"
#include "tools/rehearsal/cable.hpp"
#include "tools/rehearsal/rehearsed_pump.hpp"

namespace ipt {

class Programmer;

/// One connection with both of its ends.
struct Connection {
  LinkId link = 0;
  Cable cable;
  std::optional<Session> session;  ///< absent: the programmer is gone, and the pump has not been told
  bool pump_holds = true;          ///< the pump's end still stands
};

/// A pump and any number of programmers in one room, in one process, on times that move only when they are told to:
/// pump time by advance(), link time by wait() or while a programmer waits for an answer; both while it waits for a pump
/// that is writing. The same seed gives the same
/// run, byte for byte. Tests show the seed when they fail: INFO("seed ", room.seed()).
class Rehearsal {
 public:
  struct Setup {
    std::uint64_t seed = 1;
    std::string profile = "ipt-20";
    /// 20 mL of 2,000 mcg/mL at 120 mcg/day; the clock shows Thursday, 1 January 2026.
    Delivered delivered{"baclofen", Concentration(2'000'000), Nanolitres(20'000'000), DoseRate(120'000), PumpClock(std::chrono::local_days{std::chrono::year{2026} / 1 / 1})};
    std::optional<PatientProfile> patient{};  ///< as load_patient gives it; nobody costs nothing
  };
  explicit Rehearsal(Setup setup);
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;
  ~Rehearsal();

  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  RehearsedPump& pump() { return pump_; }
  [[nodiscard]] const RehearsedPump& pump() const { return pump_; }
  /// The one of this identity: a clinician when it is new. It lives as long as the room.
  Programmer& programmer(const std::string& identity, Role role = Role::clinician);
  /// What is really so.
  [[nodiscard]] Truth truth() const { return ipt::truth(pump_.implant().world, pump_.now()); }
  /// How the patient is, whom neither pump nor programmer sees; there must be one.
  [[nodiscard]] PatientReport patient() const;

  /// Of every byte that any end has put on the wire so far, in order: two runs that say the same have the same.
  [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }

  /// Pump time goes on in one leap, durably as when the bedside moves it; link time stands still.
  void advance(Milliseconds pump_time);
  /// Link time goes on, with all that falls due on the way; pump time stands still.
  void wait(Milliseconds link_time);
  /// The pump's power fails and comes back: every connection is lost, and what was not durable is gone.
  void reboot();
  /// The firmware alone loses its power and comes back; the world goes on.
  void reset();
  /// The pump crashes there and comes back at once. One at a time.
  void crash_at(CrashPoint, Comeback = Comeback::reboot);
  /// Hands act on the world.
  void by_hand(const std::function<void(World&, Uptime)>& act);

  // ---- for the programmers' ends
  std::shared_ptr<Connection> connect(const Hello&, const std::vector<CableFault>&);
  [[nodiscard]] LinkTime link_now() const { return link_now_; }
  /// Lets everything happen in its order until `done`, or until that instant of link time.
  void run(LinkTime until, const std::function<bool()>& done);
  OperationId new_operation_id();
  /// What the programmer's end has said is on its way, whatever becomes of that end.
  void send_off(Connection&);

 private:
  bool carry();
  bool carry(Connection&);
  void put(Connection&, Way, const std::string& bytes);
  void hang_up(Connection&);
  void deliver();
  void come_back(Comeback);
  void tick();
  [[nodiscard]] LinkTime next_deadline() const;

  std::uint64_t seed_;
  std::mt19937_64 operation_ids_;
  LinkTime link_now_{};
  std::uint64_t fingerprint_ = 14'695'981'039'346'656'037U;  // FNV-1a
  Comeback comeback_ = Comeback::reboot;
  RehearsedPump pump_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Programmer>> programmers_;
};

}  // namespace ipt
