// What a letter is filled with: the case's fields by their letter names, and what stands in its clocks, tasks and
// facts.
#include <algorithm>
#include <boost/json.hpp>

#include "engine/core/field_values.h"
#include "engine/core/rights.h"
#include "engine/core/scope.h"
#include "engine/report/case_facts.h"
#include "engine/report/field_text.h"
#include "engine/report/letter_law.h"
#include "engine/report/letter_moment.h"
#include "engine/report/period.h"
#include "engine/runtime/projection.h"
#include "engine/runtime/sight.h"

namespace bihuan::report {
namespace {

namespace json = boost::json;
using runtime::Millis;

class Filler {
 public:
  Filler(const LetterMoment& moment, const core::Organisation& organisation, const calendar::Zone& zone,
         const std::vector<runtime::PartyData>& parties, const LetterReader& reader)
      : m_(moment), organisation_(organisation), zone_(zone), parties_(parties), reader_(reader) {
    if (!reader.opened && !core::may_reveal(*moment.definition, reader.context.actor))
      secrets_ = runtime::sealed_words(*moment.definition, parties);
    read_fields();
  }

  json::object all(const core::DocumentKind& kind, const LetterLaws& laws) {
    put("案件编号", m_.state.number);
    put("收到日期", day(m_.state.received_at));
    put("信访人", names(kind.to));
    contact();
    units();
    limits();
    route();
    cite(laws);
    touches();
    notice();
    attachments();
    if (m_.cause) std::visit([this](const auto& fact) { tell(fact); }, m_.cause->body);
    return std::move(out_);
  }

  [[nodiscard]] json::object fields() const {
    json::object out;
    for (const auto& [id, value] : fields_) out[id] = value;
    return out;
  }

  [[nodiscard]] std::string day(Millis at) const {
    return day_text(Day{std::chrono::days{zone_.to_local(at).date.day}});
  }

 private:
  // Each field as the reader may read it; who may is decided by the case as it is now, the value is that of then.
  void read_fields() {
    const auto& definition = *m_.definition;
    const core::Scope scope(definition, m_.now, reader_.context);
    for (std::size_t i = 0; i < definition.fields.size() && i < m_.state.machine.data.size(); ++i) {
      const core::Field& field = definition.fields[i];
      const auto& value = m_.state.machine.data[i];
      const auto sight = core::field_sight(definition, scope, reader_.context.actor, field);
      if (sight == core::FieldSight::hidden || core::is_unset(value)) continue;
      const bool masked = sight == core::FieldSight::masked;
      if (masked && !value.is(expression::Kind::string)) continue;  // a masked number would tell it
      const std::string text = field_text(field, value, organisation_, zone_);
      fields_[field.id] = masked ? runtime::mask_text(text) : free_text(text);
    }
  }

  // What people wrote may name whom the reader must not know.
  std::string free_text(const std::string& text) const {
    return secrets_.empty() ? text : runtime::redacted(text, secrets_);
  }

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

