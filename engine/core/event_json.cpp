#include "engine/core/event_json.h"

#include <type_traits>
#include <utility>

#include "engine/base/json_text.h"
#include "engine/core/json_members.h"
#include "engine/core/machine_json.h"
#include "engine/expression/json.h"

namespace bihuan::core {
namespace {

using json_form::array_of;
using json_form::Element;
using json_form::Object;
using json_form::text_of;
using json_form::Unreadable;
using json_form::value_of;

constexpr std::string_view reference = "$sealed";

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

// What may hold personal values.
template <class T>
constexpr bool may_be_sealed = std::is_same_v<T, expression::Value> || std::is_same_v<T, FieldValues>;

const expression::Value& as_value(const expression::Value& value) {
  return value;
}
expression::Value as_value(const FieldValues& fields) {
  std::vector<expression::Value> list;
  for (const auto& [id, value] : fields)
    list.push_back(expression::Value::list({expression::Value::string(id), value}));
  return expression::Value::list(std::move(list));
}

// Writes the members of one object; those asked for by name are left out when they are empty.
class Writer {
 public:
  Writer(JsonText& out, const Chart& chart, const Seal& seal) : out_(out), chart_(chart), seal_(seal) {}

  template <class T>
  void operator()(std::string_view name, const T& what) {
    if (!is_empty(what)) member(name, what);
  }
  template <class T>
  void member(std::string_view name, const T& what) {
    if constexpr (may_be_sealed<T>) {
      if (seal_) {
        if (const auto instead = seal_(name, as_value(what))) return out_.member(name, [&] { out_.raw(*instead); });
      }
    }
    out_.member(name, [&] { value(what); });
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
  void value(const T& member) {
    if constexpr (std::is_same_v<T, expression::Value>) {
      expression::write_json(out_, member);
    } else if constexpr (std::is_same_v<T, MachineState>) {
      write_machine(out_, chart_, member, MachineData::without);
    } else if constexpr (std::is_enum_v<T>) {
      out_.value(json_form::names<T>[static_cast<std::size_t>(member)]);
    } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
      out_.value(member);
    } else if constexpr (is_optional<T>::value) {
      value(*member);
    } else if constexpr (is_pair<T>::value) {
      out_.array([&] { value(member.first), value(member.second); });
    } else if constexpr (is_vector<T>::value) {
      out_.array(member, [&](const auto& item) { value(item); });
    } else {
      out_.object([&] { members(member); });
    }
  }
  template <class T>
  void members(const T& object) {
    static const Seal none;
    Writer inner(out_, chart_, none);
    // The members are named once for both directions, so the function takes its subject by reference to non-const.
    json_form::members(inner, const_cast<T&>(object));
  }

  JsonText& out_;
  const Chart& chart_;
  const Seal& seal_;
};

// Reads the members of one object. They are asked for in the order in which they were written, so that the one asked
// for is mostly the next; what stands before that has been read.
class Reader {
 public:
  Reader(const Chart& chart, const Object& in, const Unseal& unseal)
      : chart_(chart), unseal_(unseal), next_(in.begin()), end_(in.end()) {}

  template <class T>
  void operator()(std::string_view name, T& member) {
    for (auto at = next_; at != end_; ++at) {
      if (at.key() != name) continue;
      const Element found = at.value();
      if (at == next_) ++next_;
      return read_member(name, found, member);
    }
  }

 private:
  template <class T>
  void read_member(std::string_view name, const Element& from, T& member) {
    if constexpr (may_be_sealed<T>) {
      std::string_view record;
      if (unseal_ && from.at_key(reference).get(record) == simdjson::SUCCESS) {
        const auto text = unseal_(name, record);
        if (!text) {
          member = {};
          return;
        }
        simdjson::dom::parser parser;  // the thread's own is under way
        return read(json_form::taken(parser.parse(*text), name), member);
      }
    }
    read(from, member);
  }
  template <class T>
  void read(const Element& from, T& member) {
    if constexpr (std::is_same_v<T, expression::Value>) {
      member = value_of(from);
    } else if constexpr (std::is_same_v<T, MachineState>) {
      member = read_machine(chart_, from, MachineData::without);
    } else if constexpr (std::is_enum_v<T>) {
      read_name(text_of(from), member);
    } else if constexpr (std::is_same_v<T, bool>) {
      member = json_form::bool_of(from);
    } else if constexpr (std::is_same_v<T, std::string>) {
      member = text_of(from);
    } else if constexpr (std::is_arithmetic_v<T>) {
      member = json_form::number_of<T>(from);
    } else if constexpr (is_optional<T>::value) {
      member = typename T::value_type{};  // emplace() fails for nested aggregates in Clang 16
      read(from, *member);
    } else if constexpr (is_pair<T>::value) {
      const auto list = array_of(from);
      if (list.size() != 2) throw Unreadable{"pair"};
      read(list.at(0).value(), member.first);
      read(list.at(1).value(), member.second);
    } else if constexpr (is_vector<T>::value) {
      const auto list = array_of(from);
      member.reserve(list.size());
      for (const Element item : list) read(item, member.emplace_back());
    } else {
      static const Unseal none;
      Reader inner(chart_, json_form::object_of(from), none);
      json_form::members(inner, member);
    }
  }
  template <class E>
  static void read_name(std::string_view text, E& member) {
    for (std::size_t i = 0; i < std::size(json_form::names<E>); ++i) {
      if (json_form::names<E>[i] == text) {
        member = static_cast<E>(i);
        return;
      }
    }
    throw Unreadable{std::string(text)};
  }

