// Builds the located tree from the parser's events. Private to this folder: sees yaml-cpp.
// Throws Stop with one problem when going on makes no sense (limits, cycles); other problems are collected.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>
#include <optional>
#include <unordered_map>

#include "engine/base/problem.h"
#include "engine/yaml/node.h"

namespace bihuan::yaml {

struct Stop {
  Problem problem;
};

class Builder final : public YAML::EventHandler {
 public:
  Builder(const Source& source, Problems& problems) : source_(source), problems_(problems) {}

  [[nodiscard]] Node take() { return std::move(root_); }
  // Where a quoted scalar begins that the end of the file cut off: the parser takes it for whole.
  [[nodiscard]] std::optional<std::size_t> open_quote() const;
  // The last text in quotes that was read; without a source when there was none.
  [[nodiscard]] const Node& last_quoted() const { return last_quoted_; }
  // Where the innermost bracket stands that is open at the moment.
  [[nodiscard]] std::optional<std::size_t> open_bracket() const;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override;
  void OnMapEnd() override;

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    Node key;
    std::unordered_map<std::string, std::size_t> keys;  // of a map: where each first stood
  };

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void add(Node node, YAML::anchor_t anchor);
  void add_key(Frame& map, Node key);
  [[nodiscard]] bool has_colon(const Node& key) const;
  void report_without_colon(const Node& key);
  void merge(Node& map);
  void count(std::size_t nodes, std::size_t offset);
  void check_tag(const std::string& tag, Kind kind, std::size_t offset);
  void report(std::string_view code, MessageArguments arguments, std::size_t offset);

  const Source& source_;
  Problems& problems_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::size_t nodes_ = 0;
  Node root_;
  Node last_quoted_;
};

}  // namespace bihuan::yaml
