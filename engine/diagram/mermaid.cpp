// Mermaid's stateDiagram-v2, which many wikis draw by themselves.
#include "engine/diagram/labels.h"

namespace bihuan::diagram {
namespace {

using core::Chart;
using core::StateIndex;
using core::StateType;

// Mermaid ends a label at ";", "#" or a line end, and takes ":" for its beginning.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') {
      out += '\'';
    } else if (c == '#') {
      out += "#35;";
    } else if (c == ';') {
      out += "#59;";
    } else if (c == ':') {
      out += "#58;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
    } else {
      out += c;
    }
  }
  return out;
}

class MermaidWriter {
 public:
  MermaidWriter(const core::Definition& definition, const Options& options)
      : definition_(definition), chart_(definition.chart), options_(options) {}

  std::string write() {
    out_ = "stateDiagram-v2\n";
    level(core::root_state, "  ");
    for (const Arrow& arrow : arrows_of(definition_, options_)) {
      for (const Label& label : arrow.labels) {
        out_ += "  " + name(arrow.from) + " --> " + name(arrow.to) + caption(label) + "\n";
      }
    }
    for (StateIndex index = 1; index < chart_.states.size(); ++index) {
      const core::State& state = chart_.at(index);
      if (state.type == StateType::final) out_ += "  " + name(index) + " --> [*]\n";
    }
    const std::vector<bool> lit = lit_states(chart_, options_);
    out_ += "  classDef active fill:#dbeafe,stroke:#1f6feb,stroke-width:2px\n";
    for (StateIndex index = 1; index < chart_.states.size(); ++index) {
      if (lit[index] && chart_.at(index).last == index) out_ += "  class " + name(index) + " active\n";
    }
    return out_;
  }

 private:
  [[nodiscard]] static std::string name(StateIndex index) { return "s" + std::to_string(index); }

  [[nodiscard]] static std::string caption(const Label& label) {
    std::string text = label.head;
    for (const std::string& note : label.notes) text += (text.empty() ? "" : " ") + note;
    return text.empty() ? "" : " : " + plain(text);
  }

  void level(StateIndex parent, const std::string& indent) {
    const core::State& above = chart_.at(parent);
    bool first = true;
    for (StateIndex index = parent + 1; index <= above.last; index = chart_.at(index).last + 1) {
      const core::State& state = chart_.at(index);
      if (above.type == StateType::parallel && !first && !state.is_history()) out_ += indent + "--\n";
      first = false;
      const std::string title =
          state.is_history() ? (state.type == StateType::deep_history ? "H*" : "H") : title_of(state);
      out_ += indent + "state \"" + plain(title) + "\" as " + name(index) + "\n";
      if (state.last == index) continue;
      out_ += indent + "state " + name(index) + " {\n";
      level(index, indent + "  ");
      out_ += indent + "}\n";
    }
    if (parent != core::root_state && above.type != StateType::compound) return;
    for (const StateIndex target : above.initial.targets) out_ += indent + "[*] --> " + name(target) + "\n";
  }

  const core::Definition& definition_;
  const Chart& chart_;
  const Options& options_;
  std::string out_;
};

}  // namespace

std::string to_mermaid(const core::Definition& definition, const Options& options) {
  return MermaidWriter(definition, options).write();
}

}  // namespace bihuan::diagram
