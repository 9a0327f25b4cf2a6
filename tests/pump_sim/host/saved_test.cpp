// The file that `bedside save` writes: damage anywhere in it is refused, so that no pump is made from it.
#include "pump_sim/host/saved.hpp"

#include "tests/pump_sim/host/clinician.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;

TEST_CASE("a saved pump with any bit flipped, or cut at any byte, is refused with a sentence that names the file") {
  TemporaryFolder folder;
  const auto file = folder / "saved";
  const Snapshot made = newborn();
  REQUIRE_FALSE(write_saved(file, encode_snapshot(made.birth, made.implant)));
  const std::string whole = bytes_of_file(file);
  REQUIRE(read_saved(file));
  const auto judge = [&](const std::string& hurt, std::size_t place) {
    put_file(file, hurt);
    const auto read = read_saved(file);
    if (read || read.error().text.find(file.string()) == std::string::npos) FAIL_CHECK("hurt at byte " << place);
  };
  for (std::size_t place = 0; place < whole.size(); ++place) {
    for (unsigned bit = 1; bit < 0x100; bit <<= 1) {
      std::string hurt = whole;
      hurt[place] = static_cast<char>(static_cast<unsigned char>(hurt[place]) ^ bit);
      judge(hurt, place);
    }
    judge(whole.substr(0, place), place);
  }
  judge(whole + '\0', whole.size());
  put_file(file, whole);
  const auto read = read_saved(file);
  REQUIRE(read);
  CHECK(read->implant == made.implant);
}
