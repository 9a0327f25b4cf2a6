#include "pump_sim/world/fluid.hpp"

#include <algorithm>
#include <utility>

#include "common/wide.hpp"

namespace ipt {
namespace {

constexpr const char* plus = " + ";

/// In the first `volume` of the batch, of a mass that the whole batch has.
Femtograms mass_before(const Fluid& batch, Femtograms mass, Nanolitres volume) {
  if (batch.batch_volume.value == 0) return {};
  return Femtograms{multiply_divide(mass.value, volume.value, batch.batch_volume.value)};
}

Femtograms part_of(const Fluid& stretch, Femtograms mass) { return mass_before(stretch, mass, stretch.to) - mass_before(stretch, mass, stretch.from); }

/// The names that stand in `more` and not yet in `names`, added with " + ".
std::string joined(std::string names, const std::string& more) {
  const auto knows = [&](const std::string& name) { return (plus + names + plus).find(plus + name + plus) != std::string::npos; };
  for (std::size_t begin = 0; begin <= more.size();) {
    const std::size_t end = std::min(more.find(plus, begin), more.size());
    const std::string name = more.substr(begin, end - begin);
    if (!knows(name)) names += plus + name;
    begin = end + 3;
  }
  return names;
}

}  // namespace

bool is_baclofen(std::string_view drug) {
  constexpr std::string_view name = "baclofen";
  for (;;) {
    const auto end = drug.find(plus);
    const auto one = drug.substr(0, end);
    if (one == name || (one.starts_with(name) && one[name.size()] == '-')) return true;
    if (end == std::string_view::npos) return false;
    drug.remove_prefix(end + std::string_view(plus).size());
  }
}

Fluid fluid(std::string drug, Nanolitres volume, Concentration concentration) {
  const Femtograms mass{volume.value * concentration.value};
  const Femtograms acting = is_baclofen(drug) ? mass : Femtograms{};
  return {std::move(drug), volume, mass, Nanolitres{0}, volume, acting};
}

Nanolitres volume(const Fluid& stretch) { return stretch.to - stretch.from; }

Amount amount(const Fluid& stretch) {
  return {volume(stretch), part_of(stretch, stretch.batch_mass)};
}

Femtograms acting(const Fluid& stretch) { return part_of(stretch, stretch.batch_acting); }

Fluid take(Fluid& from, Nanolitres wanted) {
  IPT_CHECK(wanted.value >= 0 && wanted <= volume(from));
  Fluid taken = from;
  taken.to = taken.from + wanted;
  from.from = taken.to;
  return taken;
}

Fluid mixed(const Fluid& a, const Fluid& b) {
  if (volume(a).value == 0) return b;
  if (volume(b).value == 0) return a;
  Amount both = amount(a);
  both += amount(b);
  return {joined(a.drug, b.drug), both.volume, both.mass, Nanolitres{0}, both.volume, acting(a) + acting(b)};
}

void pour(const Fluid& out, Fluid& pool) {
  Amount both = amount(pool);
  both += amount(out);
  pool = {volume(pool).value == 0 ? out.drug : joined(pool.drug, out.drug), both.volume, both.mass, Nanolitres{0}, both.volume, acting(pool) + acting(out)};
}

bool follows(const Fluid& first, const Fluid& next) {
  return first.to == next.from && first.batch_volume == next.batch_volume && first.batch_mass == next.batch_mass &&
         first.batch_acting == next.batch_acting && first.drug == next.drug;
}

bool is_sound(const Fluid& stretch) {
  constexpr Femtograms of_rounding{1'000'000};  // each batch that was stirred in may add one
  return stretch.from.value >= 0 && stretch.from <= stretch.to && stretch.to <= stretch.batch_volume &&
         stretch.batch_mass.value >= 0 && stretch.batch_acting.value >= 0 && stretch.batch_acting <= stretch.batch_mass + of_rounding && (stretch.batch_volume.value > 0 || stretch.batch_mass.value == 0);
}

}  // namespace ipt