  const Chart& chart_;
  const Unseal& unseal_;
  Object::iterator next_, end_;
};

// Tries the alternatives of EventBody in turn until the type's name fits.
template <std::size_t I = 0>
EventBody body_of(const Chart& chart, std::string_view type, const Object& in, const Unseal& unseal) {
  if constexpr (I == std::variant_size_v<EventBody>) {
    throw Unreadable{std::string(type)};
  } else {
    using Body = std::variant_alternative_t<I, EventBody>;
    static_assert(!json_form::type_name<Body>.empty(), "an event without a JSON form");
    if (json_form::type_name<Body> != type) return body_of<I + 1>(chart, type, in, unseal);
    Body body;
    Reader reader(chart, in, unseal);
    json_form::members(reader, body);
    return body;
  }
}

EventBody read_event(const Chart& chart, const Object& in, const Unseal& unseal) {
  return body_of(chart, text_of(json_form::member_of(in, "type")), in, unseal);
}

CaseState read_case(const Definition& definition, const Object& in, const Unseal& unseal) {
  static const Unseal none;
  CaseState state;
  Reader reader(definition.chart, in, none);
  json_form::members(reader, state);
  state.machine = read_machine(definition.chart, json_form::member_of(in, "machine"), MachineData::without);
  Object fields;
  if (in.at_key("fields").get(fields) != simdjson::SUCCESS) return state;  // it has none yet
  Reader values(definition.chart, fields, unseal);
  // One that is missing is as it began.
  state.machine.data.reserve(definition.chart.data.size());
  for (const auto& datum : definition.chart.data) {
    state.machine.data.push_back(datum.initial);
    values(datum.id, state.machine.data.back());
  }
  return state;
}

}  // namespace

std::string_view type_of(const EventBody& body) {
  return std::visit([]<class T>(const T&) { return json_form::type_name<T>; }, body);
}

void write_event(JsonText& out, const Definition& definition, const EventBody& body, const Seal& seal) {
  out.object([&] {
    out.member("type", type_of(body));
    Writer writer(out, definition.chart, seal);
    std::visit([&]<class T>(const T& each) { json_form::members(writer, const_cast<T&>(each)); }, body);
  });
}

std::string to_json_text(const Definition& definition, const EventBody& body) {
  JsonText out;
  write_event(out, definition, body);
  return std::string(out.text());
}

Result<std::vector<EventBody>> events_from_json(const Definition& definition, std::string_view text,
                                                const Unseal& unseal) {
  try {
    return json_form::with_tree(text, [&](const Element& in) {
      std::vector<EventBody> events;
      for (const Element each : array_of(in)) {
        events.push_back(read_event(definition.chart, json_form::object_of(each), unseal));
      }
      return events;
    });
  } catch (const Unreadable& problem) {
    return Error("event_unreadable", {{"what", problem.what}});
  }
}

std::string to_json_text(const Definition& definition, const CaseState& state, const Seal& seal) {
  static const Seal none;
  JsonText out;
  out.object([&] {
    Writer writer(out, definition.chart, none);
    json_form::members(writer, const_cast<CaseState&>(state));
    out.member("fields", [&] {
      out.object([&] {
        Writer values(out, definition.chart, seal);
        const auto& data = definition.chart.data;
        for (std::size_t i = 0; i < data.size() && i < state.machine.data.size(); ++i) {
          values.member(data[i].id, state.machine.data[i]);
        }
      });
    });
    out.member("machine", [&] { write_machine(out, definition.chart, state.machine, MachineData::without); });
  });
  return std::string(out.text());
}

Result<CaseState> case_from_json(const Definition& definition, std::string_view text, const Unseal& unseal) {
  try {
    return json_form::with_tree(
        text, [&](const Element& in) { return read_case(definition, json_form::object_of(in), unseal); });
  } catch (const Unreadable& problem) {
    return Error("case_unreadable", {{"what", problem.what}});
  }
}

}  // namespace bihuan::core
