#pragma once
#include <pugixml.hpp>

#include "programmer/report/chart.hpp"

namespace ipt::report {

/// Draws the chart as an `svg` element below `parent`: it has a title and a description, is black on white, and names
/// nothing outside itself. `id` makes its own ids unique in the page.
void draw(pugi::xml_node parent, const Chart&, const std::string& id);

}  // namespace ipt::report
