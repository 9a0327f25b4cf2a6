#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "programmer/core/clinic.hpp"

namespace ipt {

/// One record by RFC 4180, ended by CRLF: what holds a comma, a quote or a line's end stands in quotes, a quote twice.
std::string csv_record(std::span<const std::string> fields);

/// A table of the register as a file: its name, and its content with a line of headings. Volumes in nL, doses in ng, days
/// and times as ISO 8601 of the pump's own calendar; nothing stands for what is not known.
struct CsvFile {
  std::string name;
  std::string content;
};
std::vector<CsvFile> csv_files(const ClinicRegister&);

}  // namespace ipt
