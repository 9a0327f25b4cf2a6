#pragma once
#include <string>

#include "bedside/v1/bedside.pb.h"
#include "common/result.hpp"
#include "common/shell/endpoint.hpp"

namespace ipt {

/// Asks one pump's bedside one thing and waits for the answer, as long as it takes. An error: it cannot be reached.
Result<bedside::v1::Answer> ask_bedside(const Endpoint&, const bedside::v1::Ask&);

}  // namespace ipt
