#include "engine/simulation/script.h"

#include <boost/json.hpp>

#include "engine/base/utf8.h"
#include "engine/calendar/duration.h"
#include "engine/expression/json.h"

namespace bihuan::simulation {
namespace {

namespace json = boost::json;

Error invalid(std::string place, std::string reason) {
  return Error("script_invalid", {{"place", std::move(place)}, {"reason", std::move(reason)}});
}

std::string text_of(const json::value& value) {
  return json::value_to<std::string>(value);
}

Result<Fields> read_fields(const json::value& in, const std::string& place) {
  Fields fields;
  if (in.is_null()) return fields;
  const Result<expression::Value> value = expression::from_json(in);
  if (!value) return invalid(place, value.error().message());
  if (!value->is(expression::Kind::map)) return invalid(place, "an object is expected");
  for (const auto& [key, field] : value->as_map().entries()) {
    if (!key.is(expression::Kind::string)) return invalid(place, "keys must be texts");
    fields.emplace_back(key.as_string(), field);
  }
  return fields;
}

Result<Step> read_advance(const json::value& in, const std::string& place) {
  if (!in.is_string()) return invalid(place, "\"advance\" must be a text such as \"48h\"");
  Step step;
  step.kind = Step::Kind::advance;
  step.text = text_of(in);
  const Result<calendar::Budget> duration = calendar::parse_duration(step.text);
  if (!duration) return invalid(place, duration.error().message());
  step.advance = calendar::to_ms(*duration);
  return step;
}

Result<Step> read_event(const json::object& in, const std::string& place) {
  Step step;
  for (const auto& [key, value] : in) {
    if (key == "event") {
      if (!value.is_string() || value.get_string().empty()) return invalid(place, "\"event\" must be a text");
      step.event = text_of(value);
    } else if (key == "by") {
      if (value.is_null()) continue;
      if (!value.is_string()) return invalid(place, "\"by\" must be a text");
      step.by = text_of(value);
    } else if (key == "data") {
      Result<Fields> fields = read_fields(value, place);
      if (!fields) return fields.error();
      step.data = std::move(*fields);
    } else if (key == "lenient") {
      if (!value.is_bool()) return invalid(place, "\"lenient\" must be true or false");
      step.lenient = value.get_bool();
    } else {
      return invalid(place, "unknown key \"" + std::string(key) + "\"");
    }
  }
  step.text = step.by.empty() ? step.event : step.event + " (" + step.by + ")";
  return step;
}

Result<Step> read_step(const json::value& in, std::size_t number) {
  const std::string place = "step " + std::to_string(number);
  if (in.is_string() && in.get_string() == "restart") {
    Step step;
    step.kind = Step::Kind::restart;
    step.text = "restart";
    return step;
  }
  if (!in.is_object()) return invalid(place, "an object is expected");
  const json::object& object = in.get_object();
  const json::value* advance = object.if_contains("advance");
  const bool event = object.contains("event");
  if ((advance != nullptr) == event) return invalid(place, "either \"event\" or \"advance\" is expected");
  if (event) return read_event(object, place);
  if (object.size() != 1) return invalid(place, "\"advance\" stands alone");
  return read_advance(*advance, place);
}

}  // namespace

Result<Script> read_script(std::string_view json_text) {
  if (!utf8::valid(json_text)) return invalid("the script", "it is not valid UTF-8");
  json::error_code problem;
  const json::value document = json::parse(json::string_view(json_text.data(), json_text.size()), problem);
  if (problem) return invalid("the script", problem.message());
  std::string zone = "Asia/Shanghai";
  std::string at = "2022-01-04T09:00";
  Script script;
  const json::value* steps = &document;
  if (document.is_object()) {
    steps = nullptr;
    for (const auto& [key, value] : document.get_object()) {
      if (key == "steps") {
        steps = &value;
      } else if (key == "fields") {
        Result<Fields> fields = read_fields(value, "fields");
        if (!fields) return fields.error();
        script.fields = std::move(*fields);
      } else if (key == "at" || key == "zone" || key == "by") {
        if (!value.is_string()) return invalid(key, "a text is expected");
        (key == "at" ? at : key == "zone" ? zone : script.by) = text_of(value);
      } else {
        return invalid("the script", "unknown key \"" + std::string(key) + "\"");
      }
    }
  }
  if (steps == nullptr || !steps->is_array()) return invalid("steps", "a list is expected");
  const Result<calendar::Zone> found = calendar::Zone::find(zone);
  if (!found) return found.error();
  script.zone = *found;
  const std::optional<Millis> start = script.zone.parse(at);
  if (!start) return invalid("at", "\"" + at + "\" is no date and time such as 2022-06-01T09:00");
  script.at = *start;
  for (const json::value& each : steps->get_array()) {
    Result<Step> step = read_step(each, script.steps.size() + 1);
    if (!step) return step.error();
    script.steps.push_back(std::move(*step));
  }
  return script;
}

}  // namespace bihuan::simulation
