#pragma once
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ipt {

/// What keeps the benchmark from going on: one sentence for people.
struct CannotRun : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// From now on SIGINT and SIGTERM are noticed by `stop_if_asked` instead of ending the process at once.
void notice_signals();
/// Throws CannotRun when a signal came, so that children and folders are cleared away on the way out.
void stop_if_asked();

/// The processors that this process may use.
std::vector<int> own_cores();
/// Keeps the calling process on one of them.
void pin_to(int core);

/// A folder that goes when this goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A child process: asked to end when this goes, killed if it does not, and it never outlives this process.
class Child {
 public:
  /// Runs `work` in a fork, on this core if one is named; it must not return.
  Child(std::optional<int> core, const std::function<void()>& work);
  ~Child();
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
  Child& operator=(Child&&) = delete;
  [[nodiscard]] bool has_ended();
  /// Of processor time, since it began: what its work cost, however often others had the core meanwhile.
  [[nodiscard]] std::chrono::nanoseconds time_used() const;
  /// What it has in memory, in bytes.
  [[nodiscard]] std::size_t memory() const;

 private:
  pid_t pid_ = 0;
};

inline constexpr const char* bench_serial = "BENCH-1";

/// A pump-sim that stands still, as the real process, on a TCP port of this machine: it speaks plaintext, and TLS with whom
/// it is paired.
struct PumpProcess {
  Child child;
  std::uint16_t port = 0;
};
/// Its state, ready file and what it says go to the folder.
PumpProcess start_pump(const std::filesystem::path& program, const std::filesystem::path& folder, std::optional<int> core);

}  // namespace ipt
