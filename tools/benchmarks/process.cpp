#include "tools/benchmarks/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "common/shell/endpoint.hpp"
#include "common/shell/files.hpp"

namespace ipt {
namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

void note_signal(int) { asked_to_stop = 1; }

void wait_a_moment() { ::poll(nullptr, 0, 5); }

/// In the child, before it becomes pump-sim.
void redirect(int to, const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), flags, 0600);
  if (file < 0 || ::dup2(file, to) < 0) ::_exit(127);
}

std::uint16_t port_of(const std::filesystem::path& ready_file) {
  const auto text = read_file(ready_file);
  if (!text) throw CannotRun(text.error().text);
  const auto endpoint = parse_endpoint(std::string(boost::json::parse(*text).at("telemetry").as_string()));
  if (!endpoint || !std::holds_alternative<TcpEndpoint>(*endpoint)) throw CannotRun("pump-sim named no TCP endpoint");
  return std::get<TcpEndpoint>(*endpoint).port;
}

}  // namespace

void notice_signals() {
  struct sigaction action {};
  action.sa_handler = note_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

void stop_if_asked() {
  if (asked_to_stop != 0) throw CannotRun("stopped by a signal");
}

std::vector<int> own_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cores;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(static_cast<std::size_t>(core), &set)) cores.push_back(core);
  }
  return cores;
}

void pin_to(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "ipt-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw CannotRun(fmt::format("cannot make a folder in '{}'", std::filesystem::temp_directory_path().string()));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Child::Child(std::optional<int> core, const std::function<void()>& work) {
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw CannotRun("cannot start a process");
  if (pid_ > 0) return;
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C goes to the whole group; the parent says when to end
  std::signal(SIGTERM, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  if (core) pin_to(*core);
  work();
  ::_exit(1);
}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  for (int tries = 0; tries < 1'000; ++tries) {
    if (has_ended()) return;
    wait_a_moment();
  }
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

bool Child::has_ended() {
  if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
  return pid_ <= 0;
}

std::chrono::nanoseconds Child::time_used() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) throw CannotRun("a server has ended before its time");
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::size_t Child::memory() const {
  const auto text = read_file(fmt::format("/proc/{}/statm", pid_));
  std::size_t all = 0, resident = 0;
  if (!text || std::sscanf(text->c_str(), "%zu %zu", &all, &resident) != 2) throw CannotRun("a server has ended before its time");
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

PumpProcess start_pump(const std::filesystem::path& program, const std::filesystem::path& folder, std::optional<int> core) {
  const auto ready = folder / "ready";
  const auto log = folder / "log";
  if (!std::filesystem::exists(program)) throw CannotRun(fmt::format("there is no '{}': build pump-sim first", program.string()));
  PumpProcess pump{Child(core, [&] {
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDOUT_FILENO, "/dev/null", O_WRONLY);
    redirect(STDERR_FILENO, log, O_WRONLY | O_CREAT);
    const std::string state = (folder / "state").string();
    ::execl(program.c_str(), "pump-sim", "--state", state.c_str(), "--ready-file", ready.c_str(), "--port", "0", "--speed", "0", "--insecure", "--serial", bench_serial, static_cast<char*>(nullptr));
    ::_exit(127);
  })};
  for (int tries = 0; !std::filesystem::exists(ready); ++tries) {
    stop_if_asked();
    if (pump.child.has_ended() || tries > 2'000) {
      const auto said = read_file(log);
      throw CannotRun(fmt::format("pump-sim did not start: {}", said ? *said : "it said nothing"));
    }
    wait_a_moment();
  }
  pump.port = port_of(ready);
  return pump;
}

}  // namespace ipt
