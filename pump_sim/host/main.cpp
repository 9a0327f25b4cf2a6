// pump-sim: opens the pump's memory, listens, and ends cleanly.
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <cstdlib>
#include <random>

#include "common/amount.hpp"
#include "common/check.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "common/shell/terminal.hpp"
#include "pump_sim/host/bedside_service.hpp"
#include "pump_sim/host/options.hpp"

namespace {

using namespace ipt;
namespace asio = boost::asio;

int fail(const std::string& what) {
  print_error("pump-sim", what);
  return 3;
}

Randomness randomness(const Options& options) {
  if (options.seed) {
    return [engine = std::mt19937_64(*options.seed)](std::span<std::uint8_t> out) mutable {
      for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
    };
  }
  return [](std::span<std::uint8_t> out) { IPT_CHECK(getrandom(out.data(), out.size(), 0) == static_cast<ssize_t>(out.size())); };
}

/// As many as there can be descriptors for, with enough left for those who wait or linger, for the bedside and for files.
std::size_t most_sessions() {
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return DeviceSetup{}.most_sessions;
  descriptors.rlim_cur = std::min<rlim_t>(descriptors.rlim_max, 65'536);
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
  const std::size_t all = descriptors.rlim_cur;
  return std::min(DeviceSetup{}.most_sessions, all > 512 ? all - 256 : all / 4);
}

/// For Wireshark, on links of this machine only.
std::optional<Error> log_keys(TlsContext& telemetry, TlsContext& pairing) {
  const char* const file = std::getenv("SSLKEYLOGFILE");
  if (file == nullptr || *file == '\0') return {};
  for (TlsContext* context : {&telemetry, &pairing}) {
    if (auto error = context->log_keys_to(file)) return error;
  }
  print_note("pump-sim: ATTENTION: SSLKEYLOGFILE is set: whoever reads '{}' can read what this machine's programmers say.\n", file);
  return {};
}

/// Beside the pump's memory; where that path is too long for a socket, in a folder of its own.
Result<std::filesystem::path> socket_folder(const std::filesystem::path& state) {
  if ((state / "telemetry.sock").string().size() <= longest_unix_path) return state;
  std::string folder = (std::filesystem::temp_directory_path() / "ipt-pump-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return Error{"cannot make a folder for the sockets in " + std::filesystem::temp_directory_path().string()};
  return std::filesystem::path(folder);
}

struct Listeners {
  Listener tcp;
  Listener telemetry;
  std::optional<Listener> bedside;
};

Result<Listeners> open_listeners(asio::io_context& io, const Options& options, const std::filesystem::path& folder) {
  auto tcp = Listener::tcp(io.get_executor(), options.host, options.port, Listener::Reach::anybody);
  if (!tcp) return tcp.error();
  auto telemetry = Listener::unix_socket(io.get_executor(), (folder / "telemetry.sock").string(), Listener::Reach::anybody);  // who may not speak is told so
  if (!telemetry) return telemetry.error();
  Listeners listeners{*std::move(tcp), *std::move(telemetry), {}};
  if (options.no_bedside) return listeners;
  auto bedside = Listener::unix_socket(io.get_executor(), (folder / "bedside.sock").string());
  if (!bedside) return bedside.error();
  listeners.bedside.emplace(*std::move(bedside));
  return listeners;
}

boost::json::object ready_line(const Pump& pump, const Listeners& listeners, const Identity& identity, const Trust& trust) {
  boost::json::object line;
  line["serial"] = pump.birth().settings.capabilities.serial;
  line["profile"] = pump.birth().profile;
  line["telemetry"] = format_endpoint(listeners.tcp.endpoint());
  auto protected_endpoint = std::get<TcpEndpoint>(listeners.tcp.endpoint());
  protected_endpoint.is_protected = true;
  line["telemetry_tls"] = format_endpoint(protected_endpoint);
  line["telemetry_unix"] = format_endpoint(listeners.telemetry.endpoint());
  if (listeners.bedside) line["bedside"] = format_endpoint(listeners.bedside->endpoint());
  line["fingerprint"] = identity_of(fingerprint_of(*identity.certificate));
  line["pairings"] = static_cast<std::int64_t>(trust.pairings().size());
  line["pid"] = getpid();
  return line;
}

void say_hello(const Pump& pump, const boost::json::object& line, bool was_ever_paired) {
  const auto& firmware = pump.implant().firmware;
  print_note("pump-sim: SIMULATION, not a medical device. Pump {} ({}), boot {}, clock {}.\n", line.at("serial").as_string().c_str(), line.at("profile").as_string().c_str(),
             firmware.boot_count, iso_clock(clock_at(firmware, firmware.now)));
  const auto paired = line.at("pairings").as_int64();
  const std::string who = paired == 0 && !was_ever_paired ? std::string("none is paired, so this machine's may speak plaintext") : paired == 0 ? std::string("none is paired any more: `bedside arm clinician` lets one in") : fmt::format("{} paired, on protected links", paired);
  print_note("pump-sim: programmers reach it at {} ({}).\n", line.at(paired == 0 && !was_ever_paired ? "telemetry" : "telemetry_tls").as_string().c_str(), who);
}

int serve(const Options& options, std::filesystem::path state) {
  if (auto error = make_private_folder(state)) return fail(error->text);
  const auto file = state / "pump.db";
  std::optional<Snapshot> made;
  if (options.from && options.for_a_new_pump != "--from") {
    print_error("pump-sim", fmt::format("--from makes the very pump that was saved, and these would not be so: {}. Leave out --from or the others", options.for_a_new_pump));
    return 2;
  }
  if (!std::filesystem::exists(file)) {
    auto pump = newborn(options);
    if (!pump) {
      print_error("pump-sim", pump.error().text);
      return 2;
    }
    made = *std::move(pump);
  } else if (options.from) {
    print_error("pump-sim", fmt::format("'{}' holds a pump already, so nothing was made from '{}': name a new folder, or use `bedside restore`", state.string(), options.from->string()));
    return 2;
  }
  std::optional<Recorder> recorder;
  if (!options.record.empty()) {
    auto opened = Recorder::open(options.record);
    if (!opened) {
      print_error("pump-sim", opened.error().text);
      return exit_usage;
    }
    recorder.emplace(*std::move(opened));
  }
  auto trust = Trust::open(state / "security.db");
  if (!trust) return fail(trust.error().text);
  auto pump = Pump::open(file, made, randomness(options), {.most_sessions = most_sessions(), .security = trust->get()});
  if (!pump) return fail(pump.error().text);
  const auto& birth = (*pump)->birth();
  if (!options.profile.empty() && !made && options.profile != birth.profile) {
    print_error("pump-sim", fmt::format("'{}' holds a pump of profile {}, not {}: a pump keeps what it was made as; leave --profile out or name a new folder", state.string(), birth.profile, options.profile));
    return 2;
  }

  if (!made && !options.for_a_new_pump.empty()) {
    print_note("pump-sim: '{}' holds a pump already, which keeps what it was made as: {} changed nothing.\n", state.string(), options.for_a_new_pump);
  }
  const std::string& serial = birth.settings.capabilities.serial;
  const bool had_key = std::filesystem::exists(state / "keys" / "key.pem");
  const auto identity = open_identity(state / "keys", uri_of_pump(serial), std::chrono::system_clock::now());
  if (!identity) return fail(identity.error().text);
  if (!had_key && (*trust)->was_ever_paired()) {
    print_note("pump-sim: ATTENTION: this pump's key was gone and was made anew: every programmer that is paired will refuse it. Put the old 'keys' back, or pair each of them again.\n");
  }
  const auto context = TlsContext::server(*identity, telemetry_protocol, name_of_pump(serial), [&trust](const X509& shown) -> std::optional<std::string> {
    if ((*trust)->find(fingerprint_of(shown)) != nullptr) return {};
    return "its key is not paired with this pump";
  });
  if (!context) return fail(context.error().text);
  const auto pairing_context = TlsContext::server(*identity, pairing_protocol, name_of_pump(serial), {});
  if (!pairing_context) return fail(pairing_context.error().text);
  if (auto error = log_keys(**context, **pairing_context)) return fail(error->text);
  (*trust)->tell_time_by([&pump] { return time_of((*pump)->implant().firmware); });
  if (options.insecure && !(*trust)->pairings().empty()) {
    (*trust)->note(LogKind::insecure_allowed, {}, "started with --insecure");
    print_note("pump-sim: ATTENTION: --insecure lets anybody on this machine dose this pump in plaintext, though programmers are paired.\n");
  }

  asio::io_context io(1);
  const auto folder = socket_folder(state);
  if (!folder) return fail(folder.error().text);
  auto listeners = open_listeners(io, options, *folder);
  if (!listeners) return fail(listeners.error().text);
  const auto line = ready_line(**pump, *listeners, *identity, **trust);

  Server server(io, **pump, {**trust, **context, options.insecure}, options.speed);
  if (recorder) server.record_to(*std::move(recorder));
  PairingPort pairing_port(server, **pairing_context, {options.host, serial, fingerprint_of(*identity->certificate), randomness({})});
  std::optional<BedsideService> bedside;
  if (listeners->bedside) {
    bedside.emplace(server, pairing_port);
    bedside->listen(*std::move(listeners->bedside));
  }
  server.listen(std::move(listeners->tcp));
  server.listen(std::move(listeners->telemetry));
  asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code error, int) {
    if (error) return;
    if (bedside) bedside->shut_down();
    pairing_port.disarm("the pump's process ends");
    server.shut_down();
  });
  server.start();
  if (!options.ready_file.empty()) {
    if (auto error = write_file_atomically(options.ready_file, json_line(line) + "\n")) return fail(error->text);
  }
  say_hello(**pump, line, (*trust)->was_ever_paired());
  io.run();
  if (*folder != state) {  // made for the sockets alone; they go with it
    std::error_code ignored;
    std::filesystem::remove_all(*folder, ignored);
  }
  if (auto error = (*pump)->close()) return fail(error->text);
  return server.is_recorded() ? exit_done : exit_unwritten;
}

int run(int argc, char** argv) {
  Options options;
  if (const auto code = parse_options(argc, argv, options)) return *code;
  if (options.list_profiles || !options.show_profile.empty()) return show_profiles(options);
  if (options.list_patients || !options.show_patient.empty()) return show_patients(options);
  if (options.state.empty()) {
    print_error("pump-sim", {"no --state was given", "a pump keeps what it was told, so it needs a folder for its memory", "try `pump-sim --state my-pump`, or --help"});
    return 2;
  }
  if (!options.pairings.empty()) return manage_pairings(options, std::filesystem::absolute(options.state));
  return serve(options, std::filesystem::absolute(options.state));
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // what a pump keeps is nobody else's
  begin_output();
  return end_output("pump-sim", run(argc, argv));
}
