# bihuan_library(NAME SOURCES a.cpp... LINKS lib... [PRIVATE_LINKS lib...]): one static library per folder, target bihuan_NAME.
# Warnings are private to our targets; headers are included by their path from the root of the tree ("engine/core/step.h").
function(bihuan_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-tsan -Wno-missing-field-initializers)
    if(CMAKE_UNITY_BUILD)  # there every file but the first counts as included
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
    if(BIHUAN_SANITIZE)  # GCC 12 sees uninitialised members in moved boost::system::result once it is instrumented
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
  else()
    target_compile_options(${target} PRIVATE -Wno-missing-field-initializers)
  endif()
  if(BIHUAN_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

function(bihuan_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(bihuan_${name} STATIC ${ARG_SOURCES})
  target_include_directories(bihuan_${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(bihuan_${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  bihuan_warnings(bihuan_${name})
endfunction()

# What allocates all day takes mimalloc in place of malloc; the sanitizers bring an allocator of their own.
function(bihuan_allocator target)
  if(NOT BIHUAN_SANITIZE)
    target_link_options(${target} PRIVATE LINKER:--no-as-needed)
    target_link_libraries(${target} PRIVATE mimalloc)
  endif()
endfunction()

# bihuan_executable(NAME SOURCES... LINKS...): a program of ours (benches, tests, generators).
function(bihuan_executable name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LINKS})
  bihuan_warnings(${name})
endfunction()

# bihuan_test(AREA SOURCES... LINKS...): one Catch2 program test_AREA, run by ./test as the part AREA.
# Tests run in the root of the tree; BIHUAN_BINARY_DIR is the build folder seen from there ("build/dev").
function(bihuan_test area)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  bihuan_executable(test_${area} SOURCES ${ARG_SOURCES} LINKS bihuan_test_main ${ARG_LINKS})
  file(RELATIVE_PATH binary_dir "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}")
  target_compile_definitions(test_${area} PRIVATE BIHUAN_BINARY_DIR="${binary_dir}")
  set_target_properties(test_${area} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME ${area} COMMAND test_${area} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
endfunction()
