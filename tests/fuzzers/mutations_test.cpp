// The fuzz targets without a fuzzer: every seed, and thousands of them spoilt. What libFuzzer found once lies among the
// seeds, with a name that begins with "found-"; all others must still make sense.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/support/file_bytes.hpp"
#include "tools/fuzzers/targets.hpp"

using namespace ipt;

namespace {

constexpr std::uint64_t seed_of_mutations = 3;
constexpr int mutations = 6'000;  // of each target

struct Seed {
  std::string name;
  std::string bytes;
};

std::vector<Seed> seeds_of(const fuzz::Target& target) {
  std::vector<Seed> seeds;
  for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(IPT_SOURCE) / "tools/fuzzers/seeds" / target.name)) {
    seeds.push_back({file.path().filename(), bytes_of_file(file.path())});
  }
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return seeds;
}

class Spoiler {
 public:
  explicit Spoiler(const std::vector<Seed>& seeds) : seeds_(seeds) {}

  std::string next() {
    std::string bytes = any();
    for (auto times = 1 + below(4); times > 0; --times) spoil(bytes);
    return bytes;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(engine_() % limit); }
  const std::string& any() { return seeds_[below(seeds_.size())].bytes; }

  void spoil(std::string& bytes) {
    const std::size_t at = below(bytes.size()), length = 1 + below(8);
    const std::string piece = bytes.substr(std::min(at, bytes.size()), length);
    switch (below(7)) {
      case 0: if (!bytes.empty()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8))); break;
      case 1: if (!bytes.empty()) bytes[at] = static_cast<char>(engine_()); break;
      case 2: bytes.insert(at, 1, static_cast<char>(engine_())); break;
      case 3: bytes.erase(at, length); break;
      case 4: bytes.insert(below(bytes.size()), piece); break;
      case 5: bytes.resize(at); break;
      case 6: {
        const std::string& other = any();
        bytes = bytes.substr(0, at) + other.substr(below(other.size()));
        break;
      }
    }
  }

  const std::vector<Seed>& seeds_;
  std::mt19937_64 engine_{seed_of_mutations};
};

}  // namespace

TEST_CASE("every seed of every fuzz target still makes sense") {
  for (const auto& target : fuzz::targets()) {
    const auto seeds = seeds_of(target);
    CHECK(seeds.size() >= 2);
    for (const auto& seed : seeds) {
      INFO(std::string(target.name), "/", seed.name);
      const bool made_sense = target.feed(seed.bytes);
      CHECK((made_sense || seed.name.starts_with("found-")));
    }
  }
}

TEST_CASE("spoilt bytes break no promise, and some of them still make sense") {
  for (const auto& target : fuzz::targets()) {
    const auto seeds = seeds_of(target);
    REQUIRE(!seeds.empty());
    Spoiler spoiler(seeds);
    int made_sense = 0;
    for (int n = 0; n < mutations; ++n) {
      INFO(std::string(target.name), ", mutation ", n, " of seed ", seed_of_mutations);
      made_sense += target.feed(spoiler.next()) ? 1 : 0;
    }
    INFO(std::string(target.name), ": ", made_sense, " of ", mutations, " made sense");
    CHECK(made_sense > 0);
    CHECK(made_sense < mutations);
  }
}
