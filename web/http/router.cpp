#include "web/http/router.h"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace bihuan::http {

struct Router::Node {
  struct Place {
    PatternPart part;
    std::unique_ptr<Node> next;
  };
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::vector<Place> places;  // integers first, then texts with the longest literal around them, rest last
  std::array<const Route*, 7> by_method{};

  [[nodiscard]] bool ends() const {
    return std::any_of(by_method.begin(), by_method.end(), [](const Route* route) { return route != nullptr; });
  }
};

namespace {

int rank(const PatternPart& part) {
  switch (part.kind) {
    case PatternPart::Kind::literal:
      return 0;
    case PatternPart::Kind::integer:
      return 1;
    case PatternPart::Kind::text:
      return part.prefix.empty() && part.suffix.empty() ? 3 : 2;
    case PatternPart::Kind::rest:
      return 4;
  }
  return 5;
}

// The value of a place in a segment, or nothing when the segment does not fit.
std::optional<std::string> fit(const PatternPart& part, std::string_view segment) {
  if (segment.size() <= part.prefix.size() + part.suffix.size()) return std::nullopt;
  if (!segment.starts_with(part.prefix) || !segment.ends_with(part.suffix)) return std::nullopt;
  const auto value = segment.substr(part.prefix.size(), segment.size() - part.prefix.size() - part.suffix.size());
  if (part.kind == PatternPart::Kind::integer) {
    const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || value.size() > 18) return std::nullopt;
  }
  return std::string(value);
}

std::string joined(const std::vector<std::string>& segments, std::size_t from) {
  std::string path;
  for (std::size_t i = from; i < segments.size(); ++i) {
    if (i > from) path += '/';
    path += segments[i];
  }
  return path;
}

}  // namespace

Router::Router(const RouteTable& table) : root_(std::make_unique<Node>()) {
  for (const auto& route : table.routes()) {
    Node* node = root_.get();
    for (auto& part : parse_pattern(route->pattern)) {
      if (part.kind == PatternPart::Kind::literal) {
        auto& next = node->literals[part.name];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
        continue;
      }
      auto same = std::find_if(node->places.begin(), node->places.end(), [&](const Node::Place& place) {
        return place.part.kind == part.kind && place.part.name == part.name && place.part.prefix == part.prefix &&
               place.part.suffix == part.suffix;
      });
      if (same == node->places.end()) {
        const auto at = std::find_if(node->places.begin(), node->places.end(),
                                     [&](const Node::Place& place) { return rank(place.part) > rank(part); });
        same = node->places.insert(at, Node::Place{std::move(part), std::make_unique<Node>()});
      }
      node = same->next.get();
    }
    auto& slot = node->by_method[static_cast<std::size_t>(route->method)];
    if (slot) throw std::logic_error("route " + route->pattern + " is there twice");
    slot = route.get();
  }
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

namespace {

// Depth first: the first node in order of preference that has the method wins; methods of other nodes are remembered.
template <class Node>
bool search(const Node& node, Method method, const std::vector<std::string>& segments, std::size_t depth, Match& match,
            bool by_rest = false) {
  if (depth == segments.size()) {
    if (!node.ends()) return false;
    match.route = node.by_method[static_cast<std::size_t>(method)];
    if (!match.route && method == Method::head) match.route = node.by_method[static_cast<std::size_t>(Method::get)];
    if (match.route) return true;
    if (by_rest) return false;  // a catch-all does not make a path known
    for (const Route* route : node.by_method) {
      if (route) match.allowed.push_back(route->method);
    }
    return false;
  }
  const std::string& segment = segments[depth];
  if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
    if (search(*literal->second, method, segments, depth + 1, match)) return true;
  }
  for (const auto& place : node.places) {
    const bool rest = place.part.kind == PatternPart::Kind::rest;
    auto value = rest ? std::optional(joined(segments, depth)) : fit(place.part, segment);
    if (!value) continue;
    match.parameters.emplace_back(place.part.name, std::move(*value));
    if (search(*place.next, method, segments, rest ? segments.size() : depth + 1, match, rest)) return true;
    match.parameters.pop_back();
  }
  return false;
}

}  // namespace

Match Router::match(Method method, const std::vector<std::string>& segments) const {
  Match match;
  if (search(*root_, method, segments, 0, match)) {
    match.allowed.clear();
    return match;
  }
  match.parameters.clear();
  std::sort(match.allowed.begin(), match.allowed.end());
  match.allowed.erase(std::unique(match.allowed.begin(), match.allowed.end()), match.allowed.end());
  if (std::find(match.allowed.begin(), match.allowed.end(), Method::get) != match.allowed.end()) {
    match.allowed.push_back(Method::head);
  }
  return match;
}

}  // namespace bihuan::http
