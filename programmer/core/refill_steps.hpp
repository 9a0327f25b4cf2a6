#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

/// A refill, in the field's order, as a machine that only keeps account: it forbids nothing, and what was left out or done
/// in another order stands in its record, with what that risks.
namespace ipt {

enum class RefillStep { assess = 1, interrogate, check_syringe, second_person, antisepsis, needle, withdraw, fill, needle_out, program, compare, read_back, watch };

/// Where a sentence comes from: read in a source, assumed, or derived from how this simulated pump computes.
enum class Source { verified, assumed, derived };

struct RefillStepTerms {
  RefillStep step;
  std::string_view name;  ///< for records and machines
  std::string_view what;  ///< to be done, as it is asked for
  std::string_view risk;  ///< of leaving it out
  Source source;          ///< of the risk
};

/// All of them, in order.
std::span<const RefillStepTerms> refill_steps();
const RefillStepTerms& terms_of(RefillStep);
/// By the name of its terms.
std::optional<RefillStep> refill_step_named(std::string_view name);

enum class StepState { not_recorded = 1, done, left_out, out_of_order };
std::string_view name(StepState);

struct StepRecord {
  RefillStep step = RefillStep::assess;
  StepState state = StepState::not_recorded;
  std::optional<RefillStep> after{};  ///< done out of order: only after this one, which comes later in the field's order
  bool operator==(const StepRecord&) const = default;
};

/// "left out: antisepsis. It risks: an infection … [A]". Of a step done in order: its name.
std::string sentence(const StepRecord&);

/// Why the second person is none: a check by two needs two names, whatever the capitals and blanks.
std::optional<Error> second_person_problem(std::string_view first, std::string_view second);

class RefillWorkflow {
 public:
  /// Told step by step, a step that was passed over was left out; told in one, afterwards, it is only not recorded.
  enum class Telling { step_by_step, in_one };
  explicit RefillWorkflow(Telling telling);

  /// The first that is neither done nor left out; nothing when there is none.
  [[nodiscard]] std::optional<RefillStep> next() const;
  /// A step told twice was done the first time. One left out before and done now counts as done.
  void done(RefillStep);
  void left_out(RefillStep);
  /// Done if they are two; an error leaves the step as it was.
  std::optional<Error> second_person(std::string_view first, std::string_view second);
  /// How each step stands, in the field's order.
  [[nodiscard]] std::vector<StepRecord> record() const;

 private:
  StepRecord& of(RefillStep);

  Telling telling_;
  std::vector<StepRecord> steps_;
};

}  // namespace ipt
