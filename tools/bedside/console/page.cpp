#include "tools/bedside/console/page.hpp"

namespace ipt {

std::span<const WebAsset> console_page() {
  static constexpr WebAsset files[] = {{"/", "text/html; charset=utf-8",
                                        "<!doctype html><html lang=en><title>Instructor</title><h1>SIMULATION &ndash; not a medical device</h1>"
                                        "<p>The instructor's console answers at <code>/link</code>, the learner's hands at <code>/hands</code>.</p></html>"}};
  return files;
}

}  // namespace ipt
