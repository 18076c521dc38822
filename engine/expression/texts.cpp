// Functions on text. Places in a text are counted in code points, from 0.
#include <re2/re2.h>

#include <algorithm>

#include "engine/base/utf8.h"
#include "engine/expression/functions.h"
#include "engine/expression/pattern.h"

namespace bihuan::expression {
namespace {

bool all_text(Arguments arguments) {
  return std::all_of(arguments.begin(), arguments.end(), [](const Value* v) { return v->is(Kind::string); });
}

// Text with the byte offset of each code point and of its end.
class Points {
 public:
  explicit Points(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size();) {
      starts_.push_back(i);
      static_cast<void>(utf8::decode(text, i));
    }
    starts_.push_back(text.size());
  }
  [[nodiscard]] std::size_t count() const { return starts_.size() - 1; }
  [[nodiscard]] std::string_view slice(std::size_t from, std::size_t to) const {
    return text_.substr(starts_[from], starts_[to] - starts_[from]);
  }
  [[nodiscard]] std::size_t offset(std::size_t point) const { return starts_[point]; }
  // The code point that begins at a byte.
  [[nodiscard]] std::int64_t point_at(std::size_t byte) const {
    return std::lower_bound(starts_.begin(), starts_.end(), byte) - starts_.begin();
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

Outcome out_of_range(Frame& frame, std::int64_t index, std::size_t size) {
  return outcome(
      frame.fail("expression_index_out_of_range", {{"index", std::to_string(index)}, {"size", std::to_string(size)}}));
}

bool within(std::int64_t index, std::size_t size) {
  return index >= 0 && static_cast<std::uint64_t>(index) <= size;
}

Outcome text_result(Value& result, std::string text) {
  result = Value::string(std::move(text));
  return Outcome::done;
}

Outcome contains(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[0]->as_string().size())) return Outcome::failed;
  result = Value::boolean(arguments[0]->as_string().find(arguments[1]->as_string()) != std::string::npos);
  return Outcome::done;
}

Outcome starts_with(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[1]->as_string().size())) return Outcome::failed;
  result = Value::boolean(arguments[0]->as_string().starts_with(arguments[1]->as_string()));
  return Outcome::done;
}

Outcome ends_with(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[1]->as_string().size())) return Outcome::failed;
  result = Value::boolean(arguments[0]->as_string().ends_with(arguments[1]->as_string()));
  return Outcome::done;
}

Outcome matches(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  const std::string& pattern = arguments[1]->as_string();
  const std::string& text = arguments[0]->as_string();
  // Reading a pattern costs more than its length says.
  if (!frame.charge(20 + pattern.size() * 2) || !frame.charge_bytes(text.size())) return Outcome::failed;
  const Pattern compiled(pattern);
  if (!compiled.ok()) {
    return outcome(frame.fail("expression_bad_pattern", {{"pattern", pattern}, {"reason", compiled.reason()}}));
  }
  result = Value::boolean(compiled.found_in(text));
  return Outcome::done;
}

Outcome char_at(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string) || !arguments[1]->is(Kind::integer)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[0]->as_string().size())) return Outcome::failed;
  const Points points(arguments[0]->as_string());
  const std::int64_t index = arguments[1]->as_int();
  if (!within(index, points.count())) return out_of_range(frame, index, points.count());
  const auto at = static_cast<std::size_t>(index);
  return text_result(result, at == points.count() ? "" : std::string(points.slice(at, at + 1)));
}

bool search_arguments(Arguments arguments) {
  return arguments[0]->is(Kind::string) && arguments[1]->is(Kind::string) &&
         (arguments.size() == 2 || arguments[2]->is(Kind::integer));
}

Outcome index_of(Frame& frame, Arguments arguments, Value& result) {
  if (!search_arguments(arguments)) return Outcome::no_match;
  const std::string& text = arguments[0]->as_string();
  const std::string& wanted = arguments[1]->as_string();
  if (!frame.charge(1 + (text.size() + wanted.size()) / 8)) return Outcome::failed;
  const Points points(text);
  const std::int64_t from = arguments.size() == 3 ? arguments[2]->as_int() : 0;
  if (!within(from, points.count())) return out_of_range(frame, from, points.count());
  const auto found = text.find(wanted, points.offset(static_cast<std::size_t>(from)));
  result = Value::integer(found == std::string::npos ? -1 : points.point_at(found));
  return Outcome::done;
}

