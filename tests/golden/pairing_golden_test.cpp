// The pairing of section 25 of proto/SPEC.md, gone through by our own two machines: every frame to the byte.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "common/digest.hpp"
#include "common/pairing/programmer_side.hpp"
#include "common/pairing/pump_side.hpp"
#include "common/wire_pairing.hpp"
#include "tests/support/file_bytes.hpp"

using namespace ipt;
using namespace ipt::pairing;

namespace {

std::string section() {
  const std::string spec = bytes_of_file(std::filesystem::path(IPT_SOURCE) / "proto/SPEC.md");
  const std::size_t begin = spec.find("\n## 25. ");
  REQUIRE(begin != spec.npos);
  return spec.substr(begin);
}

/// The bytes of its examples, by name.
std::map<std::string, std::string> examples() {
  const std::string text = section();
  std::map<std::string, std::string> all;
  for (std::size_t at = text.find("\n### "); at != text.npos; at = text.find("\n### ", at + 1)) {
    const std::string name = text.substr(at + 5, text.find('\n', at + 1) - at - 5);
    const std::string fence = "```hex\n";
    const std::size_t hex = text.find(fence, at) + fence.size();
    std::istringstream words(text.substr(hex, text.find("```", hex) - hex));
    for (std::string word; words >> word;) all[name].push_back(static_cast<char>(std::stoi(word, nullptr, 16)));
  }
  return all;
}

Nonce counting_from(std::uint8_t first) {
  Nonce nonce{};
  for (std::uint8_t& byte : nonce) byte = first++;
  return nonce;
}

constexpr LinkTime now{};

}  // namespace

TEST_CASE("IPT-PAI-06 IPT-PAI-07 IPT-PAI-08 the worked pairing is gone through to the byte, and ends with its digits") {
  const auto all = examples();
  const std::string text = section();
  const std::string digits = text.substr(text.find("**") + 2, 6);
  const Digest pump_key = sha256(all.at("The pump's key"));
  const Digest programmer_key = sha256(all.at("The programmer's key"));
  const auto hello = std::get<Hello>(*wire::decode_pairing(std::string_view(all.at("PairHello")).substr(4)));

  PumpSide pump({pump_key, "IPT-0001", Role::clinician, 7, counting_from(0x40)}, [&](std::string_view) { return programmer_key; }, now, now + armed_for);
  ProgrammerSide programmer({pump_key, programmer_key, hello.certificate, hello.name, counting_from(0x80)}, now);
  const auto say = [](auto& from, auto& to, const std::string& expected) {
    const std::string bytes = from.take_output();
    CHECK(bytes == expected);
    to.receive(bytes);
  };
  say(programmer, pump, all.at("PairHello"));
  say(pump, programmer, all.at("PairWelcome") + all.at("PairCommit"));
  say(programmer, pump, all.at("PairNonce"));
  say(pump, programmer, all.at("PairReveal"));
  CHECK(pump.digits() == digits);
  CHECK(programmer.digits() == digits);
  programmer.confirm(digits);
  pump.confirm(digits);
  say(programmer, pump, all.at("PairConfirmed"));
  REQUIRE(pump.is_to_be_stored());
  pump.stored();
  say(pump, programmer, all.at("PairConfirmed"));
  CHECK(programmer.is_paired());
  CHECK(transcript({pump_key, programmer_key, "IPT-0001", all.at("PairHello"), all.at("PairWelcome"), Role::clinician, 7}) == all.at("T"));
}
