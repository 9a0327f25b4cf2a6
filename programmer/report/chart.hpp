#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// What a chart shows, before it has a form. Numbers are whole, in any one unit an axis.
namespace ipt::report {

struct Tick {
  std::int64_t at = 0;
  std::string label;
  bool operator==(const Tick&) const = default;
};

struct Axis {
  std::string label;
  std::int64_t low = 0;
  std::int64_t high = 1;  ///< above low
  std::vector<Tick> ticks;
};

struct Point {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

/// Told apart on black and white paper: never by colour alone.
enum class Stroke { solid, dashed, dotted };

struct Line {
  std::string name;  ///< as the legend says it
  Stroke stroke = Stroke::solid;
  bool is_stepped = false;  ///< each value holds until the next one
  bool has_dots = false;    ///< each point is a reading, and shown as one
  std::vector<Point> points;
};

/// An instant, drawn from bottom to top with its label above.
struct Mark {
  std::int64_t x = 0;
  std::string label;
};

/// It stands beside a table with the same values, so whoever does not see it misses nothing.
struct Chart {
  std::string title;
  std::string description;  ///< what it shows, in a sentence
  Axis x;
  Axis y;
  std::vector<Line> lines;
  std::vector<Mark> marks;
};

}  // namespace ipt::report
