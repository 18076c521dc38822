// Layout by the Graphviz library.
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>

#include <map>
#include <memory>
#include <mutex>

#include "engine/diagram/diagram.h"

namespace bihuan::diagram {
namespace {

struct FreeContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};
struct CloseGraph {
  void operator()(Agraph_t* graph) const { agclose(graph); }
};

int be_quiet(char* message) {
  static_cast<void>(message);
  return 0;
}

// Only the <svg> element: a page cannot hold the XML declaration and the document type.
std::string element_of(std::string_view document) {
  const std::size_t begin = document.find("<svg");
  return begin == std::string_view::npos ? std::string() : std::string(document.substr(begin));
}

std::string draw(const std::string& dot) {
  agseterr(AGMAX);
  agseterrf(be_quiet);
  static const std::unique_ptr<GVC_t, FreeContext> context(gvContext());
  if (!context) return {};
  const std::unique_ptr<Agraph_t, CloseGraph> graph(agmemread(dot.c_str()));
  if (!graph) return {};
  if (gvLayout(context.get(), graph.get(), "dot") != 0) return {};
  char* bytes = nullptr;
  unsigned int length = 0;
  const int failed = gvRenderData(context.get(), graph.get(), "svg", &bytes, &length);
  std::string svg = failed == 0 && bytes != nullptr ? element_of({bytes, length}) : std::string();
  if (bytes != nullptr) gvFreeRenderData(bytes);
  gvFreeLayout(context.get(), graph.get());
  return svg;
}

// Graphviz keeps its parser, its fonts and its plug-ins in globals: one picture at a time. Its layout (2.43) loses some
// memory with each graph, so the pictures of late are kept: a server shows the same few again and again.
std::string render(const std::string& dot) {
  static std::mutex one_at_a_time;
  static std::map<std::string, std::string> kept;
  constexpr std::size_t most_kept = 512;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  if (const auto found = kept.find(dot); found != kept.end()) return found->second;
  std::string svg = draw(dot);
  if (kept.size() >= most_kept) kept.clear();
  kept.emplace(dot, svg);
  return svg;
}

}  // namespace

Result<std::string> to_svg(const core::Definition& definition, const Options& options) {
  const std::size_t states = definition.chart.states.size();
  if (states > max_states || definition.chart.transitions.size() > max_transitions) {
    return Error("diagram_too_large", {{"states", std::to_string(states)}, {"limit", std::to_string(max_states)}});
  }
  std::string svg = render(to_dot(definition, options));
  if (svg.empty()) return Error("diagram_failed");
  return svg;
}

}  // namespace bihuan::diagram
