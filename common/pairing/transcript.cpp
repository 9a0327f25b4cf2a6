#include "common/pairing/transcript.hpp"

#include <fmt/format.h>

#include "common/digest.hpp"

namespace ipt::pairing {
namespace {

template <class Array>
std::string_view view(const Array& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

std::string transcript(const Seen& seen) {
  std::string bytes("ipt/1 pair\0", 11);
  bytes.append(view(seen.pump_spki)).append(view(seen.programmer_spki));
  for (const std::string* part : {&seen.serial, &seen.hello_frame, &seen.welcome_frame}) bytes.append(view(sha256(*part)));
  bytes.push_back(static_cast<char>(seen.role));
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(seen.arming_number >> shift & 0xFF));
  return bytes;
}

Digest commitment(std::string_view transcript, const Nonce& pump) { return sha256(std::string(transcript).append("\x01").append(view(pump))); }

std::string digits(std::string_view transcript, const Nonce& pump, const Nonce& programmer) {
  const Digest digest = sha256(std::string(transcript).append("\x02").append(view(pump)).append(view(programmer)));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
  return fmt::format("{:06}", number % 1'000'000);
}

}  // namespace ipt::pairing
