#include "common/shell/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/support/as_nobody.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

namespace {

std::size_t entries_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("a small file is written whole, replaced whole, and is its owner's alone") {
  TemporaryFolder folder;
  CHECK_FALSE(write_file_atomically(folder / "ready", "one\n"));
  CHECK_FALSE(write_file_atomically(folder / "ready", "two\n"));
  CHECK(*read_file(folder / "ready") == "two\n");
  CHECK(entries_in(folder.path()) == 1);
  struct stat status {};
  REQUIRE(::stat((folder / "ready").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a file that cannot be written is told and nothing is left behind") {
  TemporaryFolder folder;
  CHECK(write_file_atomically(folder / "missing" / "ready", "x")->text.find("cannot be written (No such file") !=
        std::string::npos);
  std::filesystem::create_directory(folder / "taken");
  CHECK(write_file_atomically(folder / "taken", "x").has_value());
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a file that is missing, too large or a folder is not read") {
  TemporaryFolder folder;
  put_file(folder / "large", std::string(100'000, 'x'));
  CHECK(read_file(folder / "large", 100'000)->size() == 100'000);
  CHECK(read_file(folder / "large", 99'999).error().text.find("more than 99999 bytes") != std::string::npos);
  CHECK(read_file(folder / "none").error().text.find("No such file") != std::string::npos);
  CHECK(read_file(folder.path()).error().text.find("Is a directory") != std::string::npos);
}

TEST_CASE("a private folder is made, and an open one is refused with the command that mends it") {
  TemporaryFolder folder;
  CHECK_FALSE(make_private_folder(folder / "state"));
  CHECK_FALSE(make_private_folder(folder / "state"));
  ::chmod((folder / "state").c_str(), 0750);
  CHECK(make_private_folder(folder / "state")->text.find("chmod 700 '" + (folder / "state").string()) != std::string::npos);
  CHECK(make_private_folder(folder / "a" / "b")->text.find("mkdir -p") != std::string::npos);
  put_file(folder / "file", "x");
  CHECK(make_private_folder(folder / "file")->text.find("is a file where a folder is needed") != std::string::npos);
}

TEST_CASE("another user's folder is not taken for a private one") {
  TemporaryFolder folder;
  ::chmod(folder.path().c_str(), 0755);
  if (::geteuid() != 0) return;  // only root can make the other user
  REQUIRE_FALSE(make_private_folder(folder / "state"));
  AsNobody somebody_else;
  CHECK(make_private_folder(folder / "state")->text.find("belongs to another user") != std::string::npos);
}
