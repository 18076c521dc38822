// The JSON form of MachineState: state and datum ids, values in the wire forms of contracts §5.
#include "engine/core/machine_json.h"

#include <utility>

#include "engine/expression/json.h"

namespace bihuan::core {
namespace {

using namespace json_form;

class MachineReader {
 public:
  explicit MachineReader(const Chart& chart) : chart_(chart) {}

  MachineState machine(const Object& in, MachineData data) const {
    MachineState out;
    out.started = bool_of(member_of(in, "started"));
    out.closed = bool_of(member_of(in, "closed"));
    out.armed = number_of<std::uint64_t>(member_of(in, "armed"));
    out.configuration = states(member_of(in, "configuration"));
    if (out.started && !is_known_configuration(out.configuration)) throw Unreadable{"configuration"};
    for (const auto [id, set] : object_of(member_of(in, "history"))) {
      const StateIndex history = state(id);
      if (!chart_.at(history).is_history()) throw Unreadable{std::string(id)};
      out.history.emplace_back(history, states(set));
    }
    if (data == MachineData::with) out.data = data_of(object_of(member_of(in, "data")));
    Element queue;
    if (in.at_key("internal").get(queue) == simdjson::SUCCESS) out.internal_queue = events(queue);
    if (in.at_key("external").get(queue) == simdjson::SUCCESS) out.external_queue = events(queue);
    for (const Element each : array_of(member_of(in, "timers"))) out.timers.push_back(timer(object_of(each)));
    return out;
  }

 private:
  StateIndex state(std::string_view id) const {
    const std::optional<StateIndex> found = chart_.find(id);
    if (!found) throw Unreadable{std::string(id)};
    return *found;
  }
  StateSet states(const Element& in) const {
    StateSet set;
    for (const Element id : array_of(in)) set.insert(state(text_of(id)));
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
  std::vector<expression::Value> data_of(const Object& in) const {
    std::vector<expression::Value> out;
    out.reserve(chart_.data.size());
    for (const Datum& datum : chart_.data) out.push_back(value_of(member_of(in, datum.id)));
    return out;
  }
  static MachineEvent event(const Element& in) {
    const Object object = object_of(in);
    return {std::string(text_of(member_of(object, "name"))), value_of(member_of(object, "data"))};
  }
  static std::vector<MachineEvent> events(const Element& in) {
    std::vector<MachineEvent> out;
    for (const Element each : array_of(in)) out.push_back(event(each));
    return out;
  }
  PendingTimer timer(const Object& in) const {
    PendingTimer out;
    out.due = number_of<Millis>(member_of(in, "due"));
    out.order = number_of<std::uint64_t>(member_of(in, "order"));
    out.number = number_of<std::uint64_t>(member_of(in, "number"));
    out.delay_ms = number_of<std::int64_t>(member_of(in, "delay"));
    Element id;
    if (in.at_key("state").get(id) == simdjson::SUCCESS) {
      out.kind = PendingTimer::Kind::after;
      out.state = state(text_of(id));
      return out;
    }
    out.event = event(member_of(in, "event"));
    if (in.at_key("id").get(id) == simdjson::SUCCESS) out.send_id = text_of(id);
    return out;
  }

  const Chart& chart_;
};

class MachineWriter {
 public:
  MachineWriter(JsonText& out, const Chart& chart) : out_(out), chart_(chart) {}

  void machine(const MachineState& machine, MachineData data) {
    out_.member("started", machine.started);
    out_.member("closed", machine.closed);
    out_.member("armed", machine.armed);
    out_.member("configuration", [&] { ids(machine.configuration); });
    out_.member("history", [&] {
      out_.object([&] {
        for (const auto& [state, set] : machine.history) out_.member(chart_.at(state).id, [&] { ids(set); });
      });
    });
    if (data == MachineData::with) out_.member("data", [&] { values(machine.data); });
    queue("internal", machine.internal_queue);
    queue("external", machine.external_queue);
    out_.member("timers", [&] { out_.array(machine.timers, [&](const PendingTimer& timer) { pending(timer); }); });
  }

 private:
  void ids(const StateSet& states) {
    out_.array(states, [&](StateIndex index) { out_.value(chart_.at(index).id); });
  }
  void values(const std::vector<expression::Value>& data) {
    out_.object([&] {
      for (std::size_t i = 0; i < data.size() && i < chart_.data.size(); ++i) {
        out_.member(chart_.data[i].id, [&] { expression::write_json(out_, data[i]); });
      }
    });
  }
  void event(const MachineEvent& event) {
    out_.object([&] {
      out_.member("name", event.name);
      out_.member("data", [&] { expression::write_json(out_, event.data); });
    });
  }
  void queue(std::string_view name, const std::vector<MachineEvent>& events) {
    if (events.empty()) return;
    out_.member(name, [&] { out_.array(events, [&](const MachineEvent& each) { event(each); }); });
  }
  void pending(const PendingTimer& timer) {
    out_.object([&] {
      out_.member("due", timer.due);
      out_.member("order", timer.order);
      out_.member("number", timer.number);
      out_.member("delay", timer.delay_ms);
      if (timer.kind == PendingTimer::Kind::after) return out_.member("state", chart_.at(timer.state).id);
      out_.member("event", [&] { event(timer.event); });
      if (!timer.send_id.empty()) out_.member("id", timer.send_id);
    });
  }

  JsonText& out_;
  const Chart& chart_;
};

}  // namespace

void write_machine(JsonText& out, const Chart& chart, const MachineState& machine, MachineData data) {
  out.object([&] { MachineWriter(out, chart).machine(machine, data); });
}

MachineState read_machine(const Chart& chart, const json_form::Element& in, MachineData data) {
  return MachineReader(chart).machine(object_of(in), data);
}

expression::Value json_form::value_of(const Element& in) {
  std::string_view text;  // as most values of a case are
  if (in.get(text) == simdjson::SUCCESS) return expression::Value::string(text);
  Result<expression::Value> out = expression::from_json(in);
  if (!out) throw Unreadable{out.error().message()};
  return std::move(*out);
}

std::string to_json_text(const Chart& chart, const MachineState& machine) {
  JsonText out;
  write_machine(out, chart, machine, MachineData::with);
  return std::string(out.text());
}

Result<MachineState> machine_from_json(const Chart& chart, std::string_view text) {
  try {
    return with_tree(text, [&](const Element& in) { return read_machine(chart, in, MachineData::with); });
  } catch (const Unreadable& problem) {
    return Error("machine_unreadable", {{"what", problem.what}});
  }
}

}  // namespace bihuan::core
