#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "bedside/v1/bedside.pb.h"
#include "pump_sim/host/trust.hpp"

namespace ipt {

/// `observer`, `clinician`, `patient`.
std::string word_of(Role);
std::optional<Role> role_of_word(std::string_view word);
/// Nothing for one that this version does not know.
std::optional<Role> role_of(bedside::v1::PairedRole);
bedside::v1::PairedRole wire_role_of(Role);

/// A pairing with whom this certificate in PEM belongs to. Without a name, what the certificate calls its owner. An error
/// says why that certificate could never come in.
Result<Pairing> pairing_with(const std::string& pem, Role role, std::string name);

/// The paired programmer whose fingerprint is this, or begins so with eight digits at least.
Result<Digest> paired_fingerprint(const Trust&, std::string_view hex);

bedside::v1::Paired describe(const Pairing&);

}  // namespace ipt
