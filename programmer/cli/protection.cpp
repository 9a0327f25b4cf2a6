#include "programmer/cli/protection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "common/shell/command_line.hpp"
#include "common/shell/printing.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure unusable(const Error& error) { return {exit_unreachable, {error.text, "Nothing was sent.", {}}}; }

/// By serial number, or by where it was reached last; one that was never reached yet may be anywhere.
Result<PinnedPump, Failure> meant(Records& records, const std::string& endpoint, const std::string& serial) {
  const auto pins = records.pins();
  if (!pins) return unusable(pins.error());
  std::vector<PinnedPump> there, unreached;
  for (const auto& pin : *pins) {
    if (!serial.empty() && pin.serial != serial) continue;
    if (!serial.empty() || pin.endpoint == endpoint) there.push_back(pin);
    else if (pin.endpoint.empty()) unreached.push_back(pin);
  }
  if (there.empty()) there = unreached;
  if (there.size() == 1) return there.front();
  if (there.empty()) {
    const std::string who = serial.empty() ? fmt::format("the pump at {}", endpoint) : fmt::format("pump {}", words::escaped(serial));
    return Failure{exit_unreachable, {fmt::format("this programmer is not paired with {}", who), "On a protected link it speaks only to pumps whose key it knows: nothing was sent.",
                                      "Pair it: `bedside arm clinician` at the pump, then `programmer pair ENDPOINT`. If it is a paired pump at a new address, name it with --serial."}};
  }
  std::vector<std::string> serials;
  for (const auto& pin : there) serials.push_back(words::escaped(pin.serial));
  return Failure{exit_usage, {fmt::format("several paired pumps may be meant: {}", fmt::join(serials, ", ")), "Nothing was sent.", "Say which with --serial."}};
}

}  // namespace

Result<Identity> own_identity(Records& records) {
  const auto name = records.identity();
  if (!name) return name.error();
  return open_identity(records.folder() / "keys", "urn:ipt:programmer:" + *name, std::chrono::system_clock::now());
}

std::string hex_of(const Digest& fingerprint) { return fmt::format("{:02x}", fmt::join(fingerprint, "")); }

std::string day_of(HostTime time) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<std::unique_ptr<Protection>, Failure> Protection::of(Records& records, const Endpoint& endpoint, const std::string& serial) {
  auto pin = meant(records, format_endpoint(endpoint), serial);
  if (!pin) return pin.error();
  const auto own = own_identity(records);
  if (!own) return unusable(own.error());
  std::unique_ptr<Protection> made(new Protection(*std::move(pin)));
  made->identity_ = hex_of(fingerprint_of(*own->certificate));
  auto context = TlsContext::client(&*own, telemetry_protocol, [protection = made.get()](const X509& shown) { return protection->judge(shown); });
  if (!context) return unusable(context.error());
  made->context_ = *std::move(context);
  return made;
}

std::optional<std::string> Protection::judge(const X509& shown) {
  if (fingerprint_of(shown) != pin_.fingerprint) {
    return fmt::format("the key there is not that of pump {} with which this programmer is paired, so nothing was sent: another pump is there, or somebody in between", pin_.serial);
  }
  const auto uris = uris_of(shown);
  if (std::find(uris.begin(), uris.end(), uri_of_pump(pin_.serial)) == uris.end()) return fmt::format("the certificate there is not one of pump {}, so nothing was sent", pin_.serial);
  certificate_ends_ = end_of(shown);
  return {};
}

std::optional<Error> Protection::reached(Records& records, const Endpoint& endpoint) {
  const auto left = std::chrono::floor<std::chrono::days>(certificate_ends_ - std::chrono::system_clock::now());
  if (left <= renewed_before_end) {
    print_note("programmer: the certificate of pump {} ends in {}, on {}; after that nobody is let in. Starting the pump's process anew renews it.\n", words::escaped(pin_.serial), words::days(left.count()), day_of(certificate_ends_));
  }
  PinnedPump now = pin_;
  now.endpoint = format_endpoint(endpoint);
  now.certificate_ends = std::chrono::duration_cast<std::chrono::seconds>(certificate_ends_.time_since_epoch()).count();
  if (now == pin_) return {};
  pin_ = now;
  return records.reached(now);
}

}  // namespace ipt
