#include "web/http/route.h"

#include <algorithm>
#include <stdexcept>

namespace bihuan::http {

namespace {

[[noreturn]] void bad(std::string_view pattern, const char* why) {
  throw std::logic_error("route " + std::string(pattern) + ": " + why);
}

PatternPart parse_part(std::string_view pattern, std::string_view segment) {
  const auto open = segment.find('{');
  const auto close = segment.find('}');
  PatternPart part;
  if (open == std::string_view::npos && close == std::string_view::npos) {
    part.name = segment;
    return part;
  }
  if (open == std::string_view::npos || close == std::string_view::npos || close < open + 2) bad(pattern, "braces");
  part.prefix = segment.substr(0, open);
  part.suffix = segment.substr(close + 1);
  if (part.suffix.find_first_of("{}") != std::string::npos) bad(pattern, "two places in one segment");
  const auto inside = segment.substr(open + 1, close - open - 1);
  const auto colon = inside.find(':');
  part.name = inside.substr(0, colon);
  part.kind = PatternPart::Kind::text;
  if (colon != std::string_view::npos) {
    const auto type = inside.substr(colon + 1);
    if (type == "int") {
      part.kind = PatternPart::Kind::integer;
    } else if (type == "rest") {
      part.kind = PatternPart::Kind::rest;
    } else {
      bad(pattern, "unknown type of place");
    }
  }
  return part;
}

}  // namespace

std::vector<PatternPart> parse_pattern(std::string_view pattern) {
  if (pattern.empty() || pattern[0] != '/') bad(pattern, "no leading slash");
  std::vector<PatternPart> parts;
  if (pattern == "/") return parts;
  std::size_t begin = 1;
  while (begin <= pattern.size()) {
    const auto slash = std::min(pattern.find('/', begin), pattern.size());
    const auto segment = pattern.substr(begin, slash - begin);
    if (segment.empty()) bad(pattern, "empty segment");
    if (!parts.empty() && parts.back().kind == PatternPart::Kind::rest) bad(pattern, "something after a rest");
    parts.push_back(parse_part(pattern, segment));
    begin = slash + 1;
  }
  return parts;
}

void RouteTable::add(Route route) {
  static_cast<void>(parse_pattern(route.pattern));
  if (route.name.empty()) bad(route.pattern, "no name");
  if (route.body == BodyKind::stream ? !route.sink : !route.handler) bad(route.pattern, "no handler");
  for (const auto& known : routes_) {
    if (known->name == route.name) bad(route.pattern, "its name is taken");
    if (known->method == route.method && known->pattern == route.pattern) bad(route.pattern, "is there twice");
  }
  routes_.push_back(std::make_unique<const Route>(std::move(route)));
}

const Route* RouteTable::find(std::string_view name) const {
  const auto at = std::find_if(routes_.begin(), routes_.end(), [&](const auto& route) { return route->name == name; });
  return at == routes_.end() ? nullptr : at->get();
}

}  // namespace bihuan::http
