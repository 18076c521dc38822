#include "tests/core/random_chart.h"

#include <random>

namespace bihuan::testing {
namespace {

struct Node {
  std::string id;
  int type = 0;  // 0 atomic, 1 compound, 2 parallel, 3 final, 4 shallow history, 5 deep history
  int parent = -1;
  std::vector<int> children;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string chart() {
    const int tops = 2 + below(3);
    for (int i = 0; i < tops; ++i) tops_.push_back(grow(-1, 0));
    if (chance(20)) tops_.push_back(add(-1, 3));
    out_ = "kind: chart\nchart: random\ndata: {n: 0, m: 0, seen: []}\n";
    if (chance(30)) out_ += "initial: " + pick_below(-1) + "\n";
    out_ += "states:\n";
    for (const int top : tops_) write(top, 2);
    return out_;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool chance(int percent) { return below(100) < percent; }

  int add(int parent, int type) {
    Node node;
    node.id = "s" + std::to_string(nodes_.size());
    node.type = type;
    node.parent = parent;
    nodes_.push_back(node);
    return static_cast<int>(nodes_.size()) - 1;
  }

  int grow(int parent, int depth) {
    const int dice = below(100);
    const bool leaf = depth >= 3 || nodes_.size() > 24 || dice < 45;
    const int index = add(parent, leaf ? 0 : dice < 75 ? 1 : 2);
    if (leaf) return index;
    const int count = 1 + below(3);
    for (int i = 0; i < count; ++i) {
      const int child = grow(index, depth + 1);
      nodes_[static_cast<std::size_t>(index)].children.push_back(child);
    }
    const int type = nodes_[static_cast<std::size_t>(index)].type;
    const auto adopt = [&](int kind) {
      const int child = add(index, kind);
      nodes_[static_cast<std::size_t>(index)].children.push_back(child);
    };
    if (type == 1 && chance(30)) adopt(3);
    if (chance(40)) adopt(chance(50) ? 4 : 5);
    return index;
  }

  [[nodiscard]] const Node& at(int index) const { return nodes_[static_cast<std::size_t>(index)]; }

  [[nodiscard]] bool is_below(int index, int ancestor) const {
    for (int at_index = at(index).parent; at_index >= 0; at_index = at(at_index).parent) {
      if (at_index == ancestor) return true;
    }
    return ancestor == -1;
  }

  // Some state below `ancestor` that is no history state.
  std::string pick_below(int ancestor) {
    std::vector<int> found;
    for (int i = 0; i < static_cast<int>(nodes_.size()); ++i) {
      if (i != ancestor && is_below(i, ancestor) && at(i).type < 4) found.push_back(i);
    }
    return at(found[static_cast<std::size_t>(below(static_cast<int>(found.size())))]).id;
  }

  std::string any() { return at(below(static_cast<int>(nodes_.size()))).id; }

  // Targets in two regions of one parallel state, when there is one.
  std::string several() {
    for (int tries = 0; tries < 10; ++tries) {
      const int index = below(static_cast<int>(nodes_.size()));
      if (at(index).type != 2) continue;
      std::vector<int> regions;
      for (const int child : at(index).children) {
        if (at(child).type == 1) regions.push_back(child);
      }
      if (regions.size() < 2) continue;
      return "[" + pick_below(regions[0]) + ", " + pick_below(regions[1]) + "]";
    }
    return any();
  }

  std::string guard() {
    switch (below(7)) {
      case 0:
        return "\"n % 2 == 0\"";
      case 1:
        return "\"n > m\"";
      case 2:
        return "\"in_state('" + at(below(static_cast<int>(nodes_.size()))).id + "')\"";
      case 3:
        return "\"event.data.k > 1\"";
      case 4:
        return "\"size(seen) < 40\"";
      case 5:
        return "\"m % 3 != 1\"";
      default:
        return "\"event.name != 'e1'\"";
    }
  }

  std::string action(int depth = 0) {
    const std::string note = "{set: {seen: \"size(seen) > 60 ? seen : seen + [" + std::to_string(++notes_) + "]\"}}";
    switch (below(depth < 2 ? 12 : 9)) {
      case 0:
        return "{set: {n: \"n + 1\"}}";
      case 1:
        return "{set: {m: \"m + n\", n: \"n % 7\"}}";
      case 2:
        return "{raise: r" + std::to_string(below(3)) + "}";
      case 3:
        return "{send: e" + std::to_string(below(4)) + ", after: " + std::to_string(1 + below(5)) + "m, id: x" +
               std::to_string(below(2)) + ", data: {k: \"n % 4\"}}";
      case 4:
        return "{cancel: x" + std::to_string(below(2)) + "}";
      case 5:
        return chance(50) ? "{send: r" + std::to_string(below(3)) + "}" : note;
      case 6:
        return chance(30) ? "{set: {n: \"1 / (n % 3)\"}}" : note;
      case 9:
        return "{if: " + guard() + ", then: [" + action(depth + 1) + "], else: [" + action(depth + 1) + "]}";
      case 10:
        return "{for: v, index: i, in: \"[2, 5]\", do: [{set: {m: \"(m + v * i) % 11\"}}, " + action(depth + 1) + "]}";
      default:
        return note;
    }
  }

  std::string actions() {
    std::string out = "[";
    const int count = 1 + below(2);
    for (int i = 0; i < count; ++i) out += (i == 0 ? "" : ", ") + action();
    return out + "]";
  }

  std::string candidate(bool guarded) {
    std::string out = "{";
    const auto key = [&](const std::string& text) { out += (out.size() == 1 ? "" : ", ") + text; };
    if (!chance(15)) key("to: " + (chance(20) ? several() : any()));
    if (guarded || chance(35)) key("when: " + guard());
    if (chance(20)) key("internal: true");
    if (chance(60)) key("do: " + actions());
    return out + "}";
  }

  void write(int index, int indent) {
    const std::string pad(static_cast<std::size_t>(indent), ' ');
    const Node node = at(index);
    out_ += pad + node.id + ":";
    if (node.type >= 4) {
      std::string parent_target;
      for (const int child : at(node.parent).children) {
        if (at(child).type < 4 && (parent_target.empty() || chance(40))) parent_target = at(child).id;
      }
      if (at(node.parent).type == 2) parent_target.clear();
      out_ += " {type: history" + std::string(node.type == 5 ? ", deep: true" : "");
      if (!parent_target.empty())
        out_ += ", default: {to: " + parent_target + (chance(50) ? ", do: " + actions() : "") + "}";
      out_ += "}\n";
      return;
    }
    out_ += "\n" + pad + "  title: " + node.id + "\n";
    if (node.type == 2) out_ += pad + "  type: parallel\n";
    if (node.type == 3) {
      out_ += pad + "  type: final\n";
      if (chance(50)) out_ += pad + "  done: {k: \"n + 1\"}\n";
    }
    if (node.type == 1 && chance(40)) {
      out_ += pad + "  initial: {to: " + pick_below(index) + (chance(50) ? ", do: " + actions() : "") + "}\n";
    }
    if (chance(40)) out_ += pad + "  entry: " + actions() + "\n";
    if (chance(40)) out_ += pad + "  exit: " + actions() + "\n";
    if (node.type != 3) write_transitions(pad, node);
    if (node.children.empty()) return;
    out_ += pad + "  states:\n";
    for (const int child : node.children) write(child, indent + 4);
  }

  void write_transitions(const std::string& pad, const Node& node) {
    std::string on;
    for (const char* event : {"e0", "e1", "e2 e3", "r0", "r1 r2", "done", "\"*\"", "error"}) {
      if (!chance(std::string(event) == "\"*\"" ? 4 : 22)) continue;
      on += pad + "    " + event + ": " +
            (chance(30) ? "[" + candidate(true) + ", " + candidate(false) + "]" : candidate(false)) + "\n";
    }
    if (!on.empty()) out_ += pad + "  on:\n" + on;
    if (chance(12)) out_ += pad + "  always: [" + candidate(true) + "]\n";
    if (chance(15)) out_ += pad + "  after: {" + std::to_string(1 + below(9)) + "m: " + candidate(false) + "}\n";
    static_cast<void>(node);
  }

  std::mt19937_64 random_;
  std::vector<Node> nodes_;
  std::vector<int> tops_;
  std::string out_;
  int notes_ = 0;
};

}  // namespace

std::string random_chart(std::uint64_t seed) {
  return Generator(seed).chart();
}

std::vector<simulation::Step> random_steps(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed * 2654435761U + 17);
  std::vector<simulation::Step> steps;
  for (std::size_t i = 0; i < count; ++i) {
    simulation::Step step;
    if (random() % 5 == 0) {
      step.kind = simulation::Step::Kind::advance;
      step.advance = static_cast<std::int64_t>(random() % 7) * 60'000;
    } else {
      step.event = "e" + std::to_string(random() % 4);
      if (random() % 2 == 0)
        step.data.emplace_back("k", expression::Value::integer(static_cast<std::int64_t>(random() % 4)));
      step.lenient = random() % 2 == 0;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace bihuan::testing
