#include "programmer/report/element.hpp"

#include "common/printable.hpp"

namespace ipt::report {

pugi::xml_node element(pugi::xml_node parent, const char* name) { return parent.append_child(name); }

pugi::xml_node element(pugi::xml_node parent, const char* name, const std::string& text) {
  auto node = element(parent, name);
  put_text(node, text);
  return node;
}

void put_text(pugi::xml_node node, const std::string& text) { node.append_child(pugi::node_pcdata).set_value(printable(text).c_str()); }

void put(pugi::xml_node node, const char* attribute, const std::string& value) { node.append_attribute(attribute).set_value(printable(value).c_str()); }

}  // namespace ipt::report
