// How to test a programmer of your own: a pump in your process, whose time moves only when you move it. Put your programmer
// in the place of `Session`: all that the two share are bytes.
#include <fmt/format.h>

#include <random>

#include "programmer/core/session.hpp"
#include "tools/rehearsal/rehearsed_pump.hpp"

using namespace ipt;
using namespace ipt::literals;

int main() {
  RehearsedPump pump("ipt-20", {"baclofen", 2'000_ug_per_mL, 20_mL, 120_ug_per_day, PumpClock{}}, [engine = std::mt19937_64(7)](std::span<std::uint8_t> out) mutable {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
  });
  LinkTime now{};  // of the connection: nothing moves it but you
  const LinkId link = pump.device().connected(now);

  Hello hello;
  hello.client_id = "your programmer";
  Session yours(hello, now);
  const auto talk = [&] {  // until neither has anything to say
    for (std::string said = yours.take_output(); !said.empty(); said = yours.take_output()) {
      pump.device().receive(link, said, now);
      for (const auto& output : pump.take_output()) {
        if (const auto* send = std::get_if<Send>(&output)) yours.receive(send->bytes, now);
      }
    }
  };
  const auto reservoir = [&]() -> std::int64_t {
    yours.ask(GetStatus{}, now);
    talk();
    while (const auto happening = yours.next()) {
      const auto* answered = std::get_if<Session::Answered>(&*happening);
      if (answered != nullptr) return std::get<Status>(answered->response.answer).reservoir.value;
    }
    return -1;
  };

  talk();  // Hello, Welcome
  const std::int64_t before = reservoir();
  pump.advance(one_day);
  const std::int64_t after = reservoir();
  fmt::print("A day of 120 mcg/day: the pump reckons with {} nL and then with {} nL.\n", before, after);
  return before - after == 60'000 ? 0 : 1;
}
