// 'text %s and %.2f'.format([...]).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/utf8.h"
#include "engine/expression/functions.h"

namespace bihuan::expression {
namespace {

constexpr int kMaxPrecision = 100;

class Formatter {
 public:
  Formatter(Frame& frame, std::string_view pattern, std::span<const Value> values)
      : frame_(frame), pattern_(pattern), values_(values) {}

  Outcome run(Value& result) {
    if (!frame_.charge_bytes(pattern_.size())) return Outcome::failed;
    for (std::size_t i = 0; i < pattern_.size();) {
      if (pattern_[i] != '%') {
        out_ += pattern_[i++];
      } else if (!clause(++i)) {
        return Outcome::failed;
      }
    }
    result = Value::string(std::move(out_));
    return Outcome::done;
  }

 private:
  bool bad_clause(std::string_view clause) {
    return frame_.fail("expression_bad_format", {{"clause", "%" + std::string(clause)}});
  }

  bool wrong_kind(char clause, const Value& value) {
    return frame_.fail("expression_format_kind",
                       {{"clause", std::string("%") + clause}, {"type", std::string(type_name(value))}});
  }

  // Moves `i` behind the clause that starts there.
  bool clause(std::size_t& i) {
    const std::size_t start = i;
    if (i < pattern_.size() && pattern_[i] == '%') {
      out_ += pattern_[i++];
      return true;
    }
    int precision = 6;
    if (i < pattern_.size() && pattern_[i] == '.') {
      precision = 0;
      const std::size_t digits = ++i;
      while (i < pattern_.size() && pattern_[i] >= '0' && pattern_[i] <= '9' && precision <= kMaxPrecision) {
        precision = precision * 10 + (pattern_[i++] - '0');
      }
      if (i == digits || precision > kMaxPrecision) return bad_clause(pattern_.substr(start, i - start));
    }
    if (i >= pattern_.size()) return bad_clause(pattern_.substr(start));
    const char letter = pattern_[i];
    std::size_t end = i;
    static_cast<void>(utf8::decode(pattern_, end));
    if (std::string_view("sdfebxXo").find(letter) == std::string_view::npos) {
      return bad_clause(pattern_.substr(start, end - start));
    }
    i = end;
    if (next_ >= values_.size()) {
      return frame_.fail("expression_index_out_of_range",
                         {{"index", std::to_string(next_)}, {"size", std::to_string(values_.size())}});
    }
    return put(letter, precision, values_[next_++]);
  }

  bool put(char letter, int precision, const Value& value) {
    if (!frame_.charge(1)) return false;
    switch (letter) {
      case 's':
        return text(value);
      case 'd':
        return decimal(value);
      case 'f':
      case 'e':
        return floating(letter, precision, value);
      case 'b':
        return binary(value);
      case 'o':
        return octal(value);
      default:
        return hexadecimal(letter, value);
    }
  }

  bool text(const Value& value) {
    switch (value.kind()) {
      case Kind::list: {
        out_ += '[';
        bool first = true;
        for (const Value& element : value.as_list()) {
          if (!first) out_ += ", ";
          first = false;
          if (!frame_.charge(1) || !text(element)) return false;
        }
        out_ += ']';
        return true;
      }
      case Kind::map:
        return map_text(value.as_map());
      case Kind::bytes:
        // What is not UTF-8 shows as the replacement character.
        return bytes_text(value.as_bytes());
      default:
        break;
    }
    const auto plain = text_of(value);
    if (!plain) return wrong_kind('s', value);
    out_ += *plain;
    return frame_.charge_bytes(plain->size());
  }

  bool bytes_text(std::string_view bytes) {
    if (!frame_.charge_bytes(bytes.size())) return false;
    while (const auto bad = utf8::first_invalid(bytes)) {
      out_ += bytes.substr(0, *bad);
      out_ += "\xEF\xBF\xBD";
      bytes.remove_prefix(*bad + 1);
    }
    out_ += bytes;
    return true;
  }

  bool map_text(const Map& map) {
    std::vector<std::pair<std::string, const Value*>> entries;
    for (const auto& [key, value] : map.entries()) entries.emplace_back(text_of(key).value_or(""), &value);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : entries) {
      if (!first) out_ += ", ";
      first = false;
      out_ += key + ": ";
      if (!frame_.charge_bytes(key.size()) || !text(*value)) return false;
    }
    out_ += '}';
    return true;
  }

  bool decimal(const Value& value) {
    switch (value.kind()) {
      case Kind::integer:
        out_ += std::to_string(value.as_int());
        return true;
      case Kind::uinteger:
        out_ += std::to_string(value.as_uint());
        return true;
      case Kind::floating:
        if (std::isfinite(value.as_double())) return wrong_kind('d', value);
        out_ += format_double(value.as_double());
        return true;
      default:
        return wrong_kind('d', value);
    }
  }

  bool floating(char letter, int precision, const Value& value) {
    double number = 0;
    switch (value.kind()) {
      case Kind::floating:
        number = value.as_double();
        break;
      case Kind::integer:
        number = static_cast<double>(value.as_int());
        break;
      case Kind::uinteger:
        number = static_cast<double>(value.as_uint());
        break;
      default:
        return wrong_kind(letter, value);
    }
    if (!std::isfinite(number)) {
      out_ += format_double(number);
    } else {
      out_ += letter == 'f' ? fmt::format("{:.{}f}", number, precision) : fmt::format("{:.{}e}", number, precision);
    }
    return true;
  }

  bool binary(const Value& value) {
    switch (value.kind()) {
      case Kind::boolean:
        out_ += value.as_bool() ? '1' : '0';
        return true;
      case Kind::integer:
        out_ += fmt::format("{:b}", value.as_int());
        return true;
      case Kind::uinteger:
        out_ += fmt::format("{:b}", value.as_uint());
        return true;
      default:
        return wrong_kind('b', value);
    }
  }

  bool octal(const Value& value) {
    switch (value.kind()) {
      case Kind::integer:
        out_ += fmt::format("{:o}", value.as_int());
        return true;
      case Kind::uinteger:
        out_ += fmt::format("{:o}", value.as_uint());
        return true;
      default:
        return wrong_kind('o', value);
    }
  }

  bool hexadecimal(char letter, const Value& value) {
    const bool upper = letter == 'X';
    switch (value.kind()) {
      case Kind::integer:
        out_ += upper ? fmt::format("{:X}", value.as_int()) : fmt::format("{:x}", value.as_int());
        return true;
      case Kind::uinteger:
        out_ += upper ? fmt::format("{:X}", value.as_uint()) : fmt::format("{:x}", value.as_uint());
        return true;
      case Kind::string:
      case Kind::bytes: {
        const std::string& bytes = value.is(Kind::string) ? value.as_string() : value.as_bytes();
        if (!frame_.charge_bytes(bytes.size() * 2)) return false;
        for (const char c : bytes) {
          const auto byte = static_cast<unsigned char>(c);
          out_ += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
        }
        return true;
      }
      default:
        return wrong_kind(letter, value);
    }
  }

  Frame& frame_;
  std::string_view pattern_;
  std::span<const Value> values_;
  std::size_t next_ = 0;
  std::string out_;
};

}  // namespace

Outcome format_text(Frame& frame, std::string_view pattern, std::span<const Value> values, Value& result) {
  return Formatter(frame, pattern, values).run(result);
}

}  // namespace bihuan::expression
