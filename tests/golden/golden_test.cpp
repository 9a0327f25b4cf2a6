// The worked examples of proto/SPEC.md, read and written again by our own wire code.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>
#include <utility>

#include "common/digest.hpp"
#include "common/wire.hpp"
#include "tests/support/file_bytes.hpp"

using namespace ipt;

namespace {

std::string bytes_of_hex(const std::string& text) {
  std::istringstream words(text);
  std::string bytes;
  for (std::string word; words >> word;) bytes.push_back(static_cast<char>(std::stoi(word, nullptr, 16)));
  return bytes;
}

/// The frames of section 23 by the names of their examples.
std::map<std::string, std::string> frames() {
  const std::string spec = bytes_of_file(std::filesystem::path(IPT_SOURCE) / "proto/SPEC.md");
  const std::size_t begin = spec.find("\n## 23. ");
  REQUIRE(begin != spec.npos);
  const std::string section = spec.substr(begin, spec.find("\n## 24. ") - begin);
  std::map<std::string, std::string> all;
  for (std::size_t at = section.find("\n### "); at != section.npos; at = section.find("\n### ", at + 1)) {
    const std::string name = section.substr(at + 5, section.find('\n', at + 1) - at - 5);
    const std::string fence = "```hex\n";
    const std::size_t hex = section.find(fence, at) + fence.size();
    all[name] = bytes_of_hex(section.substr(hex, section.find("```", hex) - hex));
  }
  return all;
}

Envelope decoded(const std::string& frame) {
  wire::Codec codec;
  const auto envelope = codec.decode(std::string_view(frame).substr(4));
  REQUIRE(envelope);
  return *envelope;
}

template <class T>
T request(const Envelope& envelope) { return std::get<T>(std::get<Request>(envelope.body)); }
template <class T>
T answer(const Envelope& envelope) { return std::get<T>(std::get<Response>(envelope.body).answer); }

}  // namespace

TEST_CASE("every worked example of the specification is read, and written again to the same bytes") {
  const auto all = frames();
  CHECK(all.size() >= 12);
  for (const auto& [name, frame] : all) {
    CAPTURE(name);
    const Envelope envelope = decoded(frame);
    CHECK_FALSE(std::holds_alternative<NoBody>(envelope.body));
    wire::Codec codec;
    std::string again;
    codec.append_frame(envelope, again);
    CHECK(again == frame);
  }
}

TEST_CASE("the bytes inside the worked examples are read strictly, and written again to the same bytes") {
  const auto all = frames();
  const Bytes staged = request<Stage>(decoded(all.at("Stage"))).operation;
  const auto operation = wire::decode_therapy(staged);
  REQUIRE(operation);
  CHECK(wire::encode_therapy(*operation) == staged);
  const Bytes body = request<Commit>(decoded(all.at("Commit"))).commit_body;
  const auto commit = wire::decode_commit(body);
  REQUIRE(commit);
  CHECK(wire::encode_commit(*commit) == body);
  const Bytes journalled = answer<Committed>(decoded(all.at("Committed"))).result;
  const auto result = wire::decode_result(journalled);
  REQUIRE(result);
  CHECK(wire::encode_result(*result) == journalled);
}

TEST_CASE("IPT-CMT-04 the commit of the worked examples names its receipt in every part") {
  const auto all = frames();
  const auto receipt = answer<Receipt>(decoded(all.at("Receipt")));
  const auto commit = wire::decode_commit(request<Commit>(decoded(all.at("Commit"))).commit_body);
  const auto result = wire::decode_result(answer<Committed>(decoded(all.at("Committed"))).result);
  REQUIRE(commit);
  REQUIRE(result);
  CHECK(receipt.operation == request<Stage>(decoded(all.at("Stage"))).operation);
  CHECK(receipt.digest == sha256(receipt.operation));
  CHECK(receipt.after.program_digest == receipt.digest);
  CHECK(commit->stage == receipt.stage);
  CHECK(commit->digest == receipt.digest);
  CHECK(commit->grant == receipt.grant);
  CHECK(commit->after == receipt.after);
  CHECK(commit->warnings == receipt.warnings);
  CHECK(commit->expected_state_version == std::get<Response>(decoded(all.at("Receipt")).body).state_version);
  CHECK(result->operation_id == commit->operation_id);
  CHECK(result->state_version == commit->expected_state_version + 1);
}

TEST_CASE("IPT-SES-07 the worked examples are one conversation: no number twice, and only answers answer") {
  std::vector<std::uint64_t> said_by_client;
  for (const auto& [name, frame] : frames()) {
    const Envelope envelope = decoded(frame);
    CAPTURE(name);
    CHECK(envelope.session_id == (std::holds_alternative<Hello>(envelope.body) ? 0 : 0x1122'3344'5566'7788));
    const bool answers = std::holds_alternative<Welcome>(envelope.body) || std::holds_alternative<Pong>(envelope.body) || std::holds_alternative<Response>(envelope.body);
    CHECK((envelope.reply_to != 0) == answers);
    if (std::holds_alternative<Request>(envelope.body) || std::holds_alternative<Hello>(envelope.body)) said_by_client.push_back(envelope.seq);
  }
  std::sort(said_by_client.begin(), said_by_client.end());
  CHECK(std::adjacent_find(said_by_client.begin(), said_by_client.end()) == said_by_client.end());
}
