# bihuan_embed(TARGET NAMESPACE_NAME ROOT FILES...): puts files into the program.
# Makes the static library TARGET with `bihuan::embedded::NAMESPACE_NAME()`, a span of {path, bytes}; paths are relative to ROOT.
# The bytes go in by the assembler's .incbin, which costs no compile time however large they are.
function(bihuan_embed target name root)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  set(asm "    .section .rodata\n")
  set(externs "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS ARGN)
    file(RELATIVE_PATH path "${root}" "${file}")
    set(symbol "bihuan_${name}_${index}")
    string(APPEND asm "    .balign 16\n    .global ${symbol}_begin\n${symbol}_begin:\n    .incbin \"${file}\"\n    .global ${symbol}_end\n${symbol}_end:\n    .byte 0\n")
    string(APPEND externs "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND rows "      {\"${path}\", {${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND asm "    .section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT "${out}.S" CONTENT "${asm}" @ONLY)
  file(CONFIGURE OUTPUT "${out}.cpp" CONTENT "// Made by cmake/BihuanEmbed.cmake.
#include \"engine/base/embedded.h\"

#include <array>

extern \"C\" {
${externs}}

namespace bihuan::embedded {
std::span<const File> ${name}() {
  static const std::array<File, ${index}> files{{
${rows}  }};
  return files;
}
}  // namespace bihuan::embedded
" @ONLY)
  add_library(${target} STATIC "${out}.S" "${out}.cpp")
  set_source_files_properties("${out}.S" PROPERTIES OBJECT_DEPENDS "${ARGN}")
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
endfunction()
