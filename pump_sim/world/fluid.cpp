#include "pump_sim/world/fluid.hpp"

#include <algorithm>
#include <utility>

#include "common/wide.hpp"

namespace ipt {
namespace {

/// In the first `volume` of the batch.
Femtograms mass_before(const Fluid& batch, Nanolitres volume) {
  if (batch.batch_volume.value == 0) return {};
  return Femtograms{multiply_divide(batch.batch_mass.value, volume.value, batch.batch_volume.value)};
}

/// The names that stand in `more` and not yet in `names`, added with " + ".
std::string joined(std::string names, const std::string& more) {
  constexpr const char* plus = " + ";
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

Fluid fluid(std::string drug, Nanolitres volume, Concentration concentration) {
  return {std::move(drug), volume, Femtograms{volume.value * concentration.value}, Nanolitres{0}, volume};
}

Nanolitres volume(const Fluid& stretch) { return stretch.to - stretch.from; }

Amount amount(const Fluid& stretch) {
  return {volume(stretch), mass_before(stretch, stretch.to) - mass_before(stretch, stretch.from)};
}

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
  return {joined(a.drug, b.drug), both.volume, both.mass, Nanolitres{0}, both.volume};
}

void pour(const Fluid& out, Fluid& pool) {
  Amount both = amount(pool);
  both += amount(out);
  pool = {volume(pool).value == 0 ? out.drug : joined(pool.drug, out.drug), both.volume, both.mass, Nanolitres{0}, both.volume};
}

bool follows(const Fluid& first, const Fluid& next) {
  return first.to == next.from && first.batch_volume == next.batch_volume && first.batch_mass == next.batch_mass &&
         first.drug == next.drug;
}

bool is_sound(const Fluid& stretch) {
  return stretch.from.value >= 0 && stretch.from <= stretch.to && stretch.to <= stretch.batch_volume &&
         stretch.batch_mass.value >= 0 && (stretch.batch_volume.value > 0 || stretch.batch_mass.value == 0);
}

}  // namespace ipt
