#include "tools/endurance/soak.hpp"

#include <algorithm>

#include "common/digest.hpp"
#include "common/wire.hpp"

namespace ipt {
namespace {

void add(std::string& bytes, std::int64_t number) {
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> shift));
}

void add(std::string& bytes, const Truth& t) {
  for (const Nanolitres nl : {t.initial_nl, t.injected_nl, t.reservoir_nl, t.path_nl, t.delivered_nl, t.withdrawn_nl, t.pocket_nl, t.spilled_nl}) add(bytes, nl.value);
  for (const Nanograms ng : {t.initial_ng, t.injected_ng, t.reservoir_ng, t.path_ng, t.delivered_ng, t.withdrawn_ng, t.pocket_ng, t.spilled_ng}) add(bytes, ng.value);
  for (const std::int64_t number : {t.strokes.value, std::int64_t{t.stalled}, t.accuracy_ppm, std::int64_t{static_cast<int>(t.needle)}}) add(bytes, number);
}

}  // namespace

Soak::Soak(std::uint64_t seed) : seeds_(seed) { fresh_pump(); }

void Soak::fresh_pump() {
  life_ = std::make_unique<Life>(seeds_.number());
  ++pumps_;
  digested_head_ = 0;
}

std::optional<std::string> Soak::next() {
  if (life_->is_over()) {
    lived_ += life_->implant().firmware.now.time_since_epoch();
    fresh_pump();
  }
  ++events_;
  auto broken = life_->next();
  digest_event();
  return broken;
}

void Soak::digest_event() {
  const auto& implant = life_->implant();
  const Log& log = implant.notes.log;
  std::string bytes(digest_.begin(), digest_.end());
  const std::uint64_t from = std::min(digested_head_, log.head()) + 1;  // a boot may have lost what was not written down
  for (std::uint64_t seq = from; seq <= log.head(); ++seq) bytes += wire::encode_log_entry(log.entries()[static_cast<std::size_t>(seq - log.floor())]);
  digested_head_ = log.head();
  add(bytes, life_->truth());
  add(bytes, implant.firmware.now.time_since_epoch().count());
  add(bytes, static_cast<std::int64_t>(implant.firmware.state_version));
  digest_ = sha256(bytes);
}

}  // namespace ipt
