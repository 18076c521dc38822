#include "cli/manual.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "engine/base/embedded.h"

namespace bihuan {
namespace embedded {
std::span<const File> manual();
}

namespace cli {
namespace {

// Text as roff: a backslash and a leading dot mean something there, and hyphens of options are to be copied.
std::string roff(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string option_entry(const CLI::Option& option) {
  const bool positional = option.nonpositional() == false;
  std::string head = fmt::format("\\fB{}\\fR", roff(option.get_name(positional, true)));
  if (option.get_expected_max() > 0 && !positional && option.get_type_size() > 0)
    head += fmt::format(" \\fI{}\\fR", roff(option.get_type_name()));
  std::string body = roff(option.get_description());
  if (!option.get_default_str().empty()) body += fmt::format(" (default: {})", roff(option.get_default_str()));
  if (!option.get_envname().empty()) body += fmt::format(" Environment: {}.", roff(option.get_envname()));
  if (option.get_required()) body += " Required.";
  return fmt::format(".TP\n{}\n{}\n", head, body);
}

void add_command(const CLI::App& command, const std::string& above, std::string& page) {
  const std::string name = above + command.get_name();
  page += fmt::format(".SS \"{}\"\n{}.\n", roff(name), roff(command.get_description()));
  for (const auto* option : command.get_options()) {
    if (option->get_name() != "--help") page += option_entry(*option);
  }
  for (const auto* inner : command.get_subcommands([](const CLI::App*) { return true; }))
    add_command(*inner, name + " ", page);
}

}  // namespace

std::string manual_page(const CLI::App& app, const std::string& version) {
  std::string commands;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    add_command(*command, "bihuan ", commands);
  std::string page(embedded::manual().front().bytes);
  for (const auto& [place, text] :
       {std::pair<std::string, std::string>{"@VERSION@", version}, {"@COMMANDS@\n", commands}}) {
    if (const auto at = page.find(place); at != std::string::npos) page.replace(at, place.size(), text);
  }
  return page;
}

}  // namespace cli
}  // namespace bihuan
