#include "common/link/frame.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>
#include <vector>

using namespace ipt;
using Fault = FrameDecoder::Fault;

namespace {

std::size_t largest_allocation = 0;

}  // namespace

/// Of this whole test program: so that a decoder that believes a length is caught asking for it.
void* operator new(std::size_t size) {
  largest_allocation = std::max(largest_allocation, size);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

std::string length(std::uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16 & 0xFF), static_cast<char>(n >> 8 & 0xFF), static_cast<char>(n & 0xFF)};
}
std::string frame(const std::string& payload) { return length(static_cast<std::uint32_t>(payload.size())) + payload; }

void take_all(FrameDecoder& decoder, std::vector<std::string>& payloads) {
  while (const auto payload = decoder.next()) payloads.emplace_back(*payload);
}

const std::vector<std::string> three{"a", std::string("\0\0\0\5 looks like a length", 22), std::string(700, 'c')};
const std::string stream = frame(three[0]) + frame(three[1]) + frame(three[2]);

}  // namespace

TEST_CASE("IPT-FRM-02 several frames in one piece come out one by one") {
  FrameDecoder decoder;
  decoder.append(stream);
  std::vector<std::string> payloads;
  take_all(decoder, payloads);
  CHECK(payloads == three);
  CHECK(decoder.fault() == Fault::none);
}

TEST_CASE("IPT-FRM-02 a stream cut in two at any place gives the same frames") {
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameDecoder decoder;
    std::vector<std::string> payloads;
    decoder.append(std::string_view(stream).substr(0, cut));
    take_all(decoder, payloads);
    decoder.append(std::string_view(stream).substr(cut));
    take_all(decoder, payloads);
    REQUIRE(payloads == three);
  }
}

TEST_CASE("IPT-FRM-02 a stream that comes byte by byte gives each frame with its last byte") {
  FrameDecoder decoder;
  std::vector<std::string> payloads;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    decoder.append(std::string_view(stream).substr(i, 1));
    const std::size_t before = payloads.size();
    take_all(decoder, payloads);
    if (payloads.size() > before) ends.push_back(i + 1);
  }
  CHECK(payloads == three);
  CHECK(ends == std::vector<std::size_t>{5, 5 + 26, 5 + 26 + 704});
}

TEST_CASE("IPT-FRM-02 a stream in any slices gives the same frames, whether they are taken at once or later") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    FrameDecoder decoder;
    std::vector<std::string> payloads;
    std::string_view rest = stream;
    while (!rest.empty()) {
      const std::size_t size = std::min<std::size_t>(random() % 40, rest.size());
      decoder.append(rest.substr(0, size));
      rest.remove_prefix(size);
      if (random() % 3 == 0) take_all(decoder, payloads);
      if (random() % 3 == 0) {
        if (const auto payload = decoder.next()) payloads.emplace_back(*payload);
      }
    }
    take_all(decoder, payloads);
    REQUIRE(payloads == three);
  }
}

TEST_CASE("IPT-FRM-03 a length is judged as soon as its four bytes are there") {
  struct Claim {
    std::uint32_t length;
    Fault fault;
  };
  for (const auto& [claimed, fault] : {Claim{0, Fault::empty}, Claim{1, Fault::none}, Claim{4'096, Fault::none}, Claim{4'097, Fault::too_long}, Claim{0x7FFF'FFFF, Fault::too_long},
                                       Claim{0x8000'0000, Fault::too_long}, Claim{0xFFFF'FFFF, Fault::too_long}}) {
    CAPTURE(claimed);
    FrameDecoder decoder;
    decoder.append(length(claimed).substr(0, 3));
    CHECK_FALSE(decoder.next());
    CHECK(decoder.fault() == Fault::none);
    decoder.append(length(claimed).substr(3));
    CHECK_FALSE(decoder.next());
    CHECK(decoder.fault() == fault);
  }
}

TEST_CASE("IPT-FRM-04 IPT-FRM-05 the longest frame allowed is taken whole, and one byte more is not") {
  for (const std::size_t limit : {frame_limit_before_welcome, frame_limit}) {
    FrameDecoder decoder;
    CHECK(decoder.limit() == 4'096);
    decoder.set_limit(limit);
    decoder.append(frame(std::string(limit, 'x')));
    const auto payload = decoder.next();
    REQUIRE(payload);
    CHECK(payload->size() == limit);
    decoder.append(frame(std::string(limit + 1, 'x')));
    CHECK_FALSE(decoder.next());
    CHECK(decoder.fault() == Fault::too_long);
  }
  CHECK(frame_limit == 65'536);
}

TEST_CASE("IPT-FRM-05 a limit that is raised counts from the next frame on, though its bytes came before") {
  FrameDecoder decoder;
  decoder.append(frame("hello") + frame(std::string(5'000, 'x')));
  CHECK(*decoder.next() == "hello");
  decoder.set_limit(frame_limit);
  CHECK(decoder.next()->size() == 5'000);
}

TEST_CASE("IPT-FRM-03 memory does not follow a claimed length") {
  for (const std::uint32_t claimed : {65'536u, 0x7FFF'FFFFu, 0xFFFF'FFFFu}) {
    FrameDecoder decoder;
    decoder.set_limit(frame_limit);
    largest_allocation = 0;
    decoder.append(length(claimed) + "begin");
    CHECK_FALSE(decoder.next());
    CHECK(largest_allocation < 100);
  }
}

TEST_CASE("IPT-FRM-10 a decoder holds no more than what waits, however much has passed through it") {
  FrameDecoder decoder;
  largest_allocation = 0;
  const std::string one = frame(std::string(100, 'x'));
  const std::string slice = one.substr(50) + one.substr(0, 50);
  decoder.append(one.substr(0, 50));
  for (int i = 0; i < 10'000; ++i) {
    decoder.append(slice);
    REQUIRE(decoder.next());
    REQUIRE_FALSE(decoder.next());
  }
  CHECK(largest_allocation < 1'000);
}

TEST_CASE("IPT-FRM-06 nothing is read any more after a fault") {
  for (const std::uint32_t claimed : {0u, 4'097u}) {
    FrameDecoder decoder;
    decoder.append(frame("before") + length(claimed) + std::string(5'000, 'x'));
    CHECK(*decoder.next() == "before");
    CHECK_FALSE(decoder.next());
    const Fault fault = decoder.fault();
    CHECK(fault != Fault::none);
    decoder.append(frame("later"));
    decoder.set_limit(frame_limit);
    CHECK_FALSE(decoder.next());
    CHECK(decoder.fault() == fault);
  }
}
