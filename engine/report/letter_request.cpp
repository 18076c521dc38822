// What a letter is filled with: the case's fields by their letter names, and what stands in its clocks, tasks and
// facts.
#include <algorithm>
#include <boost/json.hpp>

#include "engine/core/event_json.h"
#include "engine/core/field_values.h"
#include "engine/core/scope.h"
#include "engine/report/case_facts.h"
#include "engine/report/letter_moment.h"
#include "engine/report/period.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;
using runtime::Millis;

class Filler {
 public:
  Filler(const LetterMoment& moment, const core::Organisation& organisation, const calendar::Zone& zone)
      : m_(moment), organisation_(organisation), zone_(zone) {}

  json::object all(const std::vector<runtime::PartyData>& parties, const core::DocumentKind& kind,
                   bool with_identities) {
    put("案件编号", m_.state.number);
    put("收到日期", day(m_.state.received_at));
    put("信访人", with_identities ? names(parties, kind.to) : std::string());
    contact();
    units();
    limits();
    route();
    fields();
    notice();
    if (m_.cause) std::visit([this](const auto& fact) { tell(fact); }, m_.cause->body);
    return std::move(out_);
  }

  [[nodiscard]] std::string day(Millis at) const {
    return day_text(Day{std::chrono::days{zone_.to_local(at).date.day}});
  }

 private:
  // Nothing is left to the general rule or to the office's standing texts.
  void put(std::string_view name, const std::string& value) {
    if (!value.empty()) out_[name] = value;
  }

  // A limit that ends at midnight belongs to the day before it.
  std::string limit(Millis due) const { return day(due - 1); }

  std::string unit(const std::string& id) const {
    const core::Unit* found = organisation_.unit(id);
    return found == nullptr ? id : found->title;
  }

  std::string person(const std::string& id) const {
    const core::Person* found = organisation_.person(id);
    return found == nullptr ? id : found->name;
  }

  static std::string names(const std::vector<runtime::PartyData>& parties, const std::string& kind) {
    std::string out;
    for (const auto& party : parties) {
      if (party.kind == kind && !party.name.empty()) out += (out.empty() ? "" : "、") + party.name;
    }
    return out;
  }

  // Whoever issued it answers questions about it; what the system issues, the person who last acted before.
  void contact() {
    const core::Person* who = organisation_.person(m_.issued.actor);
    if (who == nullptr) who = organisation_.person(m_.state.filed_by);
    if (who == nullptr) return;
    put("联系人", who->name);
    put("联系电话", who->phone);
  }

  void units() {
    put("承办单位", unit(m_.state.lead_unit));
    std::string others;
    for (const auto& task : m_.state.tasks) {
      const bool counts = task.phase != core::TaskPhase::returned && task.phase != core::TaskPhase::cancelled;
      if (!counts) continue;
      if (task.duty == core::TaskDuty::lead) {
        put("承办人", person(task.person));
      } else {
        others += (others.empty() ? "" : "、") + unit(task.unit);
      }
    }
    put("配合单位", others);
    const std::string organ = text_of("transfer_to");
    put("主送单位", organ.empty() ? unit(m_.state.lead_unit) : organ);
  }

  // The case's own clock that runs, the last started of several.
  void limits() {
    const core::ClockState* running = nullptr;
    for (const auto& clock : m_.state.clocks) {
      const bool of_case = clock.id.find('@') == std::string::npos;
      if (!of_case || clock.phase != core::ClockPhase::running) continue;
      if (running == nullptr || clock.ledger.started >= running->ledger.started) running = &clock;
    }
    if (running == nullptr) return;
    clock(*running);
  }

  void clock(const core::ClockState& clock) {
    put("受理日期", day(clock.ledger.started));
    put("原办理期限", limit(clock.first_due));
    put("办理期限", limit(clock.due));
  }

  void route() {
    const std::string value = text_of("route");
    if (value.starts_with("31-") && value.size() == 4)
      put("办理途径", "《信访工作条例》第三十一条第" + chinese_number(static_cast<unsigned>(value[3] - '0')) + "项");
    const auto index = core::field_index(*m_.definition, "opinion_due");
    const bool opinion =
        index && m_.state.machine.data[*index].is(expression::Kind::boolean) && m_.state.machine.data[*index].as_bool();
    if (opinion || value == "31-6") put("属于求决", "1");
  }

