#include "tools/benchmarks/programmer.hpp"

#include "common/shell/files.hpp"
#include "pump_sim/host/trust.hpp"
#include "tools/benchmarks/process.hpp"

namespace ipt {
namespace {

Identity made(const std::string& uri) {
  Identity identity{make_key(), {}};
  identity.certificate = make_certificate(identity.key.get(), uri, std::chrono::system_clock::now());
  if (!identity.certificate) throw CannotRun("OpenSSL made no certificate");
  return identity;
}

std::unique_ptr<TlsContext> context_of(const Identity& identity) {
  auto context = TlsContext::client(&identity, telemetry_protocol, [](const X509&) { return std::optional<std::string>(); });
  if (!context) throw CannotRun(context.error().text);
  return *std::move(context);
}

}  // namespace

PairedProgrammer::PairedProgrammer(const std::filesystem::path& state)
    : identity_(made("urn:ipt:programmer:bench")), stranger_(made("urn:ipt:programmer:stranger")), context_(context_of(identity_)), strangers_(context_of(stranger_)) {
  if (auto error = make_private_folder(state)) throw CannotRun(error->text);
  auto trust = Trust::open(state / "security.db");
  if (!trust) throw CannotRun(trust.error().text);
  if (auto error = (*trust)->add({fingerprint_of(*identity_.certificate), Role::clinician, "bench"})) throw CannotRun(error->text);
}

}  // namespace ipt
