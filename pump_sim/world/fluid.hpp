#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "common/units.hpp"

namespace ipt {

/// Mass inside the world: nanolitres × ng/mL, so that nothing is rounded. A million to the nanogram.
using Femtograms = Quantity<struct FemtogramUnit>;

/// How much of something: a volume and the drug in it.
struct Amount {
  Nanolitres volume;
  Femtograms mass;
  bool operator==(const Amount&) const = default;
  Amount& operator+=(const Amount& other) {
    volume += other.volume;
    mass += other.mass;
    return *this;
  }
};

/// A stretch [from, to) of one well-mixed batch. The mass of the first v of a batch is floor(mass × v ÷ volume); a
/// stretch has the difference between its two ends, so however a batch is cut, the pieces add up to it exactly.
struct Fluid {
  std::string drug;
  Nanolitres batch_volume;
  Femtograms batch_mass;
  Nanolitres from;
  Nanolitres to;
  Femtograms batch_acting;  ///< of the batch's mass, what acts on a patient here: baclofen
  bool operator==(const Fluid&) const = default;
};

/// Whether the mass of a fluid of that name is baclofen's: alone, diluted, or in a mixture of the drug files, whose
/// concentration is that of the drug whose name comes first ("baclofen-morphine").
bool is_baclofen(std::string_view drug);
Fluid fluid(std::string drug, Nanolitres volume, Concentration concentration);
Nanolitres volume(const Fluid&);
Amount amount(const Fluid&);
Femtograms acting(const Fluid&);
/// Cuts off the first `volume` of it.
Fluid take(Fluid& from, Nanolitres volume);
/// Stirred together: a new batch. Different drugs give a name such as "baclofen + saline".
Fluid mixed(const Fluid& a, const Fluid& b);
/// Stirred into what lies there. However it is cut before, what lies there afterwards is the same.
void pour(const Fluid& out, Fluid& pool);
/// Whether `next` is the same batch and begins where `first` ends.
bool follows(const Fluid& first, const Fluid& next);
bool is_sound(const Fluid&);

}  // namespace ipt
