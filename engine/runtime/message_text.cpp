#include "engine/runtime/message_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/catalogue.h"
#include "engine/base/day_words.h"

namespace bihuan::runtime {
namespace {

std::optional<std::string> argument(const Told& told, std::string_view name) {
  for (const auto& [key, value] : told.arguments) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<std::int64_t> number_argument(const Told& told, std::string_view name) {
  const auto found = argument(told, name);
  std::int64_t value = 0;
  if (!found || std::from_chars(found->data(), found->data() + found->size(), value).ec != std::errc()) {
    return std::nullopt;
  }
  return value;
}

std::string plural(std::string_view language, std::string_view key, std::int64_t count) {
  const std::string singular = std::string(key) + "_one";
  return bihuan::text(language, count == 1 && has_text(singular) ? singular : key, {{"count", std::to_string(count)}});
}

// "3 days left", "due today", "2 hours overdue": as of the message.
std::string time_left(const Told& told, std::string_view language) {
  const auto minutes = number_argument(told, "minutes_left");
  if (minutes && *minutes > -24 * 60 && *minutes < 24 * 60) {
    const auto size = *minutes < 0 ? -*minutes : *minutes;
    const bool passed = *minutes <= 0;
    if (size < 60) return plural(language, passed ? "minutes_over" : "minutes_left", std::max<std::int64_t>(1, size));
    return plural(language, passed ? "hours_over" : "hours_left", size / 60);
  }
  const auto days = number_argument(told, "days_left").value_or(0);
  if (days < 0) return plural(language, "days_over", -days);
  return days == 0 ? bihuan::text(language, "ends_today") : plural(language, "days_left", days);
}

std::string pattern_of(const core::Definition* definition, const Told& told, std::string_view language) {
  if (definition != nullptr) {
    for (const auto& message : definition->messages) {
      if (message.id == told.kind) return message.text;
    }
  }
  return bihuan::text(language, told.kind);
}

bool has_place(std::string_view pattern, std::string_view place) {
  return pattern.find("{" + std::string(place) + "}") != std::string_view::npos;
}

}  // namespace

std::string message_text(Definitions& definitions, const Told& told, std::string_view language, std::string_view link) {
  if (told.definition.empty()) return message_text(nullptr, told, language, link);
  const auto definition = definitions.by_hash(told.definition);
  return message_text(definition ? definition->get() : nullptr, told, language, link);
}

std::string message_text(const core::Definition* definition, const Told& told, std::string_view language,
                         std::string_view link) {
  const auto pattern = pattern_of(definition, told, language);
  MessageArguments arguments(told.arguments.begin(), told.arguments.end());
  for (auto& [name, value] : arguments) {
    if (name == "due" || name == "date") value = day_in_words(language, value);
  }
  const bool about_limit = argument(told, "clock").has_value();
  if (about_limit) arguments.emplace_back("left", time_left(told, language));
  // A place that nothing fills stays empty: the first of a name counts.
  for (const char* place : {"link", "clock", "due", "days_left", "left", "unit"}) arguments.emplace_back(place, "");
  std::string out = filled(pattern, arguments);
  while (out.ends_with(' ')) out.pop_back();
  if (!has_place(pattern, "number") && argument(told, "number")) {
    out = filled("{number}（{title}）：", arguments) + out;
  }
  if (about_limit && !has_place(pattern, "left") && !has_place(pattern, "days_left") && !has_place(pattern, "due")) {
    out += bihuan::text(language, "message_limit", arguments);
  }
  if (!link.empty()) out += " " + std::string(link);
  return out;
}

std::string message_text(Definitions& definitions, const std::vector<Told>& sentences, std::string_view language,
                         std::string_view link) {
  std::string out;
  for (const auto& told : sentences) {
    out += (out.empty() ? "" : "\n") + message_text(definitions, told, language, out.empty() ? link : "");
  }
  return out;
}

std::vector<Told> sentences_of(const InboxItem& item) {
  std::vector<Told> sentences{{item.matter, item.kind, item.definition, item.arguments, item.at}};
  sentences.insert(sentences.end(), item.earlier.begin(), item.earlier.end());
  return sentences;
}

}  // namespace bihuan::runtime
