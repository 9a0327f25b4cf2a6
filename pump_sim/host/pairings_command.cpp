#include <fmt/format.h>

#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/printable.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "pump_sim/host/options.hpp"
#include "pump_sim/host/pairings.hpp"

namespace ipt {
namespace {

int failed(int code, const std::string& what) {
  print_error("pump-sim", what);
  return code;
}

Result<Pairing> pairing_in(const Options& options) {
  const auto pem = read_file(options.certificate, 64 * 1024);
  if (!pem) return pem.error();
  return pairing_with(*pem, *role_of_word(options.role), options.name);
}

}  // namespace

int manage_pairings(const Options& options, const std::filesystem::path& state) {
  std::error_code ignored;
  const auto file = state / "security.db";
  if (options.pairings == "add") {
    const auto pairing = pairing_in(options);
    if (!pairing) return failed(exit_usage, pairing.error().text);
    if (auto error = make_private_folder(state)) return failed(exit_unreachable, error->text);
    if (!std::filesystem::exists(state / "pump.db", ignored)) print_note("pump-sim: '{}' holds no pump yet: the one that is made there will be paired from the start.\n", state.string());
    const auto trust = Trust::open(file);
    if (!trust) return failed(exit_unreachable, trust.error().text);
    if (auto error = (*trust)->add(*pairing)) return failed(exit_refused, error->text);
    print_out("{}  {}  {}\n", identity_of(pairing->fingerprint), word_of(pairing->role), printable(pairing->name));
    return exit_done;
  }
  if (!std::filesystem::exists(file, ignored)) return failed(exit_unreachable, fmt::format("'{}' holds no pump that was ever started, so nobody is paired there: check --state", state.string()));
  const auto trust = Trust::open(file);
  if (!trust) return failed(exit_unreachable, trust.error().text);
  if (options.pairings == "revoke") {
    const auto fingerprint = paired_fingerprint(**trust, options.fingerprint);
    if (!fingerprint) return failed(exit_refused, fingerprint.error().text);
    if (auto error = (*trust)->revoke(*fingerprint)) return failed(exit_refused, error->text);
    return exit_done;
  }
  for (const auto& pairing : (*trust)->pairings()) print_out("{}  {}  {}\n", identity_of(pairing.fingerprint), word_of(pairing.role), printable(pairing.name));
  if ((*trust)->pairings().empty()) print_note("pump-sim: nobody is paired.\n");
  return exit_done;
}

}  // namespace ipt
