#include "engine/core/event_json.h"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "engine/core/json_members.h"
#include "engine/core/machine_json.h"
#include "engine/expression/json.h"

namespace bihuan::core {
namespace {

namespace json = boost::json;

struct Unreadable {
  std::string what;
};

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_pair : std::false_type {};
template <class A, class B>
struct is_pair<std::pair<A, B>> : std::true_type {};

// A double keeps 15 significant digits: the parser of Boost.JSON 1.81 may be off in the 17th, and what is stored, read
// and stored again must stay the same text.
void round_doubles(json::value& value) {
  if (value.is_double()) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.15g", value.get_double());
    value = std::strtod(text.data(), nullptr);
  } else if (value.is_array()) {
    for (auto& item : value.get_array()) round_doubles(item);
  } else if (value.is_object()) {
    for (auto& member : value.get_object()) round_doubles(member.value());
  }
}

json::value stored_value(const expression::Value& value) {
  auto out = expression::to_json(value);
  round_doubles(out);
  return out;
}

// The machine without its data: fields travel by themselves.
json::value machine_json(const Chart& chart, const MachineState& machine) {
  json::value out = to_json(chart, machine);
  out.as_object().erase("data");
  return out;
}

MachineState machine_of(const Chart& chart, const json::value& in) {
  auto machine = machine_without_data_from_json(chart, in);
  if (!machine) throw Unreadable{machine.error().message()};
  return std::move(*machine);
}

class Writer {
 public:
  Writer(const Chart& chart, json::object& out) : chart_(chart), out_(out) {}

  template <class T>
  void operator()(std::string_view name, T& member) {
    if (is_empty(member)) return;
    out_[json::string_view(name.data(), name.size())] = value(member);
  }

 private:
  template <class T>
  static bool is_empty(const T& member) {
    if constexpr (std::is_same_v<T, expression::Value>) {
      return member.kind() == expression::Kind::null;
    } else if constexpr (std::is_enum_v<T>) {
      return static_cast<int>(member) == 0;
    } else if constexpr (std::is_arithmetic_v<T>) {
      return member == T{};
    } else if constexpr (is_optional<T>::value) {
      return !member.has_value();
    } else if constexpr (is_vector<T>::value || std::is_same_v<T, std::string>) {
      return member.empty();
    } else {
      return false;
    }
  }
  template <class T>
  json::value value(T& member) {
    if constexpr (std::is_same_v<T, expression::Value>) {
      return stored_value(member);
    } else if constexpr (std::is_same_v<T, MachineState>) {
      return machine_json(chart_, member);
    } else if constexpr (std::is_enum_v<T>) {
      const auto name = json_form::names<T>[static_cast<std::size_t>(member)];
      return json::string(name.data(), name.size());
    } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
      return json::value(member);
    } else if constexpr (std::is_arithmetic_v<T>) {
      return json::value(static_cast<std::int64_t>(member));
    } else if constexpr (is_optional<T>::value) {
      return value(*member);
    } else if constexpr (is_pair<T>::value) {
      return json::array{value(member.first), value(member.second)};
    } else if constexpr (is_vector<T>::value) {
      json::array list;
      list.reserve(member.size());
      for (auto& item : member) list.push_back(value(item));
      return list;
    } else {
      json::object object;
      Writer inner(chart_, object);
      json_form::members(inner, member);
      return object;
    }
  }

  const Chart& chart_;
  json::object& out_;
};

class Reader {
 public:
  Reader(const Chart& chart, const json::object& in) : chart_(chart), in_(in) {}

