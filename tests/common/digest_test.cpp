#include "common/digest.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace ipt;

namespace {

std::string hex(const Digest& digest) {
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

TEST_CASE("IPT-STG-06 a digest is the SHA-256 of FIPS 180-4's examples") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("a digest is of every byte, zeros included") {
  using namespace std::string_view_literals;
  CHECK(sha256("dose"sv) != sha256("dose\0"sv));
  CHECK(sha256("\0\1"sv) != sha256("\0\2"sv));
  CHECK(sha256("dose"sv) == sha256("dose\0"sv.substr(0, 4)));
}
