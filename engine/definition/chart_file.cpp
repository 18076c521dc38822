#include "engine/definition/chart_file.h"

#include "engine/core/vocabulary.h"
#include "engine/definition/chart_loader.h"

namespace bihuan::definition {

void read_chart(const yaml::Node& top, core::Chart& chart, std::string& title, Problems& problems) {
  yaml::MapReader reader(top, "chart", problems);
  if (!reader.ok()) return;
  reader.get("kind");
  chart.bare = true;
  if (const auto id = reader.get_text("chart")) chart.id = *id;
  if (const auto text = reader.get_text("title")) title = *text;
  if (const yaml::Node* data = reader.get("data")) read_chart_data(*data, chart, problems);
  std::vector<std::pair<std::string, expression::Type>> types;
  for (const core::Datum& datum : chart.data) types.emplace_back(datum.id, datum.type);
  const expression::Environment environment = core::make_environment(types, {}, false, chart.vocabulary);
  const ChartNames names;
  ChartLoader loader(chart, environment, names, problems);
  loader.load(reader);
  reader.finish();
}

}  // namespace bihuan::definition
