#include "engine/report/letter_law.h"

#include <algorithm>

namespace bihuan::report {
namespace {

constexpr std::string_view comma = "、";

struct Law {
  std::string title;     // 《信访条例》
  std::string articles;  // 第二十一条、第二十二条; may be empty
};

// The edition in brackets behind a name is for people who write workflows, not for letters.
Law split(std::string_view text) {
  const auto article = text.find("第");
  std::string_view name = text.substr(0, article);
  const auto edition = name.find("（");
  if (edition != std::string_view::npos) name = name.substr(0, edition);
  if (name.starts_with("《")) {
    name.remove_prefix(std::string_view("《").size());
    name = name.substr(0, name.find("》"));
  }
  Law out;
  if (!name.empty()) out.title = "《" + std::string(name) + "》";
  if (article != std::string_view::npos) out.articles = text.substr(article);
  return out;
}

bool holds_article(std::string_view articles, std::string_view article) {
  while (!articles.empty()) {
    const auto end = articles.find(comma);
    if (articles.substr(0, end) == article) return true;
    articles = end == std::string_view::npos ? std::string_view{} : articles.substr(end + comma.size());
  }
  return false;
}

}  // namespace

std::string cited(const std::vector<std::string>& laws) {
  std::vector<Law> out;
  for (const auto& each : laws) {
    const Law law = split(each);
    if (law.title.empty()) continue;
    const auto same = std::find_if(out.begin(), out.end(), [&](const Law& one) { return one.title == law.title; });
    if (same == out.end()) {
      out.push_back(law);
    } else if (!law.articles.empty() && !holds_article(same->articles, law.articles)) {
      same->articles += (same->articles.empty() ? "" : std::string(comma)) + law.articles;
    }
  }
  std::string text;
  for (const auto& law : out) text += (text.empty() ? "" : std::string(comma)) + law.title + law.articles;
  return text;
}

std::string law_title(std::string_view law) {
  return split(law).title;
}

std::string law_of_clock(const core::Definition& definition, std::string_view clock) {
  const std::string_view kind = clock.substr(0, clock.find('@'));
  const auto found = std::find_if(definition.clocks.begin(), definition.clocks.end(),
                                  [&](const core::ClockKind& each) { return each.id == kind; });
  return found == definition.clocks.end() ? std::string() : found->law;
}

}  // namespace bihuan::report
