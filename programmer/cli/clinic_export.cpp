// The whole register, as files.
#include <fmt/format.h>

#include <filesystem>

#include "common/shell/command_line.hpp"
#include "common/shell/files.hpp"
#include "common/shell/json.hpp"
#include "common/shell/printing.hpp"
#include "programmer/cli/change_command.hpp"
#include "programmer/cli/clinic_desk.hpp"
#include "programmer/cli/commands.hpp"
#include "programmer/records/csv.hpp"

namespace ipt {
namespace {

namespace json = boost::json;

json::object json_of(const ClinicRegister& all) {
  json::object out{{"notice", made_up_notice}};
  auto& patients = out["patients"].emplace_array();
  for (const auto& patient : all.patients) patients.push_back(ipt::json_of(patient, all));
  auto& pumps = out["pumps_of_nobody"].emplace_array();
  for (const auto& pump : all.pumps) {
    if (pump.patient.empty()) pumps.push_back(ipt::json_of(pump, all));
  }
  return out;
}

Failure unwritten(const std::string& why) { return {exit_unwritten, {why, "The register is as it was; the export is missing or not whole.", "Name a place that can be written to."}}; }

}  // namespace

int export_clinic(const Words& words) {
  const auto& [folder, file] = std::tie(words.clinic.csv_folder, words.clinic.json_file);
  if (folder.empty() && file.empty()) return fail(words, {exit_usage, {"an export needs to know where to and how", "Nothing was written.", "Give --csv FOLDER or --json FILE."}});
  Desk desk(words);
  if (auto failure = desk.open()) return fail(words, *failure);
  std::vector<CsvFile> files;
  if (file.empty()) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(words, unwritten(fmt::format("the folder '{}' cannot be made: {}", folder, error.message())));
    for (auto& table : csv_files(desk.all())) files.push_back({(std::filesystem::path(folder) / table.name).string(), std::move(table.content)});
  } else {
    files.push_back({file, json_indented(json_of(desk.all())) + "\n"});
  }
  json::array written;
  for (const auto& [path, content] : files) {
    if (auto error = write_file_atomically(path, content)) return fail(words, unwritten(error->text));
    written.push_back(json::value(path));
    if (!words.json) print_out("{}\n", path);
  }
  if (words.json) print_json(json::object{{"written", std::move(written)}});
  else print_out("{}\n", made_up_notice);
  return exit_done;
}

}  // namespace ipt