Outcome last_index_of(Frame& frame, Arguments arguments, Value& result) {
  if (!search_arguments(arguments)) return Outcome::no_match;
  const std::string& text = arguments[0]->as_string();
  const std::string& wanted = arguments[1]->as_string();
  if (!frame.charge(1 + (text.size() + wanted.size()) / 8)) return Outcome::failed;
  const Points points(text);
  const auto last = arguments.size() == 3 ? arguments[2]->as_int() : static_cast<std::int64_t>(points.count());
  if (!within(last, points.count())) return out_of_range(frame, last, points.count());
  const auto found = text.rfind(wanted, points.offset(static_cast<std::size_t>(last)));
  result = Value::integer(found == std::string::npos ? -1 : points.point_at(found));
  return Outcome::done;
}

template <char first, char last, int shift>
Outcome change_case(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  std::string text = arguments[0]->as_string();
  if (!frame.charge_bytes(text.size())) return Outcome::failed;
  for (char& c : text) {
    if (c >= first && c <= last) c = static_cast<char>(c + shift);
  }
  return text_result(result, std::move(text));
}

Outcome replace(Frame& frame, Arguments arguments, Value& result) {
  const bool limited = arguments.size() == 4;
  if (!all_text(arguments.first(3)) || (limited && !arguments[3]->is(Kind::integer))) return Outcome::no_match;
  const std::string& text = arguments[0]->as_string();
  const std::string& old = arguments[1]->as_string();
  const std::string& by = arguments[2]->as_string();
  std::int64_t left = limited ? arguments[3]->as_int() : -1;
  if (!frame.charge_bytes(text.size())) return Outcome::failed;
  std::string out;
  std::size_t position = 0;
  while (left != 0 && position <= text.size()) {
    const auto found = text.find(old, position);
    if (found == std::string::npos) break;
    if (!frame.charge_bytes(by.size())) return Outcome::failed;
    out.append(text, position, found - position).append(by);
    position = found + old.size();
    if (old.empty()) {
      // An empty text stands before every code point and at the end.
      if (position == text.size()) return text_result(result, std::move(out));
      std::size_t next = position;
      static_cast<void>(utf8::decode(text, next));
      out.append(text, position, next - position);
      position = next;
    }
    --left;
  }
  out.append(text, std::min(position, text.size()));
  return text_result(result, std::move(out));
}

Outcome split(Frame& frame, Arguments arguments, Value& result) {
  const bool limited = arguments.size() == 3;
  if (!all_text(arguments.first(2)) || (limited && !arguments[2]->is(Kind::integer))) return Outcome::no_match;
  const std::string_view text = arguments[0]->as_string();
  const std::string& separator = arguments[1]->as_string();
  const std::int64_t limit = limited ? arguments[2]->as_int() : -1;
  if (!frame.charge_bytes(text.size())) return Outcome::failed;
  std::vector<Value> parts;
  std::size_t position = 0;
  const auto room = [&] { return limit < 0 || static_cast<std::int64_t>(parts.size()) + 1 < limit; };
  while (limit != 0 && room()) {
    std::size_t end = text.find(separator, position);
    if (separator.empty()) {
      if (position >= text.size()) break;
      end = position;
      static_cast<void>(utf8::decode(text, end));
      if (end == text.size()) break;
    }
    if (end == std::string_view::npos) break;
    if (!frame.charge(1)) return Outcome::failed;
    parts.push_back(Value::string(text.substr(position, end - position)));
    position = end + separator.size();
  }
  if (limit != 0 && !(separator.empty() && text.empty())) parts.push_back(Value::string(text.substr(position)));
  result = Value::list(std::move(parts));
  return Outcome::done;
}

Outcome substring(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string) || !arguments[1]->is(Kind::integer)) return Outcome::no_match;
  if (arguments.size() == 3 && !arguments[2]->is(Kind::integer)) return Outcome::no_match;
  if (!frame.charge(1 + arguments[0]->as_string().size() / 8)) return Outcome::failed;
  const Points points(arguments[0]->as_string());
  const std::int64_t from = arguments[1]->as_int();
  const std::int64_t to = arguments.size() == 3 ? arguments[2]->as_int() : static_cast<std::int64_t>(points.count());
  if (!within(from, points.count())) return out_of_range(frame, from, points.count());
  if (!within(to, points.count()) || to < from) return out_of_range(frame, to, points.count());
  return text_result(result, std::string(points.slice(static_cast<std::size_t>(from), static_cast<std::size_t>(to))));
}

