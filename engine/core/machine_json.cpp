// The JSON form of MachineState: state and datum ids, values in the wire forms of contracts §5.
#include "engine/core/machine_json.h"

#include <boost/json.hpp>

#include "engine/expression/json.h"

namespace bihuan::core {
namespace {

namespace json = boost::json;

json::array ids_of(const Chart& chart, const StateSet& states) {
  json::array ids;
  for (const StateIndex index : states) ids.emplace_back(chart.at(index).id);
  return ids;
}

json::object event_json(const MachineEvent& event) {
  return {{"name", event.name}, {"data", expression::to_json(event.data)}};
}

json::object timer_json(const Chart& chart, const PendingTimer& timer) {
  json::object out{{"due", timer.due}, {"order", timer.order}, {"number", timer.number}, {"delay", timer.delay_ms}};
  if (timer.kind == PendingTimer::Kind::after) {
    out["state"] = chart.at(timer.state).id;
  } else {
    out["event"] = event_json(timer.event);
    if (!timer.send_id.empty()) out["id"] = timer.send_id;
  }
  return out;
}

// Reads one document; the first thing that does not fit ends it (an exception of this file alone).
struct Unreadable {
  std::string what;
};

class Reader {
 public:
  explicit Reader(const Chart& chart) : chart_(chart) {}

  MachineState machine(const json::value& value, bool with_data) const {
    const json::object& in = object(value);
    MachineState out;
    out.started = flag(in, "started");
    out.closed = flag(in, "closed");
    out.armed = json::value_to<std::uint64_t>(member(in, "armed"));
    out.configuration = states(member(in, "configuration"));
    if (out.started && !is_known_configuration(out.configuration)) throw Unreadable{"configuration"};
    for (const auto& [id, set] : object(member(in, "history"))) {
      const StateIndex history = state(id);
      if (!chart_.at(history).is_history()) throw Unreadable{id};
      out.history.emplace_back(history, states(set));
    }
    if (with_data) out.data = data(object(member(in, "data")));
    if (const json::value* queue = in.if_contains("internal")) out.internal_queue = events(*queue);
    if (const json::value* queue = in.if_contains("external")) out.external_queue = events(*queue);
    for (const json::value& each : array(member(in, "timers"))) out.timers.push_back(timer(object(each)));
    return out;
  }

 private:
  static const json::value& member(const json::object& in, const char* key) {
    const json::value* found = in.if_contains(key);
    if (found == nullptr) throw Unreadable{key};
    return *found;
  }
  static const json::object& object(const json::value& value) {
    if (!value.is_object()) throw Unreadable{"object"};
    return value.get_object();
  }
  static const json::array& array(const json::value& value) {
    if (!value.is_array()) throw Unreadable{"array"};
    return value.get_array();
  }
  static std::string text(const json::value& value) {
    if (!value.is_string()) throw Unreadable{"text"};
    return json::value_to<std::string>(value);
  }
  static bool flag(const json::object& in, const char* key) {
    const json::value& value = member(in, key);
    if (!value.is_bool()) throw Unreadable{key};
    return value.get_bool();
  }
  StateIndex state(std::string_view id) const {
    const std::optional<StateIndex> found = chart_.find(id);
    if (!found) throw Unreadable{std::string(id)};
    return *found;
  }
  StateSet states(const json::value& value) const {
    StateSet set;
    for (const json::value& id : array(value)) set.insert(state(text(id)));
    return set;
  }
  // Every parent of an active state is active, so that no step can meet a state without its ancestors.
  bool is_known_configuration(const StateSet& set) const {
    for (const StateIndex index : set) {
      const StateIndex parent = chart_.at(index).parent;
      if (chart_.at(index).is_history() || (parent != root_state && !set.contains(parent))) return false;
    }
    return true;
  }
  static expression::Value value(const json::value& in) {
    Result<expression::Value> out = expression::from_json(in);
    if (!out) throw Unreadable{out.error().message()};
    return std::move(*out);
  }
  std::vector<expression::Value> data(const json::object& in) const {
    std::vector<expression::Value> out;
    out.reserve(chart_.data.size());
    for (const Datum& datum : chart_.data) out.push_back(value(member(in, datum.id.c_str())));
    return out;
  }
  static MachineEvent event(const json::value& in) {
    return {text(member(object(in), "name")), value(member(object(in), "data"))};
  }
  static std::vector<MachineEvent> events(const json::value& in) {
    std::vector<MachineEvent> out;
    for (const json::value& each : array(in)) out.push_back(event(each));
    return out;
  }
  PendingTimer timer(const json::object& in) const {
    PendingTimer out;
    out.due = json::value_to<std::int64_t>(member(in, "due"));
    out.order = json::value_to<std::uint64_t>(member(in, "order"));
    out.number = json::value_to<std::uint64_t>(member(in, "number"));
    out.delay_ms = json::value_to<std::int64_t>(member(in, "delay"));
    if (const json::value* id = in.if_contains("state")) {
      out.kind = PendingTimer::Kind::after;
      out.state = state(text(*id));
    } else {
      out.event = event(member(in, "event"));
      if (const json::value* send_id = in.if_contains("id")) out.send_id = text(*send_id);
    }
    return out;
  }

  const Chart& chart_;
};

}  // namespace

json::value to_json(const Chart& chart, const MachineState& machine) {
  json::object out{{"started", machine.started}, {"closed", machine.closed}, {"armed", machine.armed}};
  out["configuration"] = ids_of(chart, machine.configuration);
  json::object history;
  for (const auto& [state, set] : machine.history) history[chart.at(state).id] = ids_of(chart, set);
  out["history"] = std::move(history);
  json::object data;
  for (std::size_t i = 0; i < machine.data.size() && i < chart.data.size(); ++i) {
    data[chart.data[i].id] = expression::to_json(machine.data[i]);
  }
  out["data"] = std::move(data);
  const auto queue = [&](const char* key, const std::vector<MachineEvent>& events) {
    if (events.empty()) return;
    json::array list;
    for (const MachineEvent& event : events) list.emplace_back(event_json(event));
    out[key] = std::move(list);
  };
  queue("internal", machine.internal_queue);
  queue("external", machine.external_queue);
  json::array timers;
  for (const PendingTimer& timer : machine.timers) timers.emplace_back(timer_json(chart, timer));
  out["timers"] = std::move(timers);
  return out;
}

namespace {

Result<MachineState> read_machine(const Chart& chart, const json::value& value, bool with_data) {
  try {
    return Reader(chart).machine(value, with_data);
  } catch (const Unreadable& problem) {
    return Error("machine_unreadable", {{"what", problem.what}});
  } catch (const boost::system::system_error& problem) {  // a number that does not fit
    return Error("machine_unreadable", {{"what", problem.code().message()}});
  }
}

}  // namespace

Result<MachineState> machine_from_json(const Chart& chart, const json::value& value) {
  return read_machine(chart, value, true);
}

Result<MachineState> machine_without_data_from_json(const Chart& chart, const json::value& value) {
  return read_machine(chart, value, false);
}

}  // namespace bihuan::core
