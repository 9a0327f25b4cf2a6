# Writes a C++ file that holds one page: PAGE.html as "/", and its script and style. At build time:
#   cmake -DOUTPUT=x.cpp -DFOLDER=bundles -DPAGE=learner -P embed_page.cmake
set(rows "")
foreach(kind IN ITEMS "html|text/html" "js|text/javascript" "css|text/css")
  string(REPLACE "|" ";" kind "${kind}")
  list(GET kind 0 ending)
  list(GET kind 1 type)
  file(READ ${FOLDER}/${PAGE}.${ending} content)
  string(FIND "${content}" ")embedded\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${PAGE}.${ending} holds the mark that ends an embedded text")
  endif()
  set(path "/${PAGE}.${ending}")
  if(ending STREQUAL "html")
    set(path "/")
  endif()
  string(APPEND rows "    {\"${path}\", \"${type}; charset=utf-8\", R\"embedded(${content})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from the bundled page: edit its TypeScript.
#include \"common/web/pages.hpp\"

namespace ipt {
namespace {
constexpr WebAsset files[] = {
${rows}};
}  // namespace

std::span<const WebAsset> ${PAGE}_page() { return files; }
}  // namespace ipt
")
