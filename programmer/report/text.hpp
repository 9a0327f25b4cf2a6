#pragma once
#include <string>

#include "programmer/report/document.hpp"

namespace ipt::report {

/// The report in plain text, for a terminal or for paper: the same content, the charts as their tables. Control characters
/// are escaped.
std::string text_of(const Document&);

}  // namespace ipt::report
