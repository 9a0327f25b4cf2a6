#include "programmer/report/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/amount_text.hpp"
#include "common/check.hpp"
#include "common/wide.hpp"
#include "programmer/report/element.hpp"
#include "programmer/report/labels.hpp"

namespace ipt::report {
namespace {

// In tenths of the picture's unit, from its upper left corner:
//
//   +----------------------------------------------+
//   |  y label      lanes of the marks' labels     |  lane each
//   | tick +------------------------------------+  |
//   |      |                plot                |  |  plot_height
//   | tick +------------------------------------+  |
//   |      tick         tick          tick         |
//   |      legend                                  |  lane each row
//   +----------------------------------------------+
constexpr int width = 7'200, plot_height = 1'700, left = 620, right = 150, lane = 150, below = 240, letter = 58;
constexpr int plot_right = width - right;
constexpr int most_lanes = 5;

std::string place(std::int64_t tenths) { return decimal_text(tenths, 1); }

/// Where a value stands between two places; what lies beyond the axis stands at its end.
std::int64_t between(std::int64_t value, const Axis& axis, std::int64_t from, std::int64_t to) {
  IPT_CHECK(axis.low < axis.high);
  const std::int64_t inside = std::clamp(value, axis.low, axis.high);
  return from + static_cast<std::int64_t>((static_cast<Wide>(inside) - axis.low) * (to - from) / (static_cast<Wide>(axis.high) - axis.low));
}

const char* name_of(Stroke stroke) {
  switch (stroke) {
    case Stroke::solid: return "solid";
    case Stroke::dashed: return "dashed";
    case Stroke::dotted: return "dotted";
  }
  return "solid";
}

class Drawing {
 public:
  Drawing(pugi::xml_node parent, const Chart& chart, const std::string& id) : chart_(chart), svg_(element(parent, "svg")) {
    std::ranges::stable_sort(marks_, {}, &Mark::x);
    std::vector<Label> labels;
    for (const auto& mark : marks_) labels.push_back({static_cast<int>(across(mark.x)), length_of(mark.label) * letter + 60});
    lanes_ = lanes_for(labels, most_lanes);
    const int lanes = lanes_.empty() ? 0 : *std::ranges::max_element(lanes_) + 1;
    top_ = 2 * lane + lanes * lane;
    bottom_ = top_ + plot_height;
    put(svg_, "viewBox", fmt::format("0 0 {} {}", place(width), place(bottom_ + below + legend_rows() * lane + 40)));
    put(svg_, "role", "img");
    put(svg_, "aria-labelledby", fmt::format("{0}-title {0}-description", id));
    put(element(svg_, "title", chart.title), "id", id + "-title");
    put(element(svg_, "desc", chart.description), "id", id + "-description");
  }

  void draw() {
    frame();
    marks();
    for (const auto& line : chart_.lines) this->line(line);
    legend();
  }

 private:
  [[nodiscard]] std::int64_t across(std::int64_t x) const { return between(x, chart_.x, left, plot_right); }
  [[nodiscard]] std::int64_t up(std::int64_t y) const { return between(y, chart_.y, bottom_, top_); }

  void straight(const char* kind, std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2) {
    auto node = element(svg_, "line");
    put(node, "class", kind);
    put(node, "x1", place(x1));
    put(node, "y1", place(y1));
    put(node, "x2", place(x2));
    put(node, "y2", place(y2));
  }

  void text(const char* anchor, std::int64_t x, std::int64_t y, const std::string& what) {
    auto node = element(svg_, "text", what);
    put(node, "x", place(x));
    put(node, "y", place(y));
    put(node, "class", anchor);
  }

  void frame() {
    text("start", 0, lane - 40, chart_.y.label);
    for (const auto& tick : chart_.y.ticks) {
      straight(tick.at == chart_.y.low ? "axis" : "grid", left, up(tick.at), plot_right, up(tick.at));
      text("end", left - 60, up(tick.at) + 40, tick.label);
    }
    straight("axis", left, top_, left, bottom_);
    for (const auto& tick : chart_.x.ticks) {
      straight("axis", across(tick.at), bottom_, across(tick.at), bottom_ + 50);
      const int half = length_of(tick.label) * letter / 2;
      const char* anchor = across(tick.at) + half > width ? "end" : "middle";
      text(anchor, anchor[0] == 'e' ? plot_right : across(tick.at), bottom_ + 180, tick.label);
    }
  }

  void marks() {
    for (std::size_t i = 0; i < marks_.size(); ++i) {
      const auto x = across(marks_[i].x);
      const auto lane_top = lanes_[i] < 0 ? top_ : top_ - 40 - lanes_[i] * lane;
      straight("mark", x, lane_top, x, bottom_);
      if (lanes_[i] < 0) continue;
      const int half = length_of(marks_[i].label) * letter / 2;
      text("middle", std::clamp<std::int64_t>(x, half, width - half), lane_top - 30, marks_[i].label);
    }
  }

  void line(const Line& line) {
    std::string path;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      const auto x = across(line.points[i].x), y = up(line.points[i].y);
      if (i == 0) path = fmt::format("M{} {}", place(x), place(y));
      else if (line.is_stepped) path += fmt::format("H{}V{}", place(x), place(y));
      else path += fmt::format("L{} {}", place(x), place(y));
    }
    if (path.empty()) return;
    auto node = element(svg_, "path");
    put(node, "class", name_of(line.stroke));
    put(node, "d", path);
    if (!line.has_dots) return;
    for (const auto& point : line.points) {
      auto dot = element(svg_, "circle");
      put(dot, "cx", place(across(point.x)));
      put(dot, "cy", place(up(point.y)));
      put(dot, "r", "2.8");
    }
  }

  /// Calls with each line's place, left to right, row by row; says how many rows there are.
  template <class Put>
  int lay_out_legend(Put put_entry) const {
    int x = left, row = 0;
    for (const auto& entry : chart_.lines) {
      const int wide = 420 + length_of(entry.name) * letter;
      if (x > left && x + wide > plot_right) x = left, ++row;
      put_entry(entry, x, row);
      x += wide + 150;
    }
    return chart_.lines.empty() ? 0 : row + 1;
  }
  [[nodiscard]] int legend_rows() const {
    return lay_out_legend([](const Line&, int, int) {});
  }
  void legend() {
    lay_out_legend([&](const Line& entry, int x, int row) {
      const int y = bottom_ + below + row * lane + 80;
      straight(name_of(entry.stroke), x, y, x + 340, y);
      text("start", x + 420, y + 40, entry.name);
    });
  }

  const Chart& chart_;
  pugi::xml_node svg_;
  std::vector<Mark> marks_ = chart_.marks;
  std::vector<int> lanes_;
  int top_ = 0, bottom_ = 0;
};

}  // namespace

void draw(pugi::xml_node parent, const Chart& chart, const std::string& id) { Drawing(parent, chart, id).draw(); }

}  // namespace ipt::report
