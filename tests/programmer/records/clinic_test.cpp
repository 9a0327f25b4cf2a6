#include "programmer/records/clinic.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "programmer/records/records.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ipt;
using std::chrono::days;

namespace {

ReadStatus a_status(int day) {
  return {PumpClock(days(day)), Mode::flex, "baclofen", 2000_ug_per_mL, 120_ug, 9_mL, 1'400_uL, PumpDay(days(day + 40)), DateAbsent::no_flow};
}

RegisteredRefill a_refill(std::uint8_t number, int day) {
  RegisteredRefill refill{OperationId{number}, "p", PumpClock(days(day)), 5_mL, 4_mL, 20_mL, "baclofen", 2000_ug_per_mL, "B-1", PumpDay(days(900)), "Ann", "Bo", "", {}};
  refill.steps = {{RefillStep::assess, StepState::left_out, {}}, {RefillStep::needle, StepState::out_of_order, RefillStep::fill}};
  return refill;
}

}  // namespace

TEST_CASE("what was written into the register is read from it by the next programmer, each field as it was") {
  const TemporaryFolder folder;
  const Prescription prescription{"A", PumpDay(days(9)), "baclofen", 500_ug_per_mL, 90_ug_per_day, PatientGroup::cerebral, "Dr X"};
  const Appointment later{"A", PumpClock(days(30)), "check"}, sooner{"A", PumpClock(days(20)), "refill"};
  {
    auto clinic = Clinic::open(folder.path() / "records");
    REQUIRE(clinic.has_value());
    CHECK_FALSE(clinic->add(Patient{"A", false}));
    CHECK_FALSE(clinic->add(Patient{"B", true}));
    CHECK_FALSE(clinic->set_insurance("A", true));
    CHECK_FALSE(clinic->add(prescription));
    CHECK_FALSE(clinic->add(later));
    CHECK_FALSE(clinic->add(sooner));
    CHECK_FALSE(clinic->give({"p", "ipt-20", PumpDay(days(3)), "A", {}}));
    CHECK_FALSE(clinic->read("q", "ipt-40", a_status(11)));
    CHECK_FALSE(clinic->keep(a_refill(2, 12)));
    CHECK_FALSE(clinic->keep(a_refill(1, 8)));
  }
  const auto all = Clinic::open(folder.path() / "records")->all();
  REQUIRE(all.has_value());
  CHECK(all->patients == std::vector<Patient>{{"A", true}, {"B", true}});
  CHECK(all->prescriptions == std::vector{prescription});
  CHECK(all->appointments == std::vector{sooner, later});
  CHECK(all->pumps == std::vector<RegisteredPump>{{"p", "ipt-20", PumpDay(days(3)), "A", {}}, {"q", "ipt-40", {}, "", a_status(11)}});
  CHECK(all->refills == std::vector{a_refill(1, 8), a_refill(2, 12)});
}

TEST_CASE("a pump that was read belongs to whom it belonged, and one that is given away keeps what was read of it") {
  const TemporaryFolder folder;
  auto clinic = Clinic::open(folder.path() / "records");
  CHECK_FALSE(clinic->add(Patient{"A", true}));
  CHECK_FALSE(clinic->add(Patient{"B", true}));
  CHECK_FALSE(clinic->give({"p", "", PumpDay(days(3)), "A", {}}));
  CHECK_FALSE(clinic->read("p", "ipt-20", a_status(10)));
  CHECK_FALSE(clinic->read("p", "ipt-20", a_status(9)));  // the pump's clock was set back: the newest reading counts
  CHECK_FALSE(clinic->give({"p", "", {}, "B", {}}));
  CHECK(clinic->all()->pumps == std::vector<RegisteredPump>{{"p", "ipt-20", PumpDay(days(3)), "B", a_status(9)}});
}

TEST_CASE("a refill is written before it is sent and again when it is known how it ended: it stays one, with its steps") {
  const TemporaryFolder folder;
  auto clinic = Clinic::open(folder.path() / "records");
  auto refill = a_refill(1, 8);
  CHECK_FALSE(clinic->keep(refill));
  CHECK_FALSE(clinic->all()->refills.front().is_done());
  refill.outcome = "done";
  refill.steps.push_back({RefillStep::read_back, StepState::done, {}});
  CHECK_FALSE(clinic->keep(refill));
  CHECK_FALSE(clinic->keep(a_refill(2, 9)));
  CHECK_FALSE(clinic->settle({2}, "not_done"));
  const auto all = clinic->all();
  REQUIRE(all->refills.size() == 2);
  CHECK(all->refills.front() == refill);
  CHECK(all->refills.back().outcome == "not_done");
}

TEST_CASE("the step of programming stands as the refill's outcome has it, the others as they were") {
  const TemporaryFolder folder;
  auto clinic = Clinic::open(folder.path() / "records");
  auto refill = a_refill(1, 8);
  refill.steps.push_back({RefillStep::program, StepState::not_recorded, {}});
  auto other = a_refill(2, 9);
  other.steps.push_back({RefillStep::program, StepState::not_recorded, {}});
  CHECK_FALSE(clinic->keep(refill));
  CHECK_FALSE(clinic->keep(other));
  for (const auto& [outcome, state] : {std::pair("not_done", StepState::left_out), {"interrupted", StepState::left_out}, {"", StepState::not_recorded}, {"done", StepState::done}}) {
    CHECK_FALSE(clinic->settle({1}, outcome));
    refill.outcome = outcome;
    refill.steps.back().state = state;
    CHECK(clinic->all()->refills == std::vector{refill, other});
  }
}

TEST_CASE("a refill given up before anything came out or went in has no volumes, and no part in the trend") {
  const TemporaryFolder folder;
  auto clinic = Clinic::open(folder.path() / "records");
  auto refill = a_refill(1, 8);
  refill.outcome = given_up;
  refill.withdrawn.reset();
  refill.filled.reset();
  CHECK_FALSE(clinic->keep(refill));
  const auto all = clinic->all();
  CHECK(all->refills == std::vector{refill});
  CHECK_FALSE(all->refills.front().discrepancy().has_value());
  CHECK(discrepancies_of(*all, "p").empty());
  refill.withdrawn = 0_mL;  // nothing came: that is a figure
  CHECK_FALSE(clinic->keep(refill));
  CHECK(clinic->all()->refills.front().discrepancy() == Nanolitres(-5'000'000));
}

TEST_CASE("nothing is registered for a patient who is not there, and no patient twice") {
  const TemporaryFolder folder;
  auto clinic = Clinic::open(folder.path() / "records");
  CHECK_FALSE(clinic->add(Patient{"A", true}));
  CHECK(clinic->add(Patient{"A", false}).has_value());
  CHECK(clinic->give({"p", "", {}, "nobody", {}}).has_value());
  CHECK(clinic->add(Appointment{"nobody", PumpClock(), "refill"}).has_value());
  CHECK(clinic->all()->pumps.empty());
  CHECK(clinic->all()->patients == std::vector<Patient>{{"A", true}});
}

TEST_CASE("the register is its owner's only and lies apart from the programmer's records, which it leaves as they are") {
  const TemporaryFolder folder;
  const auto records = folder.path() / "records";
  REQUIRE(Records::open(records).has_value());
  const std::string before = bytes_of_file(records / "programmer.db");
  ::umask(0077);
  auto clinic = Clinic::open(records);
  CHECK_FALSE(clinic->add(Patient{"A", true}));
  CHECK(bytes_of_file(records / "programmer.db") == before);
  struct stat kept{};
  REQUIRE(::stat((records / "clinic.db").c_str(), &kept) == 0);
  CHECK((kept.st_mode & 0777) == 0600);
}

TEST_CASE("a register of another program, of a newer version, emptied or damaged is refused and left as it is") {
  const TemporaryFolder folder;
  REQUIRE(Clinic::open(folder.path() / "records").has_value());
  const auto file = folder.path() / "records" / "clinic.db";
  const auto refused = [&] {
    const std::string before = bytes_of_file(file);
    const auto opened = Clinic::open(folder.path() / "records");
    CHECK_FALSE(opened.has_value());
    CHECK(bytes_of_file(file) == before);
    return opened.has_value() ? std::string() : opened.error().text;
  };
  const auto run = [&](const char* text) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(execute(database, text) == SQLITE_OK);
    sqlite3_close(database);
  };
  run("PRAGMA user_version = 99");
  CHECK(refused().find("newer") != std::string::npos);
  run("PRAGMA user_version = 1; DROP TABLE step");
  CHECK(refused().find("its tables are not as they were made") != std::string::npos);
  run("PRAGMA application_id = 1");
  CHECK(refused().find("another program") != std::string::npos);
  std::ofstream(file, std::ios::trunc) << std::string(4'096, 'x');
  CHECK(refused().find("damaged") != std::string::npos);
  std::ofstream(file, std::ios::trunc) << "";
  CHECK(refused().find("is empty") != std::string::npos);
}
