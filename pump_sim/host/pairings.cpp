#include "pump_sim/host/pairings.hpp"

#include <fmt/format.h>

#include <chrono>

#include "common/printable.hpp"
#include "common/shell/tls/identity.hpp"

namespace ipt {
namespace {

constexpr std::pair<const char*, Role> words[] = {{"observer", Role::observer}, {"clinician", Role::clinician}, {"patient", Role::patient}};

/// As in every message: a name has from 1 to 64 bytes.
constexpr std::size_t longest_name = 64;

std::string name_in(const X509& certificate) {
  const std::string prefix = "urn:ipt:programmer:";
  for (const std::string& uri : uris_of(certificate)) {
    if (!uri.starts_with(prefix) || !is_plain_name(uri)) continue;
    std::string name = uri.substr(prefix.size(), longest_name);
    while (!is_utf8(name)) name.pop_back();  // cut inside a character
    if (!name.empty()) return name;
  }
  return identity_of(fingerprint_of(certificate)).substr(0, 16);
}

}  // namespace

std::string word_of(Role role) {
  for (const auto& [word, value] : words) {
    if (value == role) return word;
  }
  return "nobody";
}

std::optional<Role> role_of_word(std::string_view word) {
  for (const auto& [known, value] : words) {
    if (word == known) return value;
  }
  return {};
}

std::optional<Role> role_of(bedside::v1::PairedRole role) {
  if (role < bedside::v1::PAIRED_ROLE_OBSERVER || role > bedside::v1::PAIRED_ROLE_PATIENT) return {};
  return static_cast<Role>(role);
}

bedside::v1::PairedRole wire_role_of(Role role) { return static_cast<bedside::v1::PairedRole>(role); }

Result<Pairing> pairing_with(const std::string& pem, Role role, std::string name) {
  const auto certificate = read_certificate(pem);
  if (!certificate) return Error{"that " + certificate.error().text + ", so nobody was added: `programmer certificate` prints one"};
  if (const auto fault = fault_of(**certificate, std::chrono::system_clock::now())) return Error{fmt::format("that certificate could not come in, so nobody was added: {}", *fault)};
  if (name.size() > longest_name || !is_plain_name(name)) return Error{"a name has at most 64 bytes, no two spaces in a row and no characters that cannot be seen, so nobody was added"};
  if (name.empty()) name = name_in(**certificate);
  return Pairing{fingerprint_of(**certificate), role, std::move(name)};
}

Result<Digest> paired_fingerprint(const Trust& trust, std::string_view hex) {
  if (hex.size() < 8) return Error{"a fingerprint is told by eight of its digits at least: `pairings list` shows them"};
  std::optional<Digest> found;
  for (const auto& pairing : trust.pairings()) {
    if (!identity_of(pairing.fingerprint).starts_with(hex)) continue;
    if (found) return Error{fmt::format("the fingerprints of several programmers begin with '{}': write more of it", hex)};
    found = pairing.fingerprint;
  }
  if (!found) return Error{fmt::format("no programmer with the fingerprint '{}' is paired with this pump: `pairings list` shows who is", hex)};
  return *found;
}

bedside::v1::Paired describe(const Pairing& pairing) {
  bedside::v1::Paired out;
  out.set_fingerprint(identity_of(pairing.fingerprint));
  out.set_role(wire_role_of(pairing.role));
  out.set_name(pairing.name);
  return out;
}

}  // namespace ipt
