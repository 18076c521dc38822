// Graphviz's language: leaves are boxes, compound and parallel states clusters.
#include <algorithm>

#include "engine/diagram/labels.h"

namespace bihuan::diagram {
namespace {

using core::Chart;
using core::Definition;
using core::State;
using core::StateIndex;
using core::StateType;

constexpr const char* fonts = "Noto Sans CJK SC,Microsoft YaHei,PingFang SC,WenQuanYi Micro Hei,sans-serif";
constexpr const char* ink = "#1f2d3d";
constexpr const char* muted = "#66788a";
constexpr const char* line = "#8a9bb0";
constexpr const char* lit_line = "#1f6feb";
constexpr const char* lit_fill = "#dbeafe";

std::string html(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "<BR/>";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + "\"";
}

std::string small(const std::string& text, const char* color = muted) {
  return std::string("<FONT POINT-SIZE=\"9\" COLOR=\"") + color + "\">" + html(text) + "</FONT>";
}

class DotWriter {
 public:
  DotWriter(const Definition& definition, const Options& options)
      : definition_(definition), chart_(definition.chart), options_(options), lit_(lit_states(chart_, options)) {}

  std::string write() {
    out_ = "digraph " + quoted(definition_.id) + " {\n";
    out_ += "  graph [compound=true, rankdir=TB, nodesep=0.35, ranksep=0.45, bgcolor=\"transparent\", fontname=" +
            quoted(fonts) + ", fontsize=12, fontcolor=\"" + ink + "\"];\n";
    out_ += "  node [fontname=" + quoted(fonts) + ", fontsize=12, fontcolor=\"" + ink +
            "\", shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", color=\"" + line +
            "\", penwidth=1.1, margin=\"0.14,0.07\"];\n";
    out_ += "  edge [fontname=" + quoted(fonts) + ", fontsize=10, fontcolor=\"" + ink + "\", color=\"" + line +
            "\", arrowsize=0.7, penwidth=1.1];\n";
    initial(core::root_state, "  ");
    for (StateIndex index = 1; index < chart_.states.size(); index = after(index)) state(index, "  ");
    const std::vector<Arrow> arrows = arrows_of(definition_, options_);
    const std::vector<std::size_t> order = order_of_coming(arrows);
    for (const Arrow& arrow : arrows) edge(arrow, order[arrow.to] < order[arrow.from]);
    return out_ + "}\n";
  }

 private:
  [[nodiscard]] StateIndex after(StateIndex index) const { return chart_.at(index).last + 1; }
  [[nodiscard]] bool is_cluster(StateIndex index) const {
    return index == core::root_state || chart_.at(index).last != index;
  }
  [[nodiscard]] static std::string name(StateIndex index) { return "s" + std::to_string(index); }

  // The node inside that stands for a state where an edge needs a node: its first leaf.
  [[nodiscard]] StateIndex anchor(StateIndex index) const {
    while (is_cluster(index)) index = chart_.at(index).children.empty() ? index + 1 : chart_.at(index).children.front();
    return index;
  }

  // Where an edge that enters a cluster ends: its beginning, so that what comes before stands above the frame.
  [[nodiscard]] std::string entrance(StateIndex index) const {
    while (is_cluster(index)) {
      const State& state = chart_.at(index);
      if (state.type == StateType::compound && !state.initial.targets.empty()) return "i" + std::to_string(index);
      index = state.children.empty() ? index + 1 : state.children.front();
    }
    return name(index);
  }

  // Where an edge that leaves a cluster begins: its last leaf, so that what comes after stands below the frame; of
  // parallel regions the first, which is the one that edges enter.
  [[nodiscard]] std::string way_out(StateIndex index) const {
    while (is_cluster(index)) {
      const State& state = chart_.at(index);
      if (state.children.empty()) return name(index + 1);
      index = state.type == StateType::parallel ? state.children.front() : state.children.back();
    }
    return name(index);
  }

  // How soon a case can come to each state: breadth first from the beginning, a frame with all that is in it.
  [[nodiscard]] std::vector<std::size_t> order_of_coming(const std::vector<Arrow>& arrows) const {
    const std::size_t never = chart_.states.size();
    std::vector<std::size_t> order(chart_.states.size(), never);
    std::size_t frames = 0;
    std::vector<StateIndex> come = chart_.at(core::root_state).initial.targets;
    for (std::size_t next = 0; next < come.size(); ++next) {
      const StateIndex here = come[next];
      StateIndex frame = here;
      while (chart_.at(frame).parent != core::root_state) frame = chart_.at(frame).parent;
      if (order[frame] != never) continue;
      for (StateIndex inside = frame; inside < after(frame); ++inside) order[inside] = frames;
      ++frames;
      for (const Arrow& arrow : arrows) {
        if (arrow.from >= frame && arrow.from < after(frame)) come.push_back(arrow.to);
      }
    }
    return order;
  }

  [[nodiscard]] std::string identity(StateIndex index) const {
    return "id=" + quoted("state-" + chart_.at(index).id) + ", class=\"" + (lit_[index] ? "state active" : "state") +
           "\"";
  }