  // The parties it is addressed to; of what goes to no party, those whom the case is about.
  std::string names(const std::string& addressed_to) const {
    std::string out;
    for (const auto& party : parties_) {
      const auto* kind = runtime::party_kind(*m_.definition, party.kind);
      const bool sealed = kind != nullptr && kind->sealed;
      if (party.name.empty() || (addressed_to.empty() ? !sealed : party.kind != addressed_to)) continue;
      out += (out.empty() ? "" : "、") + (sealed && !reader_.opened ? runtime::mask_name(party.name) : party.name);
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
    put("联系", "联系人：" + who->name + (who->phone.empty() ? "" : "，联系电话：" + who->phone));
  }

  void units() {
    put("承办单位", unit(m_.state.lead_unit));
    std::string others;
    for (const auto& task : m_.state.tasks) {
      const bool counts = task.phase != core::TaskPhase::returned && task.phase != core::TaskPhase::cancelled;
      if (!counts) continue;
      if (task.duty == core::TaskDuty::lead) {
        put("承办人", person(task.person));
        put("交办日期", day(task.assigned_at));
      } else {
        others += (others.empty() ? "" : "、") + unit(task.unit);
      }
    }
    put("配合单位", others);
    const std::string organ = text_of("transfer_to");
    put("主送单位", organ.empty() ? unit(m_.state.lead_unit) : organ);
  }

  // Of the case's own clocks the one that was started last; what runs goes before what has stopped.
  void limits() {
    const core::ClockState* found = nullptr;
    const auto rank = [](const core::ClockState& clock) {
      return std::pair(clock.phase != core::ClockPhase::stopped, clock.ledger.started);
    };
    for (const auto& clock : m_.state.clocks) {
      const bool own = clock.id.find('@') == std::string::npos && clock.phase != core::ClockPhase::idle;
      if (own && (found == nullptr || rank(clock) > rank(*found))) found = &clock;
    }
    if (found != nullptr) clock(*found);
  }

  void clock(const core::ClockState& clock) {
    put("受理日期", day(clock.ledger.started));
    put("原办理期限", limit(clock.first_due));
    put("办理期限", limit(clock.due));
    due_ = clock.due;
    const auto days = clock.ledger.budget.days;
    if (days > 0 && days < 100) {
      const bool working = clock.ledger.counting == calendar::Counting::working;
      put("办理天数", chinese_number(static_cast<unsigned>(days)) + (working ? "个工作日" : "日"));
    }
    std::int64_t more = 0;
    for (const auto& each : clock.ledger.extensions) {
      more += each.by_budget.days;
      put("批准人", person(each.approved_by));
    }
    if (more > 0) put("延长天数", std::to_string(more));
  }

  // Of the sixfold route only the Regulation of 2022 knows; its field exists where that is in force.
  void route() {
    const std::string value = text_of("route");
    if (value.starts_with("31-") && value.size() == 4) {
      route_ = "信访工作条例第三十一条第" + chinese_number(static_cast<unsigned>(value[3] - '0')) + "项";
      put("办理途径", cited({route_}));
    }
    const auto index = core::field_index(*m_.definition, "opinion_due");
    const bool opinion =
        index && m_.state.machine.data[*index].is(expression::Kind::boolean) && m_.state.machine.data[*index].as_bool();
    if (opinion || value == "31-6") put("属于求决", "1");
  }

  void cite(const LetterLaws& names) {
    for (const auto& [name, clocks] : names) {
      std::vector<std::string> laws;
      for (const auto& each : clocks) laws.push_back(law_of_clock(*m_.definition, each));
      if (name == "受理依据") {
        put("法规", laws.empty() ? std::string() : law_title(laws.front()));
        laws.push_back(route_);
      }
      put(name, cited(laws));
    }
  }

  std::string text_of(std::string_view field) const {
    const auto found = fields_.find(field);
    return found == fields_.end() ? std::string() : found->second;
  }

  void touched(std::string_view field, std::string_view day_name, std::string_view person_name) {
    const auto found = m_.last_set.find(field);
    if (found == m_.last_set.end()) return;
    put(day_name, day(found->second.at));
    if (!person_name.empty()) put(person_name, person(found->second.by));
  }

  void touches() {
    touched("self_check_note", "自查日期", "");
    touched("acceptance_note", "验收日期", "验收人员");
  }

  void attachments() {
    json::array out;
    for (const auto& file : m_.state.attachments) {
      out.push_back(
          json::object{{"标记", annex_mark(out.size(), m_.state.attachments.size())}, {"名称", free_text(file.name)}});
    }
    if (!out.empty()) out_["附件"] = std::move(out);
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
    put("理由", free_text(fact.reason));
    if (const auto law = cited({law_of_clock(*m_.definition, fact.clock)}); !law.empty())
      put("延期依据", "根据" + law + "的规定");
  }

  void tell(const core::Supervised& fact) {
    put("督办次数", chinese_number(static_cast<unsigned>(std::clamp(m_.state.supervised, 1, 99))));
    put("工作要求", free_text(fact.note));
    // Of the limit that the letter names.
    const auto days = due_ == 0 ? 0 : zone_.to_local(m_.issued.at).date.day - zone_.to_local(due_ - 1).date.day;
    if (due_ != 0 && days <= 0) put("督办期限", limit(due_));
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
  const std::vector<runtime::PartyData>& parties_;
  const LetterReader& reader_;
  std::vector<std::string> secrets_;
  std::map<std::string, std::string, std::less<>> fields_;
  std::string route_;
  Millis due_ = 0;  // of the clock whose days stand in the letter
  json::object out_;
};

}  // namespace

Result<LetterRequest> letter_request(const LetterMoment& moment, const core::DocumentKind& kind,
                                     const core::Organisation& organisation, const calendar::Zone& zone,
                                     const std::vector<runtime::PartyData>& parties, const LetterReader& reader) {
  const auto laws = letter_laws();
  if (!laws) return laws.error();
  Filler filler(moment, organisation, zone, parties, reader);
  LetterRequest request;
  request.document = kind.form;
  request.title = kind.title;
  request.number = moment.document().number;
  request.date = filler.day(moment.issued.at);
  request.office = office_title(organisation);
  request.event = std::to_string(moment.state.id) + "/" + std::to_string(moment.issued.seq);
  request.fields = filler.fields();
  for (const auto& fact : moment.command) {
    if (const auto* set = std::get_if<core::FieldSet>(&fact.body)) request.fresh.insert(set->field);
  }
  request.values = filler.all(kind, *laws);
  return request;
}

}  // namespace bihuan::report
