# Writes a C++ file that holds other files as text. At build time:
#   cmake -DOUTPUT=x.cpp -DROOT=folder -DFILES=a;b -DHEADER=x.hpp -DFUNCTION=name -P embed.cmake
set(rows "")
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} content)
  string(FIND "${content}" ")embedded\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} holds the mark that ends an embedded text")
  endif()
  string(APPEND rows "    {\"${file}\", R\"embedded(${content})embedded\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from the data files: edit those.
#include \"${HEADER}\"

namespace ipt {
namespace {
constexpr EmbeddedFile files[] = {
${rows}};
}  // namespace

std::span<const EmbeddedFile> ${FUNCTION}() { return files; }
}  // namespace ipt
")
