#include "common/shell/printing.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include "common/printable.hpp"
#include "common/shell/command_line.hpp"
#include "common/shell/terminal.hpp"

namespace ipt {

void begin_output() {
  // The lowest free number is given out first, so each is filled in its turn. Opened for reading: what is printed to it
  // is lost, and that is found at the end.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDONLY) < 0) return;
  }
  // A peer that closes, or a file at its size limit, gives an error then instead of ending the process.
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
}

int end_output(std::string_view program, int code) {
  const bool flushed = std::fflush(stdout) == 0;
  const std::error_code why(errno, std::generic_category());
  if (flushed && !output_failed()) return code;
  print_error(program, {fmt::format("standard output could not be written{}", flushed ? "" : " (" + why.message() + ")"),
                        "What was to be told there is missing or cut short. What the command did stays as it is.", "Give it somewhere to write; what became of a change can be asked again."});
  return code == exit_done ? exit_unwritten : code;
}

bool output_failed() { return std::ferror(stdout) != 0; }

void print_text_out(std::string_view text) {
  const std::string lines = printable_lines(text);
  std::fwrite(lines.data(), 1, lines.size(), stdout);
}

void print_text_note(std::string_view text) {
  std::fflush(stdout);  // so that the two come in order where both go to one place
  const std::string lines = printable_lines(text);
  std::fwrite(lines.data(), 1, lines.size(), stderr);
  std::fflush(stderr);
}

}  // namespace ipt
