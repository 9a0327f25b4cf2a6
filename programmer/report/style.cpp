#include "programmer/report/style.hpp"

namespace ipt::report {

const char* const style = R"(
:root { color-scheme: light; --ink: #14181d; --soft: #55606c; --hair: #ccd3da; --wash: #f3f5f7; --alert: #8c1d18; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1.75rem 2.5rem; color: var(--ink); background: #fff;
  font: 400 0.9375rem/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0.9rem 0 0.6rem; font-size: 1.75rem; line-height: 1.2; font-weight: 700; letter-spacing: -0.01em; }
h2 { margin: 2.1rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 2px solid var(--ink); font-size: 1.1875rem; line-height: 1.3; }
p { margin: 0.35rem 0; }
.banner { margin: 0; padding: 0.4rem 0.7rem; border: 1.5px solid var(--ink); font-weight: 700; font-size: 0.8125rem; letter-spacing: 0.02em; text-align: center; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1.25rem; margin: 0; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; }
.attention { margin: 0.8rem 0 0; padding: 0.5rem 0.8rem; border: 1px solid var(--alert); border-left-width: 0.5rem; font-weight: 700; color: var(--alert); }
.note { color: var(--soft); font-size: 0.875rem; }
table { width: 100%; margin: 0.6rem 0 0.9rem; border-collapse: collapse; font-size: 0.875rem; }
caption { padding: 0 0 0.3rem; text-align: left; font-weight: 600; }
th, td { padding: 0.28rem 0.75rem 0.28rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--hair); overflow-wrap: anywhere; }
td { min-width: 4rem; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1.5px solid var(--ink); color: var(--soft); font-weight: 600; font-size: 0.8125rem; }
tbody th { font-weight: 400; }
.short { white-space: nowrap; overflow-wrap: normal; }
.marked th, .marked td { font-weight: 700; background: var(--wash); }
figure { margin: 0.7rem 0 0.4rem; break-inside: avoid; }
figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; margin-top: 0.3rem; font: 10.5px "Liberation Sans", Arial, Helvetica, sans-serif; }
svg text { fill: #14181d; stroke: #fff; stroke-width: 3px; paint-order: stroke; }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.axis { stroke: #14181d; stroke-width: 1; }
.grid { stroke: #ccd3da; stroke-width: 0.6; }
.mark { stroke: #55606c; stroke-width: 0.9; stroke-dasharray: 1 2.5; }
.solid, .dashed, .dotted { fill: none; stroke: #0b3d6e; stroke-width: 2; }
.dashed { stroke-width: 1.6; stroke-dasharray: 7 4; }
.dotted { stroke: #14181d; stroke-width: 1.4; stroke-dasharray: 1.5 3; }
svg circle { fill: #fff; stroke: #0b3d6e; stroke-width: 1.6; }
footer { margin-top: 2rem; }
@media screen { section { overflow-x: auto; } }
@media print {
  @page { size: A4; margin: 14mm 15mm 18mm; @bottom-left { content: "SIMULATION, not a medical device, not for clinical use"; font: 700 8pt Arial, sans-serif; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Arial, sans-serif; } }
  :root { --ink: #000; --soft: #333; --hair: #999; --wash: #fff; --alert: #000; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  h2 { margin-top: 1.4rem; break-after: avoid; }
  thead { display: table-header-group; }
  tr, figure, .attention, .whole { break-inside: avoid; }
  caption { break-after: avoid; }
  .solid, .dashed, svg circle { stroke: #000; }
}
)";

}  // namespace ipt::report
