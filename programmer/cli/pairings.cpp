// Whom this programmer is paired with, and its own certificate.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "common/shell/command_line.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/core/words.hpp"

namespace ipt {
namespace {

Failure unusable(const Error& error) { return {exit_unreachable, {error.text, {}, {}}}; }

std::string end_of_certificate(const PinnedPump& pin) { return day_of(HostTime(std::chrono::seconds(pin.certificate_ends))); }

}  // namespace

int unpair(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  const auto pin = visit.records().pin(words.unpaired);
  if (!pin) return fail(words, unusable(pin.error()));
  if (!*pin) return fail(words, {exit_usage, {fmt::format("this programmer is not paired with a pump '{}'", words.unpaired), "Nothing was changed.", "`programmer pairings` shows with which it is."}});
  if (auto error = visit.records().unpin(words.unpaired)) return fail(words, unusable(*error));
  const auto own = own_identity(visit.records());
  const std::string key = own ? hex_of(fingerprint_of(*own->certificate)) : std::string("FINGERPRINT");
  print_note("programmer: the pump still lets this programmer in, until it is revoked there: bedside pairings revoke {}\n", key);
  if (words.json) print_json(boost::json::object{{"serial", words.unpaired}, {"fingerprint", key}});
  return exit_done;
}

int show_pairings(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  const auto pins = visit.records().pins();
  if (!pins) return fail(words, unusable(pins.error()));
  boost::json::array out;
  for (const auto& pin : *pins) {
    if (words.json) {
      out.push_back(boost::json::object{{"serial", pin.serial}, {"role", words::name(pin.role)}, {"fingerprint", hex_of(pin.fingerprint)}, {"endpoint", pin.endpoint}, {"certificate_ends", end_of_certificate(pin)}});
    } else {
      print_out("{}  {}  {}  its certificate ends {}\n  key {}\n", words::escaped(pin.serial), words::name(pin.role), pin.endpoint.empty() ? "not reached yet" : pin.endpoint, end_of_certificate(pin), hex_of(pin.fingerprint));
    }
  }
  if (words.json) print_json(boost::json::object{{"pairings", std::move(out)}});
  else if (pins->empty()) print_out("paired with no pump\n");
  return exit_done;
}

int show_certificate(const Words& words) {
  Visit visit(words);
  if (auto failure = visit.open_records()) return fail(words, *failure);
  const auto own = own_identity(visit.records());
  if (!own) return fail(words, unusable(own.error()));
  const std::string pem = pem_of(*own->certificate);
  if (words.json) print_json(boost::json::object{{"certificate", pem}, {"fingerprint", hex_of(fingerprint_of(*own->certificate))}, {"ends", day_of(end_of(*own->certificate))}});
  else print_out("{}", pem);
  return exit_done;
}

}  // namespace ipt
