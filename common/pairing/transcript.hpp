#pragma once
#include <string>
#include <string_view>

#include "common/pairing/messages.hpp"

namespace ipt::pairing {

/// All that both sides must have seen alike. SPKI: the SHA-256 of a key's SubjectPublicKeyInfo, a fingerprint.
struct Seen {
  Digest pump_spki{};
  Digest programmer_spki{};
  std::string serial;
  std::string hello_frame;    ///< with its length
  std::string welcome_frame;  ///< with its length
  Role role{};
  std::uint32_t arming_number = 0;
};

/// T, 176 bytes:
///
///   "ipt/1 pair\0" | pump SPKI | programmer SPKI | SHA-256(serial) | SHA-256(hello frame) | SHA-256(welcome frame) | role u8 | arming u32 BE
///        11             32             32                32                  32                     32                 1          4
std::string transcript(const Seen&);

/// C = SHA-256(T || 01 || Np): binds the pump to its nonce before it has seen the programmer's.
Digest commitment(std::string_view transcript, const Nonce& pump);

/// What two people compare: the first 8 bytes, big-endian, of SHA-256(T || 02 || Np || Nc), modulo 10^6, six digits.
std::string digits(std::string_view transcript, const Nonce& pump, const Nonce& programmer);

}  // namespace ipt::pairing