  template <class T>
  void operator()(std::string_view name, T& member) {
    const auto* found = in_.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) return;
    try {
      read(*found, member);
    } catch (const boost::system::system_error&) {
      throw Unreadable{std::string(name)};
    }
  }

 private:
  template <class T>
  void read(const json::value& from, T& member) {
    if constexpr (std::is_same_v<T, expression::Value>) {
      auto value = expression::from_json(from);
      if (!value) throw Unreadable{value.error().message()};
      member = std::move(*value);
    } else if constexpr (std::is_same_v<T, MachineState>) {
      member = machine_of(chart_, from);
    } else if constexpr (std::is_enum_v<T>) {
      read_name(from, member);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!from.is_bool()) throw Unreadable{"bool"};
      member = from.get_bool();
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (!from.is_string()) throw Unreadable{"text"};
      member.assign(from.get_string().data(), from.get_string().size());
    } else if constexpr (std::is_arithmetic_v<T>) {
      member = from.to_number<T>();
    } else if constexpr (is_optional<T>::value) {
      member = typename T::value_type{};  // emplace() fails for nested aggregates in Clang 16
      read(from, *member);
    } else if constexpr (is_pair<T>::value) {
      const auto& list = array(from);
      if (list.size() != 2) throw Unreadable{"pair"};
      read(list[0], member.first);
      read(list[1], member.second);
    } else if constexpr (is_vector<T>::value) {
      for (const auto& item : array(from)) read(item, member.emplace_back());
    } else {
      if (!from.is_object()) throw Unreadable{"object"};
      Reader inner(chart_, from.get_object());
      json_form::members(inner, member);
    }
  }
  template <class E>
  static void read_name(const json::value& from, E& member) {
    if (!from.is_string()) throw Unreadable{"name"};
    const std::string_view text(from.get_string().data(), from.get_string().size());
    for (std::size_t i = 0; i < std::size(json_form::names<E>); ++i) {
      if (json_form::names<E>[i] == text) {
        member = static_cast<E>(i);
        return;
      }
    }
    throw Unreadable{std::string(text)};
  }
  static const json::array& array(const json::value& from) {
    if (!from.is_array()) throw Unreadable{"list"};
    return from.get_array();
  }

  const Chart& chart_;
  const json::object& in_;
};

// Tries the alternatives of EventBody in turn until the type's name fits.
template <std::size_t I = 0>
EventBody body_of(const Chart& chart, std::string_view type, const json::object& in) {
  if constexpr (I == std::variant_size_v<EventBody>) {
    throw Unreadable{std::string(type)};
  } else {
    using Body = std::variant_alternative_t<I, EventBody>;
    static_assert(!json_form::type_name<Body>.empty(), "an event without a JSON form");
    if (json_form::type_name<Body> != type) return body_of<I + 1>(chart, type, in);
    Body body;
    Reader reader(chart, in);
    json_form::members(reader, body);
    return body;
  }
}

}  // namespace

std::string_view type_of(const EventBody& body) {
  return std::visit([]<class T>(const T&) { return json_form::type_name<T>; }, body);
}

json::object to_json(const Definition& definition, const EventBody& body) {
  json::object out;
  const auto type = type_of(body);
  out["type"] = json::string_view(type.data(), type.size());
  Writer writer(definition.chart, out);
  // The members are named once for both directions, so the function takes its subject by reference to non-const.
  std::visit([&]<class T>(const T& each) { json_form::members(writer, const_cast<T&>(each)); }, body);
  return out;
}

Result<EventBody> event_from_json(const Definition& definition, const json::value& in) {
  try {
    if (!in.is_object()) throw Unreadable{"object"};
    const auto* type = in.get_object().if_contains("type");
    if (type == nullptr || !type->is_string()) throw Unreadable{"type"};
    return body_of(definition.chart, {type->get_string().data(), type->get_string().size()}, in.get_object());
  } catch (const Unreadable& problem) {
    return Error("event_unreadable", {{"what", problem.what}});
  }
}

json::object to_json(const Definition& definition, const CaseState& state) {
  json::object out;
  Writer writer(definition.chart, out);
  json_form::members(writer, const_cast<CaseState&>(state));
  json::value machine = to_json(definition.chart, state.machine);
  round_doubles(machine);
  out["fields"] = std::move(machine.as_object()["data"]);
  machine.as_object().erase("data");
  out["machine"] = std::move(machine);
  return out;
}

Result<CaseState> case_from_json(const Definition& definition, const json::value& in) {
  try {
    if (!in.is_object()) throw Unreadable{"object"};
    CaseState state;
    Reader reader(definition.chart, in.get_object());
    json_form::members(reader, state);
    const auto* machine = in.get_object().if_contains("machine");
    if (machine == nullptr) throw Unreadable{"machine"};
    state.machine = machine_of(definition.chart, *machine);
    const auto* fields = in.get_object().if_contains("fields");
    for (const auto& datum : definition.chart.data) {
      const auto* found =
          fields != nullptr && fields->is_object() ? fields->get_object().if_contains(datum.id) : nullptr;
      if (found == nullptr) {  // erased, or the state has none yet
        if (fields != nullptr) state.machine.data.push_back(datum.initial);
        continue;
      }
      auto value = expression::from_json(*found);
      if (!value) throw Unreadable{datum.id};
      state.machine.data.push_back(std::move(*value));
    }
    return state;
  } catch (const Unreadable& problem) {
    return Error("case_unreadable", {{"what", problem.what}});
  }
}

}  // namespace bihuan::core
