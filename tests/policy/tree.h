// Reads the sources of the tree for the rules that tests keep. Test code only; runs in the root of the tree.
#pragma once

#include <string>
#include <vector>

struct SourceFile {
  std::string path;  // "engine/core/step.cpp"
  std::string text;
  std::vector<std::string> includes;  // as written between the quotes or brackets
};

// Of a file by its path; empty when there is none.
std::string text_of(const std::string& path);

// All .h and .cpp files of engine, storage, web, cli, tests and bench, sorted by path.
std::vector<SourceFile> source_files();

// "engine/core", "storage", "web", "cli", "tests", "bench".
std::string layer_of(const std::string& path);
