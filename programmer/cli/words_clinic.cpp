// The clinic's register at the command line.
#include "common/printable.hpp"
#include "common/shell/command_line.hpp"
#include "programmer/cli/subcommand.hpp"

namespace ipt {
namespace {

/// A patient's or a person's: it stands in tables beside others.
CLI::Option* must_be_name(CLI::Option* option) {
  return must_be_text(option)->check([](const std::string& text) {
    return is_plain_name(text) && text.size() <= 100 ? std::string() : std::string("a name has at most 100 bytes, no control characters and no two blanks in a row");
  });
}

void add_patient_option(CLI::App* app, Words& words) { must_be_name(app->add_option("NAME", words.clinic.name, "Of the patient, as the register has it. Made-up patients only"))->required(); }
void add_today(CLI::App* app, Words& words) { app->add_option("--today", words.clinic.today, "Such as 2026-04-01. Default: the newest pump time seen, never this machine's clock"); }

void add_entries(CLI::App& clinic, Words& words) {
  auto* add = group(clinic, "add", "Enter something into the register");
  auto* patient = command(add, "patient", "A made-up patient", "clinic add patient", words);
  add_patient_option(patient, words);
  patient->add_option("--insurance", words.clinic.insurance, "verified or pending")->check(CLI::IsMember({"verified", "pending"}))->capture_default_str();
  add_examples(*patient, {{"programmer clinic add patient 'Ada Invented'", ""}, {"programmer clinic add patient 'Ada Invented' --insurance verified", ""}});
  auto* pump = command(add, "pump", "Whose a pump is", "clinic add pump", words);
  must_be_name(pump->add_option("SERIAL", words.clinic.serial, "As the pump says it"))->required();
  must_be_name(pump->add_option("--patient", words.clinic.name, "Whose it is"))->required();
  must_be_name(pump->add_option("--profile", words.clinic.profile, "Its kind, such as ipt-20; a pump that is read tells it itself"));
  pump->add_option("--implanted", words.clinic.implanted, "The day, such as 2026-01-01");
  add_examples(*pump, {{"programmer clinic add pump ipt-20-0001 --patient 'Ada Invented' --implanted 2026-01-01", ""}});
  auto* prescription = command(add, "prescription", "What was prescribed, from a day on", "clinic add prescription", words);
  add_patient_option(prescription, words);
  must_be_name(prescription->add_option("--drug", words.drug, "Such as baclofen"))->required();
  prescription->add_option("--concentration", words.concentration, "Such as 2000mcg/mL")->required();
  prescription->add_option("--dose", words.dose, "A day, such as 120mcg/day")->required();
  prescription->add_option("--group", words.clinic.group, "By which doses are judged: spinal, cerebral or child")->required()->check(CLI::IsMember({"spinal", "cerebral", "child"}));
  must_be_name(prescription->add_option("--prescriber", words.clinic.prescriber, "Who prescribed it"))->required();
  prescription->add_option("--from", words.clinic.from, "The day, such as 2026-01-01")->required();
  add_examples(*prescription, {{"programmer clinic add prescription 'Ada Invented' --drug baclofen --concentration 2000mcg/mL --dose 120mcg/day --group child --prescriber 'Dr Fiction' --from 2026-01-01", ""}});
  auto* appointment = command(add, "appointment", "When somebody comes", "clinic add appointment", words);
  add_patient_option(appointment, words);
  appointment->add_option("--at", words.clinic.at, "Such as 2026-04-02T09:30")->required();
  must_be_name(appointment->add_option("--for", words.clinic.what, "What for"))->capture_default_str();
  add_examples(*appointment, {{"programmer clinic add appointment 'Ada Invented' --at 2026-04-02T09:30", "for a refill"}});
  add_examples(*add, {{"programmer clinic add patient 'Ada Invented'", ""}, {"programmer clinic add pump ipt-20-0001 --patient 'Ada Invented'", ""}});
}

}  // namespace

void add_clinic(CLI::App& app, Words& words) {
  auto* clinic = group(app, "clinic", "The clinic's register: made-up patients, pumps, prescriptions, refills, who is due");
  add_entries(*clinic, words);
  auto* insurance = command(clinic, "insurance", "Whether it has been verified: a line on the clinic's list, not on the pump", "clinic insurance", words);
  add_patient_option(insurance, words);
  insurance->add_option("STATE", words.clinic.insurance, "verified or pending")->required()->check(CLI::IsMember({"verified", "pending"}));
  add_examples(*insurance, {{"programmer clinic insurance 'Ada Invented' verified", ""}});
  auto* watched = command(clinic, "watched", "Note that the patient was watched for 30 to 60 minutes after the newest refill", "clinic watched", words);
  add_patient_option(watched, words);
  add_examples(*watched, {{"programmer clinic watched 'Ada Invented'", ""}});
  auto* due = command(clinic, "due", "Who has to come, the longest overdue first", "clinic due", words);
  due->add_option("--within", words.clinic.within, "Days from today on, such as 14d")->capture_default_str();
  add_today(due, words);
  add_examples(*due, {{"programmer clinic due --within 14d", ""}, {"programmer --json clinic due --within 30d --today 2026-04-01", "for a program"}});
  auto* show = command(clinic, "show", "All of one patient: pump, prescriptions, refills with their trend, appointments", "clinic show", words);
  must_be_name(show->add_option("NAME", words.clinic.name, "Of the patient, or a pump's serial number"))->required();
  add_examples(*show, {{"programmer clinic show 'Ada Invented'", ""}, {"programmer clinic show ipt-20-0001", "a pump, whoever's it is"}});
  auto* out = command(clinic, "export", "The whole register, as files that only you can read", "clinic export", words);
  auto* csv = out->add_option("--csv", words.clinic.csv_folder, "Into this folder, a file each table (RFC 4180)");
  out->add_option("--json", words.clinic.json_file, "Into this file")->excludes(csv);
  add_examples(*out, {{"programmer clinic export --csv tables", ""}, {"programmer clinic export --json register.json", ""}});
  auto* demo = command(clinic, "demo", "Enter a few invented patients, to try the register on", "clinic demo", words);
  add_today(demo, words);
  add_examples(*demo, {{"programmer --records demo clinic demo", "into a folder of its own"}, {"programmer --records demo clinic due --within 30d", ""}});
  add_examples(*clinic, {{"programmer clinic demo", "a few invented patients"}, {"programmer clinic due --within 30d", ""}, {"programmer clinic show 'Ada Invented'", ""}});
}

}  // namespace ipt
