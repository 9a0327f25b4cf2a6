#pragma once
#include <boost/json.hpp>

#include "common/shell/web_messages.hpp"
#include "programmer/cli/visit.hpp"

/// What a page asks of the pump without changing therapy. Each is one visit of its own, and blocks until the pump has answered.
namespace ipt {

/// The fields of the answer, or why there are none.
using Inquiry = std::function<Result<boost::json::object, Failure>(const Words&)>;

/// Nothing: the verb is no inquiry. An error: it is, and the ask lacks something, in a sentence.
std::optional<Result<Inquiry>> inquiry_of(const WebAsk&);

/// In one line, as a page shows it.
std::string line_of(const Problem&);

}  // namespace ipt
