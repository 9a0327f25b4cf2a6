// The near-field act and what belongs to it: arming, digits, and who is paired.
#include <fmt/format.h>

#include "pump_sim/host/bedside_service.hpp"
#include "pump_sim/host/pairings.hpp"

namespace ipt {
namespace {

namespace pb = ::bedside::v1;

pb::Answer refused(std::string why) {
  pb::Answer answer;
  answer.set_text(std::move(why));
  return answer;
}

const Error no_role{"a programmer is paired as observer, clinician or patient: nothing was changed"};

}  // namespace

pb::Answer BedsideService::about_pairing(const Ask& ask) {
  switch (ask.act_case()) {
    case Ask::kArm: {
      const auto role = role_of(ask.arm().role());
      return arming(role ? pairing_port_.arm(*role, ask.arm().confirm_any()) : no_role);
    }
    case Ask::kConfirmPairing: {
      const auto& confirm = ask.confirm_pairing();
      return arming(pairing_port_.confirm(confirm.any() ? std::nullopt : std::optional<std::string_view>(confirm.digits())));
    }
    case Ask::kAddPairing: {
      const auto role = role_of(ask.add_pairing().role());
      if (!role) return refused(no_role.text);
      const auto pairing = pairing_with(ask.add_pairing().certificate(), *role, ask.add_pairing().name());
      if (!pairing) return refused(pairing.error().text);
      return pairings(server_.pair(*pairing));
    }
    case Ask::kRevokePairing: {
      const auto fingerprint = paired_fingerprint(server_.trust(), ask.revoke_pairing().fingerprint());
      if (!fingerprint) return refused(fingerprint.error().text);
      return pairings(server_.revoke(*fingerprint));
    }
    case Ask::kGetPairings: return pairings({});
    default: return arming({});
  }
}

pb::Answer BedsideService::arming(const std::optional<Error>& error) {
  if (error) return refused(error->text);
  pb::Answer answer;
  answer.set_ok(true);
  *answer.mutable_arming() = pairing_port_.state();
  return answer;
}

pb::Answer BedsideService::pairings(const std::optional<Error>& error) {
  if (error) return refused(error->text);
  pb::Answer answer;
  answer.set_ok(true);
  answer.mutable_pairings();
  for (const auto& pairing : server_.trust().pairings()) *answer.mutable_pairings()->add_pairings() = describe(pairing);
  return answer;
}

}  // namespace ipt
