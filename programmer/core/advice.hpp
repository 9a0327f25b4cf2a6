#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "programmer/core/clinical_figures.hpp"

namespace ipt {

/// One line of dosing help. It forbids nothing. `name` is stable, for programs; a caution is what to think about first.
struct Advice {
  std::string name;
  bool is_caution = false;
  std::string text;
  std::string reason;  ///< may be empty
  Basis basis = Basis::computed;
  std::string source;
  bool operator==(const Advice&) const = default;
};

/// Lines of advice, each with its reason and its source.
struct Advised {
  std::vector<Advice> lines;

  void say(const char* name, std::string text, const ClinicalFigure&);
  void caution(const char* name, std::string text, const ClinicalFigure&);
  /// What follows from what was given: `how` says by which arithmetic.
  void compute(const char* name, std::string text, const char* how);
  void caution_computed(const char* name, std::string text, const char* reason, const char* how);

  [[nodiscard]] const Advice* find(const std::string& name) const;
};

/// Cautions if the pump would refuse this flow, with the dose and the concentration that it would take instead. `when` is
/// when it would flow so, such as "during the bridge"; it may be empty. Says nothing if the flow is in range.
void check_flow(Advised&, DoseRate, Concentration, const PumpFigures&, const std::string& when);

/// Amounts beyond any pump's and any patient's are no clinical matter but a slip: the error says the most that is taken.
/// Within these the arithmetic of dosing help is exact.
std::optional<Error> no_slip(DoseRate);
std::optional<Error> no_slip(Nanograms);
std::optional<Error> no_slip(Concentration);
std::optional<Error> no_slip(Nanolitres);
std::optional<Error> no_slip(Milliseconds);

}  // namespace ipt
