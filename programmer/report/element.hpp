#pragma once
#include <pugixml.hpp>
#include <string>

namespace ipt::report {

/// A new element below `parent`, last. With text: put_text().
pugi::xml_node element(pugi::xml_node parent, const char* name);
pugi::xml_node element(pugi::xml_node parent, const char* name, const std::string& text);
/// The one way by which a text gets into a page: control characters and what is no UTF-8 stand as `\x1b`, and the document
/// writes `<`, `&` and the like as text.
void put_text(pugi::xml_node, const std::string& text);
/// Likewise for an attribute, its quotes included.
void put(pugi::xml_node, const char* attribute, const std::string& value);

}  // namespace ipt::report