// White_Space of Unicode.
bool is_blank(char32_t c) {
  return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Outcome trim(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  const std::string& text = arguments[0]->as_string();
  if (!frame.charge_bytes(text.size())) return Outcome::failed;
  std::size_t first = text.size();
  std::size_t last = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    if (is_blank(utf8::decode(text, i))) continue;
    first = std::min(first, start);
    last = i;
  }
  return text_result(result, first < last ? text.substr(first, last - first) : std::string());
}

Outcome reverse(Frame& frame, Arguments arguments, Value& result) {
  if (arguments[0]->is(Kind::list)) {
    const auto list = arguments[0]->as_list();
    if (!frame.charge(1 + list.size())) return Outcome::failed;
    result = Value::list({list.rbegin(), list.rend()});
    return Outcome::done;
  }
  if (!all_text(arguments)) return Outcome::no_match;
  if (!frame.charge(1 + arguments[0]->as_string().size() / 8)) return Outcome::failed;
  const Points points(arguments[0]->as_string());
  std::string out;
  for (std::size_t i = points.count(); i > 0; --i) out += points.slice(i - 1, i);
  return text_result(result, std::move(out));
}

Outcome join(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::list) || (arguments.size() == 2 && !arguments[1]->is(Kind::string))) {
    return Outcome::no_match;
  }
  const std::string separator = arguments.size() == 2 ? arguments[1]->as_string() : std::string();
  std::string out;
  bool first = true;
  for (const Value& part : arguments[0]->as_list()) {
    if (!part.is(Kind::string)) return Outcome::no_match;
    if (!frame.charge_bytes(part.as_string().size() + separator.size())) return Outcome::failed;
    if (!first) out += separator;
    first = false;
    out += part.as_string();
  }
  return text_result(result, std::move(out));
}

Outcome quote(Frame& frame, Arguments arguments, Value& result) {
  if (!all_text(arguments)) return Outcome::no_match;
  if (!frame.charge_bytes(arguments[0]->as_string().size())) return Outcome::failed;
  static constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
  static constexpr std::string_view letters = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : arguments[0]->as_string()) {
    const auto at = special.find(c);
    if (at != std::string_view::npos) {
      (out += '\\') += letters[at];
    } else {
      out += c;
    }
  }
  return text_result(result, out + '"');
}

Outcome format(Frame& frame, Arguments arguments, Value& result) {
  if (!arguments[0]->is(Kind::string) || !arguments[1]->is(Kind::list)) return Outcome::no_match;
  return format_text(frame, arguments[0]->as_string(), arguments[1]->as_list(), result);
}

}  // namespace

Pattern::Pattern(const std::string& pattern) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(4 << 20);
  compiled_ = std::make_unique<RE2>(pattern, options);
}

Pattern::~Pattern() = default;

bool Pattern::ok() const {
  return compiled_->ok();
}

const std::string& Pattern::reason() const {
  return compiled_->error();
}

bool Pattern::found_in(const std::string& text) const {
  return RE2::PartialMatch(text, *compiled_);
}

std::span<const Signature> text_signatures() {
  static constexpr Signature table[] = {
      {"string|contains(string) bool", contains},
      {"string|startsWith(string) bool", starts_with},
      {"string|endsWith(string) bool", ends_with},
      {"string|matches(string) bool", matches},
      {"matches(string, string) bool", matches},
      {"string|charAt(int) string", char_at},
      {"string|indexOf(string) int", index_of},
      {"string|indexOf(string, int) int", index_of},
      {"string|lastIndexOf(string) int", last_index_of},
      {"string|lastIndexOf(string, int) int", last_index_of},
      {"string|lowerAscii() string", change_case<'A', 'Z', 'a' - 'A'>},
      {"string|upperAscii() string", change_case<'a', 'z', 'A' - 'a'>},
      {"string|replace(string, string) string", replace},
      {"string|replace(string, string, int) string", replace},
      {"string|split(string) list<string>", split},
      {"string|split(string, int) list<string>", split},
      {"string|substring(int) string", substring},
      {"string|substring(int, int) string", substring},
      {"string|trim() string", trim},
      {"string|reverse() string", reverse},
      {"list<A>|reverse() list<A>", reverse},
      {"list<string>|join() string", join},
      {"list<string>|join(string) string", join},
      {"string|format(list<dyn>) string", format},
      {"strings.quote(string) string", quote},
  };
  return table;
}

}  // namespace bihuan::expression