  void initial(StateIndex parent, const std::string& indent) {
    const std::vector<StateIndex>& targets = chart_.at(parent).initial.targets;
    if (targets.empty() || (parent != core::root_state && chart_.at(parent).type != StateType::compound)) return;
    const std::string start = "i" + std::to_string(parent);
    out_ += indent + start + " [shape=circle, label=\"\", width=0.13, height=0.13, style=filled, fillcolor=\"" + muted +
            "\", color=\"" + muted + "\"];\n";
    for (const StateIndex target : targets) {
      out_ += indent + start + " -> " + name(anchor(target)) + " [arrowsize=0.6";
      if (is_cluster(target)) out_ += ", lhead=cluster_" + std::to_string(target);
      out_ += "];\n";
    }
  }

  void state(StateIndex index, const std::string& indent) {
    if (!is_cluster(index)) {
      leaf(index, indent);
      return;
    }
    const State& state = chart_.at(index);
    const bool region = state.parent != core::root_state && chart_.at(state.parent).type == StateType::parallel;
    out_ += indent + "subgraph cluster_" + std::to_string(index) + " {\n";
    out_ += indent + "  graph [" + identity(index) + ", label=<" + label(index) + ">, labeljust=l, style=\"rounded" +
            (region ? ",dashed" : "") + ",filled\", fillcolor=\"" + (lit_[index] ? "#f0f6ff" : "#f7f9fb") +
            "\", color=\"" + (lit_[index] ? lit_line : line) + "\", penwidth=" + (lit_[index] ? "1.6" : "1.0") +
            ", margin=12];\n";
    initial(index, indent + "  ");
    for (StateIndex child = index + 1; child <= state.last; child = after(child)) this->state(child, indent + "  ");
    out_ += indent + "}\n";
  }

  void leaf(StateIndex index, const std::string& indent) {
    const State& state = chart_.at(index);
    out_ += indent + name(index) + " [" + identity(index) + ", ";
    if (state.is_history()) {
      out_ += std::string("shape=circle, width=0.32, fixedsize=true, margin=0, style=filled, fontsize=10, label=\"") +
              (state.type == StateType::deep_history ? "H*" : "H") + "\"";
    } else {
      out_ += "label=<" + label(index) + ">";
      if (state.type == StateType::final) out_ += ", peripheries=2, fillcolor=\"#eef2f6\"";
    }
    if (lit_[index]) {
      out_ += std::string(", fillcolor=\"") + lit_fill + "\", color=\"" + lit_line + "\", penwidth=2.2";
    }
    out_ += "];\n";
  }

  static std::string row(const std::string& cell) { return "<TR><TD>" + cell + "</TD></TR>"; }
  static std::string table(const std::string& rows) {
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">" + rows + "</TABLE>";
  }

  // Title, the id below it where it differs, the limits that begin here, and what happens without leaving.
  [[nodiscard]] std::string label(StateIndex index) const {
    const State& state = chart_.at(index);
    std::string rows = row("<B>" + html(title_of(state)) + "</B>");
    if (!state.title.empty() && state.title != state.id) rows += row(small(state.id));
    for (const std::string& limit : limits_of(definition_, state.entry, options_)) {
      rows += row(small(limit_mark + limit, "#b45309"));
    }
    for (const std::string& work : work_of(definition_, state.entry, options_)) rows += row(small(work));
    for (const Label& inner : inner_labels(definition_, index, options_)) rows += row(small("↻ " + one_line(inner)));
    return table(rows);
  }

  [[nodiscard]] static std::string one_line(const Label& label) {
    std::string out = label.head;
    for (const std::string& note : label.notes) out += (out.empty() ? "" : " ") + note;
    return shortened(out, 72);
  }

  // `goes_back`: to where a case has been before.
  void edge(const Arrow& arrow, bool goes_back) {
    const bool within = arrow.from == arrow.to || chart_.is_descendant(arrow.to, arrow.from) ||
                        chart_.is_descendant(arrow.from, arrow.to);
    // Such an arrow is drawn from there, so that the picture keeps its order from top to bottom.
    const bool back = !within && goes_back;
    const StateIndex upper = back ? arrow.to : arrow.from;
    const StateIndex lower = back ? arrow.from : arrow.to;
    const std::string from = within ? name(anchor(upper)) : way_out(upper);
    const std::string to = within ? name(anchor(lower)) : entrance(lower);
    out_ += "  " + from + " -> " + to + " [class=\"transition\"";
    if (back) out_ += ", dir=back";
    std::string rows;
    for (const Label& label : arrow.labels) {
      if (!label.head.empty()) rows += row(html(label.head));
      for (const std::string& note : label.notes) rows += row(small(note));
    }
    if (!rows.empty()) out_ += ", label=<" + table(rows) + ">";
    if (is_cluster(upper) && !within) out_ += ", ltail=cluster_" + std::to_string(upper);
    if (is_cluster(lower) && !within) out_ += ", lhead=cluster_" + std::to_string(lower);
    if (arrow.by_system) out_ += ", style=dashed";
    out_ += "];\n";
  }

  const Definition& definition_;
  const Chart& chart_;
  const Options& options_;
  std::vector<bool> lit_;
  std::string out_;
};

}  // namespace

std::string to_dot(const Definition& definition, const Options& options) {
  return DotWriter(definition, options).write();
}

}  // namespace bihuan::diagram
