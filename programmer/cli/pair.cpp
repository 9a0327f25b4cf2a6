// Pairing: how this programmer and a pump come to know each other's key.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/cli/pairing_talk.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

using pairing::RefusalReason;

constexpr const char* nothing_kept = "This programmer has kept nothing; the pump lets in only whom a person confirmed on both sides.";

bool are_digits(const std::string& text) { return text.size() == 6 && text.find_first_not_of("0123456789") == text.npos; }

/// Digits may be written in groups.
std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
  return text;
}

/// For people: on standard output, unless that is for a machine.
void show(const Words& words, const std::string& text) {
  if (words.json) return print_text_note(text);
  print_text_out(text);
  std::fflush(stdout);
}

Failure failure_of(const pairing::ProgrammerSide& side) {
  const auto& ending = side.ending();
  const std::string why = ending ? words::escaped(ending->text) : "it ended";
  const bool by_link = ending && (ending->reason == RefusalReason::timeout || (ending->reason == RefusalReason::cancelled && side.ended_by_peer()));
  const bool is_suspicious = ending && (ending->reason == RefusalReason::wrong_digits || ending->reason == RefusalReason::bad_commitment);
  return {by_link ? exit_unreachable : exit_refused, {fmt::format("not paired: {}{}", side.ended_by_peer() ? "the pump's side ended it: " : "", why), nothing_kept,
                                                     is_suspicious ? "Somebody may stand in between: see that pump and programmer are on a link of your own, arm the pump and begin again." : "Arm the pump (`bedside arm`) and begin again."}};
}

/// Which pump it is, by its own word and its certificate.
void judge_pump(PairingTalk& talk, const Words& words) {
  const std::string& serial = talk.side().welcome().serial;
  const auto& uris = talk.uris();
  if (std::find(uris.begin(), uris.end(), uri_of_pump(serial)) == uris.end()) talk.side().break_off(RefusalReason::bad_certificate, "the pump's certificate is not one of the pump that it says it is");
  else if (!words.serial.empty() && words.serial != serial) talk.side().break_off(RefusalReason::cancelled, "another pump was meant");
}

/// A pump of that serial number with another key: the one that is known, or this one, is not what it says.
std::optional<Failure> other_key_pinned(PairingTalk& talk, Records& records) {
  const std::string& serial = talk.side().welcome().serial;
  const auto pinned = records.pin(serial);
  if (!pinned) return Failure{exit_unreachable, {pinned.error().text, {}, {}}};
  if (!*pinned || (*pinned)->fingerprint == talk.fingerprint()) return {};
  talk.side().break_off(RefusalReason::cancelled, "a pump of that serial number with another key is paired here already");
  talk.await_end();
  return Failure{exit_refused,
                 {fmt::format("not paired: this programmer is paired with pump {} already, and that one has another key", words::escaped(serial)), "One of the two is not what it says, or the pump was made anew: nothing was changed.",
                  fmt::format("If this is the right one: `programmer unpair {}`, then pair again.", words::escaped(serial))}};
}

void confirm(PairingTalk& talk, const Words& words) {
  if (words.confirm == "any") {
    print_note("programmer: ATTENTION: --confirm any compares nothing: somebody in between would not be found out.\n");
    return talk.side().confirm({});
  }
  if (!words.confirm.empty()) return talk.side().confirm(words.confirm);
  print_note("Digits that the pump shows: ");
  std::fflush(stderr);
  const auto line = talk.read_line();
  if (line) talk.side().confirm(without_blanks(*line));
  else talk.side().break_off(RefusalReason::cancelled, "nobody gave the pump's digits");
}

/// Where telemetry is, if that was said: it is on the same port in either profile.
std::string telemetry_of(const Words& words) {
  auto endpoint = parse_endpoint(words.pump);
  if (words.pump.empty() || !endpoint) return {};
  auto* tcp = std::get_if<TcpEndpoint>(&*endpoint);
  if (tcp == nullptr) return {};
  tcp->is_protected = true;
  return format_endpoint(*endpoint);
}

}  // namespace

int pair(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  const auto endpoint = parse_endpoint(words.pairing_port);
  if (!endpoint) return fail(words, {exit_usage, {endpoint.error().text, {}, {}}});
  const auto* tcp = std::get_if<TcpEndpoint>(&*endpoint);
  if (tcp == nullptr || !tcp->is_protected) return fail(words, {exit_usage, {fmt::format("'{}' is no pairing port: write HOST:PORT, as `bedside arm` tells it", words.pairing_port), {}, {}}});
  if (!words.confirm.empty() && words.confirm != "any" && !are_digits(words.confirm)) return fail(words, {exit_usage, {fmt::format("'{}' is not what a pump shows, which is six digits", words.confirm), {}, {}}});
  const auto own = own_identity(visit.records());
  if (!own) return fail(words, {exit_unreachable, {own.error().text, {}, {}}});
  const auto name = visit.records().identity();
  if (!name) return fail(words, {exit_unreachable, {name.error().text, {}, {}}});

  PairingTalk talk;
  if (auto error = talk.begin(*endpoint, *own, *name, words.serial.empty() ? std::string() : name_of_pump(words.serial))) return fail(words, {exit_unreachable, {error->text, "Nothing was changed.", {}}});
  talk.await_digits();
  if (!talk.side().is_over()) judge_pump(talk, words);
  if (!talk.side().is_over()) {
    if (auto failure = other_key_pinned(talk, visit.records())) return fail(words, *failure);
  }
  if (!talk.side().is_over()) {
    const auto& welcome = talk.side().welcome();
    const std::string digits = *talk.side().digits();
    show(words, fmt::format("Pump {} takes this programmer as {}.\nDIGITS {}  must stand at the pump too; a person there gives them: bedside confirm {}\n", words::escaped(welcome.serial), words::name(welcome.role), digits, digits));
    confirm(talk, words);
  }
  talk.await_end();
  if (!talk.side().is_paired()) return fail(words, failure_of(talk.side()));

  const auto& welcome = talk.side().welcome();
  const PinnedPump pin{welcome.serial, talk.fingerprint(), welcome.role, telemetry_of(words), std::chrono::duration_cast<std::chrono::seconds>(talk.certificate_ends().time_since_epoch()).count()};
  if (auto error = visit.records().pin(pin)) return fail(words, {exit_unreachable, {error->text, "The pump lets this programmer in; this programmer does not know the pump.", "Pair anew."}});
  if (words.json) print_json(boost::json::object{{"serial", pin.serial}, {"role", words::name(pin.role)}, {"fingerprint", hex_of(pin.fingerprint)}, {"endpoint", pin.endpoint}, {"digits", *talk.side().digits()}});
  else print_out("Paired with pump {} as {}.\n", words::escaped(pin.serial), words::name(pin.role));
  return exit_done;
}

}  // namespace ipt
