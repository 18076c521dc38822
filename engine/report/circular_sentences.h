// Private to the circular: the words its sections share, and the two halves of its text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/report/circular_builder.h"

namespace bihuan::report {

struct Ranked {
  std::string name;
  std::int64_t parts = 0;
};

class Sentences {
 public:
  explicit Sentences(const CircularContext& context) : c_(context), t_(context.texts) {}

 protected:
  void heading(std::string_view key) { out_.push_back({ParagraphKind::heading, t_(key)}); }
  void text(std::string sentence) { out_.push_back({ParagraphKind::text, std::move(sentence)}); }
  void chart(const char* id) { out_.push_back({ParagraphKind::chart, id}); }

  // "上升12.5%", "持平", "略有下降": the change must have a base.
  std::string direction(const Ratio& change) const {
    const int which = sign(change);
    if (which == 0) return t_("same_word");
    const std::string magnitude = percent_magnitude(change, c_.rules.decimals);
    if (magnitude.find_first_not_of("0.") == std::string::npos) return t_(which > 0 ? "up_small" : "down_small");
    return t_(which > 0 ? "up" : "down", {{"percent", magnitude}});
  }

  // "同比上升12.5%", or why there is no such figure.
  std::string compared(const Ratio& change, std::string_view key, std::string_view no_base) const {
    return change.has_base() ? t_(key, {{"direction", direction(change)}}) : t_(no_base);
  }

  std::string share_of(std::int64_t parts) const { return c_.percent_of(share(parts, c_.total(Measure::received))); }

  std::string list(const std::vector<Ranked>& items, std::string_view item_key, std::string_view separator) const {
    std::string out;
    for (const auto& item : items) {
      if (!out.empty()) out += t_(separator);
      out += t_(item_key, {{"name", item.name}, {"count", count_text(item.parts)}, {"share", share_of(item.parts)}});
    }
    return out;
  }

  // The shares of a dimension's first lines: as they are when these are all, else as the foremost (KEY_top).
  std::string shares(Dimension dimension, std::string_view unknown, std::size_t most, const std::string& key,
                     std::string_view item_key) const {
    const auto all = received(dimension, unknown, SIZE_MAX);
    const auto first = received(dimension, unknown, most);
    if (first.empty()) return {};
    return t_(first.size() < all.size() ? key + "_top" : key, {{"list", list(first, item_key, "list_semicolon")}});
  }

  std::vector<Ranked> received(Dimension dimension, std::string_view unknown, std::size_t most) const {
    std::vector<Ranked> out;
    for (const auto& line : c_.statistics.by(dimension)) {
      const auto parts = c_.count(line.tally, Measure::received);
      if (parts > 0) out.push_back({line.name.empty() ? t_(unknown) : line.name, parts});
    }
    std::stable_sort(out.begin(), out.end(), [](const Ranked& a, const Ranked& b) { return a.parts > b.parts; });
    if (out.size() > most) {
      while (most < out.size() && out[most].parts == out[most - 1].parts) ++most;  // ties are named together
      out.resize(most);
    }
    return out;
  }

  [[nodiscard]] bool none() const { return c_.total(Measure::received) == 0; }

  // Counts with the word that says that there are more.
  std::string first_of(std::vector<Ranked> items, std::string_view item_key, std::size_t most) const {
    const bool more = items.size() > most;
    if (more) items.resize(most);
    return list(items, item_key, "list_comma") + (more ? t_("list_others") : "");
  }

  std::string names(const std::vector<Ranked>& items) const {
    std::string out;
    for (const auto& item : items) out += (out.empty() ? "" : t_("list_comma")) + item.name;
    return out;
  }

  const CircularContext& c_;
  const CircularTexts& t_;
  std::vector<Paragraph> out_;
};

// 一、总体情况 二、镇街情况 三、部门情况
[[nodiscard]] std::vector<Paragraph> situation_paragraphs(const CircularContext& context);
// 四、热点领域与区域 五、重复信访与积案 六、典型案例 七、下步要求
[[nodiscard]] std::vector<Paragraph> topic_paragraphs(const CircularContext& context);

}  // namespace bihuan::report
