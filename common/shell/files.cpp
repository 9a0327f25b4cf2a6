#include "common/shell/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ipt {
namespace {

namespace fs = std::filesystem;

std::string reason(int number) { return std::generic_category().message(number); }

/// A file descriptor that closes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::size_t limit) {
  const auto unreadable = [&](const std::string& why) {
    return Error{fmt::format("'{}' cannot be read ({}): check the name and its permissions.", path.string(), why)};
  };
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return unreadable(reason(errno));
  std::string content;
  for (;;) {
    char block[65'536];
    const ssize_t got = ::read(file.number(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(reason(errno));
    if (got == 0) return content;
    content.append(block, static_cast<std::size_t>(got));
    if (content.size() > limit) return unreadable(fmt::format("it has more than {} bytes", limit));
  }
}

std::optional<Error> write_file_atomically(const fs::path& path, std::string_view content) {
  const auto unwritable = [&](int why) {
    return Error{fmt::format("'{}' cannot be written ({}), and what was there before is unchanged: check the folder, its "
                             "permissions and the space on its disk.",
                             path.string(), reason(why))};
  };
  std::string temporary = path.string() + ".XXXXXX";
  const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.number() < 0) return unwritable(errno);
  const bool written = write_all(file.number(), content) && ::fsync(file.number()) == 0;
  if (written && ::rename(temporary.c_str(), path.c_str()) == 0) {
    const Descriptor folder(::open(fs::absolute(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() >= 0) ::fsync(folder.number());
    return std::nullopt;
  }
  const int why = errno;
  ::unlink(temporary.c_str());
  return unwritable(why);
}

std::optional<Error> make_private_folder(const fs::path& path) {
  const std::string name = path.string();
  if (::mkdir(path.c_str(), 0700) == 0) return std::nullopt;
  const int why = errno;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (why == ENOENT) {
      return Error{fmt::format("The folder '{0}' cannot be made because the one above it is not there, so nothing can be "
                               "kept: make that first (mkdir -p '{1}').",
                               name, fs::absolute(path).parent_path().string())};
    }
    return Error{fmt::format("The folder '{}' cannot be made ({}), so nothing can be kept: name another.", name,
                             reason(why))};
  }
  if (!S_ISDIR(status.st_mode))
    return Error{fmt::format("'{}' is a file where a folder is needed: move it away, or name another.", name)};
  if (status.st_uid != ::geteuid()) {
    return Error{fmt::format("The folder '{}' belongs to another user, who could read and change what is in it: name one "
                             "of your own.",
                             name)};
  }
  if ((status.st_mode & 0077) != 0) {
    return Error{fmt::format("The folder '{0}' is open to other users, who could reach the pump through it: close it "
                             "(chmod 700 '{0}'), or name another.",
                             name)};
  }
  return std::nullopt;
}

}  // namespace ipt