  std::string text_of(std::string_view field) const {
    const auto index = core::field_index(*m_.definition, field);
    if (!index) return {};
    const auto& value = m_.state.machine.data[*index];
    return value.is(expression::Kind::string) ? value.as_string() : std::string();
  }

  void touched(std::string_view field, std::string_view day_name, std::string_view person_name) {
    const auto found = m_.last_set.find(field);
    if (found == m_.last_set.end()) return;
    put(day_name, day(found->second.at));
    if (!person_name.empty()) put(person_name, person(found->second.by));
  }

  void fields() {
    touched("self_check_note", "自查日期", "");
    touched("acceptance_note", "验收日期", "验收人员");
  }

  // 公示: from the day it began to the end of its clock; an objection that stood is not closed out.
  void notice() {
    const core::ClockState* clock = core::find_clock(m_.state, "notice");
    if (clock == nullptr || clock->phase == core::ClockPhase::idle) return;
    put("公示开始", day(clock->ledger.started));
    put("公示结束", limit(clock->due));
    put("公示结果", text_of("objection").empty() ? "公示期间未收到异议" : "公示期间收到的异议经核查不成立");
  }

  template <class Fact>
  void tell(const Fact&) {}

  void tell(const core::ClockExtended& fact) {
    if (const core::ClockState* extended = core::find_clock(m_.state, fact.clock)) clock(*extended);
    if (fact.by.days != 0) put("延长天数", std::to_string(fact.by.days));
    put("理由", fact.reason);
  }

  void tell(const core::Supervised& fact) {
    put("督办次数", chinese_number(static_cast<unsigned>(std::clamp(m_.state.supervised, 1, 99))));
    put("工作要求", fact.note);
    Millis due = 0;
    for (const auto& clock : m_.state.clocks) {
      if (clock.overdue && clock.phase == core::ClockPhase::running && (due == 0 || clock.due < due)) due = clock.due;
    }
    const auto days = due == 0 ? 0 : zone_.to_local(m_.issued.at).date.day - zone_.to_local(due - 1).date.day;
    put("督办缘由", days > 0 ? "已超过办理期限" + std::to_string(days) + "天，尚未办结" : std::string("尚未办结"));
  }

  void tell(const core::TaskOpened& fact) {
    put("主送单位", unit(fact.task.unit));
    const std::string own = "@" + std::to_string(fact.task.id);
    const core::TaskKind& kind = m_.definition->tasks[fact.task.kind];
    for (const auto& clock : m_.state.clocks) {
      if (kind.clock == clock.kind && clock.id.ends_with(own)) put("办理期限", limit(clock.due));
    }
  }

  const LetterMoment& m_;
  const core::Organisation& organisation_;
  const calendar::Zone& zone_;
  json::object out_;
};

}  // namespace

Result<LetterRequest> letter_request(const LetterMoment& moment, const core::DocumentKind& kind,
                                     const core::Organisation& organisation, const calendar::Zone& zone,
                                     const std::vector<runtime::PartyData>& parties, bool with_identities) {
  Filler filler(moment, organisation, zone);
  LetterRequest request;
  request.document = kind.form;
  request.title = kind.title;
  request.number = moment.document().number;
  request.date = filler.day(moment.issued.at);
  request.office = office_title(organisation);
  request.event = std::to_string(moment.state.id) + "/" + std::to_string(moment.issued.seq);
  auto state = core::to_json(*moment.definition, moment.state);
  if (const auto* fields = state.if_contains("fields"); fields != nullptr) request.fields = fields->as_object();
  for (const auto& field : moment.definition->fields) {
    if (field.personal && !with_identities) request.fields.erase(field.id);
  }
  for (const auto& fact : moment.command) {
    if (const auto* set = std::get_if<core::FieldSet>(&fact.body)) request.fresh.insert(set->field);
  }
  request.values = filler.all(parties, kind, with_identities);
  return request;
}

}  // namespace bihuan::report
