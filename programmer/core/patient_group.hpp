#pragma once
#include <optional>
#include <string_view>

namespace ipt {

/// Who is treated, as far as the usual doses differ.
enum class PatientGroup { spinal = 1, cerebral, child };
/// `spinal`, `cerebral` or `child`.
const char* name_of(PatientGroup);
/// Nothing for another word.
std::optional<PatientGroup> patient_group(std::string_view name);

}  // namespace ipt
