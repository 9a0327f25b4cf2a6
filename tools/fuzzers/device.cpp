#include <algorithm>
#include <array>
#include <random>

#include "common/check.hpp"
#include "common/wire.hpp"
#include "tools/fuzzers/pump.hpp"
#include "tools/fuzzers/targets.hpp"
#include "tools/rehearsal/rehearsed_pump.hpp"

namespace ipt::fuzz {
namespace {

constexpr Milliseconds longest_leap = one_day * 100;
constexpr Milliseconds longest_wait{200'000};
constexpr std::size_t most_steps = 64;

std::int64_t number(std::string_view bytes) {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size(), 7); ++i) all |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return static_cast<std::int64_t>(all);
}

/// One client's end, without manners: it sends what it is told to.
struct Client {
  LinkId link = 0;
  FrameDecoder decoder;
  std::uint64_t session_id = 0, sent = 0, heard = 0;
  std::optional<Receipt> receipt;
  std::uint64_t state_version = 0;
};

class Bench {
 public:
  Bench() : pump_(settings(), implant().world.hardware, delivered(), [engine = std::mt19937_64(1)](std::span<std::uint8_t> out) mutable {
      for (auto& byte : out) byte = static_cast<std::uint8_t>(engine());
    }) {
    for (auto& client : clients_) connect(client);
  }

  /// The low half of `what` says what is done, bit 4 by which of the two.
  void step(unsigned what, std::string_view bytes) {
    Client& client = clients_[what >> 4 & 1];
    switch (what & 15) {
      case 0: pump_.device().receive(client.link, bytes, now_); break;
      case 1: say(client, bytes); break;
      case 2: commit(client, bytes); break;
      case 3: pump_.advance(Milliseconds{number(bytes)} % longest_leap); break;
      case 4: wait(Milliseconds{number(bytes)} % longest_wait); break;
      case 5: pump_.memory().fail(static_cast<std::uint32_t>(1 + number(bytes) % 3)); break;
      case 6:
        pump_.device().disconnected(client.link);
        carry();
        connect(client);
        break;
      case 7: reboot(); break;
      default: pump_.by_hand([&](World& world, Uptime at) { hands(world, at, what & 7, number(bytes)); }); break;
    }
    carry();
    IPT_CHECK(is_sound(pump_.implant().world));
  }

  /// Whoever asks is told, and nobody was told what a boot would not find.
  void end() {
    if (is_active(pump_.implant().firmware.alarms, AlarmKind::memory_error)) return;
    pump_.memory().keep_mark(pump_.now());
    IPT_CHECK(pump_.memory().read_back(pump_.settings()) == pump_.implant());
  }
  [[nodiscard]] bool was_understood() const { return welcomed_; }

 private:
  void connect(Client& client) {
    client = Client{};
    client.decoder.set_limit(frame_limit);
    client.link = pump_.device().connected(now_);
  }

  void send(Client& client, Envelope envelope) {
    envelope.session_id = client.session_id;
    envelope.seq = ++client.sent;
    std::string frame;
    codec_.append_frame(envelope, frame);
    pump_.device().receive(client.link, frame, now_);
  }
  /// A message whose place in the conversation is put right.
  void say(Client& client, std::string_view payload) {
    if (auto envelope = codec_.decode(payload)) send(client, *std::move(envelope));
  }
  /// Of what was staged last; `bytes` may spoil it.
  void commit(Client& client, std::string_view bytes) {
    if (!client.receipt) return;
    const Receipt& receipt = *client.receipt;
    CommitBody body{{}, receipt.stage, receipt.digest, receipt.grant, receipt.after, receipt.warnings, client.state_version};
    body.operation_id[0] = static_cast<std::uint8_t>(bytes.empty() ? 1 : bytes[0]);
    Bytes encoded = wire::encode_commit(body);
    if (bytes.size() > 1) encoded[static_cast<std::size_t>(number(bytes.substr(1))) % encoded.size()] ^= 1;
    send(client, {0, 0, 0, Request{Commit{encoded}}});
  }

  void wait(Milliseconds time) {
    const LinkTime until = now_ + time;
    while (now_ < until) {
      now_ = std::min(until, std::max(now_ + Milliseconds{1}, pump_.device().link_deadline()));
      pump_.device().advance(now_);
      carry();
    }
  }

  void reboot() {
    pump_.memory().fail(0);  // a boot that cannot be written down is none
    pump_.reboot();
    for (auto& client : clients_) connect(client);
  }

  static void hands(World& world, Uptime at, unsigned act, std::int64_t figure) {
    switch (act) {
      case 0: return move_needle(world, static_cast<Place>(1 + figure % 3), at);
      case 1: return stall(world, figure % 2 == 1, at);
      case 2: (void)withdraw(world, {}, at); return;
      case 3: (void)withdraw(world, Nanolitres(figure), at); return;
      case 4: (void)inject(world, Nanolitres(figure), "baclofen", Concentration(2'000'000), at); return;
      default: (void)set_accuracy(world, figure % 2'000'000, at); return;
    }
  }

  /// What the pump says is well said, whoever it talks to.
  void carry() {
    for (auto& output : pump_.take_output()) {
      const auto* send = std::get_if<Send>(&output);
      if (send == nullptr) continue;
      const auto to = std::find_if(clients_.begin(), clients_.end(), [&](const Client& client) { return client.link == send->link; });
      if (to == clients_.end()) continue;
      to->decoder.append(send->bytes);
      while (const auto payload = to->decoder.next()) hear(*to, *payload);
      IPT_CHECK(to->decoder.fault() == FrameDecoder::Fault::none);
    }
  }
  void hear(Client& client, std::string_view payload) {
    const auto envelope = codec_.decode(payload);
    IPT_CHECK(envelope && envelope->seq == ++client.heard);
    if (std::holds_alternative<Welcome>(envelope->body)) {
      client.session_id = envelope->session_id;
      welcomed_ = true;
    }
    const auto* response = std::get_if<Response>(&envelope->body);
    if (response == nullptr) return;
    IPT_CHECK(response->state_version == pump_.implant().firmware.state_version);
    client.state_version = response->state_version;
    if (const auto* receipt = std::get_if<Receipt>(&response->answer)) client.receipt = *receipt;
  }

  RehearsedPump pump_;
  LinkTime now_{};
  wire::Codec codec_;
  std::array<Client, 2> clients_;
  bool welcomed_ = false;
};

}  // namespace

/// Steps: one byte what, two bytes (low one first) how many bytes belong to it, those bytes.
bool device(std::string_view bytes) {
  Bench bench;
  for (std::size_t steps = 0; bytes.size() >= 3 && steps < most_steps; ++steps) {
    const auto what = static_cast<unsigned char>(bytes[0]);
    const std::size_t claimed = static_cast<unsigned char>(bytes[1]) + 256u * static_cast<unsigned char>(bytes[2]);
    bytes.remove_prefix(3);
    const std::size_t length = std::min(claimed, bytes.size());
    bench.step(what, bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  bench.end();
  return bench.was_understood();
}

}  // namespace ipt::fuzz
