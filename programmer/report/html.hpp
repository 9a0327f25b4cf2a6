#pragma once
#include <string>

#include "programmer/report/document.hpp"

namespace ipt::report {

/// The report as one HTML file that needs nothing else: no script, nothing from elsewhere, and a policy that forbids both.
std::string html_of(const Document&);

/// As in RFC 4648, with padding: what a content security policy calls a style by.
std::string base64(std::string_view bytes);

}  // namespace ipt::report
