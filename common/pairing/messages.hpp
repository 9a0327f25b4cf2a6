#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/refusal.hpp"
#include "common/therapy.hpp"

/// Pairing: what the two sides say to each other before either knows the other's key (proto/ipt/v1/pairing.proto).
namespace ipt::pairing {

/// The version of pairing that this program speaks.
inline constexpr std::uint32_t our_version = 1;
/// A name or a serial number, in bytes: as everywhere in the protocol.
inline constexpr std::size_t longest_name = 64;

using Nonce = std::array<std::uint8_t, 32>;

struct Hello {
  std::vector<std::uint32_t> versions;
  std::string certificate;  ///< DER
  std::string name;
  bool operator==(const Hello&) const = default;
};
struct Welcome {
  std::uint32_t version = 0;
  std::string serial;
  Role role{};
  std::uint32_t arming_number = 0;
  bool operator==(const Welcome&) const = default;
};
struct Commitment {
  Digest commitment{};
  bool operator==(const Commitment&) const = default;
};
/// The programmer's.
struct Challenge {
  Nonce nonce{};
  bool operator==(const Challenge&) const = default;
};
/// The pump's.
struct Reveal {
  Nonce nonce{};
  bool operator==(const Reveal&) const = default;
};
struct Confirmed {
  bool operator==(const Confirmed&) const = default;
};
/// The wire's numbers.
enum class RefusalReason {
  bad_frame = 1, bad_message, unexpected, version, bad_certificate, bad_commitment, wrong_digits, timeout, busy, disarmed, storage, cancelled,
};
struct Refused {
  RefusalReason reason{};
  std::string text;  ///< for people
  bool operator==(const Refused&) const = default;
};

using Message = std::variant<Hello, Welcome, Commitment, Challenge, Reveal, Confirmed, Refused>;

}  // namespace ipt::pairing
