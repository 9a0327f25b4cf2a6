#include "programmer/console/assets.hpp"

#include <algorithm>

namespace ipt {
namespace {

/// Where each file of the page is found, and as what.
constexpr struct {
  std::string_view name, path, content_type;
} places[] = {
    {"learner.html", "/", "text/html; charset=utf-8"},
    {"learner.css", "/learner.css", "text/css; charset=utf-8"},
    {"learner.js", "/learner.js", "text/javascript; charset=utf-8"},
};

}  // namespace

std::vector<WebAsset> learner_assets() {
  std::vector<WebAsset> assets;
  for (const auto& [name, path, content_type] : places) {
    const auto file = std::ranges::find(embedded_page(), name, &EmbeddedFile::name);
    if (file != embedded_page().end()) assets.push_back({path, content_type, file->text});
  }
  return assets;
}

}  // namespace ipt
