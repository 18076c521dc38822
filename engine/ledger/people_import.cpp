// People: one row a person. Adding them, giving them roles and handing them a first sign-in are three steps, and each
// is done for those who lack it.
#include <algorithm>
#include <set>

#include "engine/ledger/directory_rows.h"
#include "engine/ledger/matching.h"
#include "engine/ledger/normal.h"
#include "engine/runtime/directory_rules.h"

namespace bihuan::ledger {
namespace {

class PeopleImport final : public DirectoryImport {
 public:
  using DirectoryImport::DirectoryImport;

 private:
  struct Planned {
    core::Person person;
    bool is_new = false;
    bool sign_in = false;
    std::vector<std::string> roles;  // to be given, at the person's unit
  };

  std::vector<Verdict> judge(std::vector<DirectoryRow>& rows) override {
    const auto read = service_.store().read();
    persons_ = read->directory().persons();
    held_ = read->directory().roles();
    const UnitNames units(read->directory().units());
    planned_.clear();
    ids_.clear();
    seen_.clear();
    told_of_roles_ = false;
    for (const auto& person : persons_) ids_.insert(person.id);
    std::vector<Verdict> verdicts(rows.size(), Verdict::bad);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].problems.empty()) verdicts[i] = take(rows[i], units, read->directory());
    }
    return verdicts;
  }

  Verdict take(DirectoryRow& row, const UnitNames& units, runtime::DirectoryReads& directory) {
    Planned plan;
    plan.person.name = row.text("person.name");
    plan.person.id = row.text("person.id");
    plan.person.phone = row.text("person.phone");
    plan.person.mail = row.text("person.mail");
    const auto unit = units.find(row.text("person.unit"));
    if (!unit) {
      const std::string written = row.text("person.unit");
      row.refuse("person.unit",
                 Error("ledger_unit_unknown", {{"value", written}, {"near", units.suggestions(written)}}));
      return Verdict::bad;
    }
    plan.person.unit = *unit;
    if (!find(row, plan)) return Verdict::bad;
    if (const auto why = seen_.find(plan.person.id); why != seen_.end() && why->second != row.row) {
      auto twice = Error("ledger_duplicate_in_file", {{"row", std::to_string(why->second)}});
      row.problems.push_back({row.row, 0, "", std::move(twice), true});
      return Verdict::duplicate;
    }
    if (!read_roles(row, plan)) return Verdict::bad;
    const auto credential = plan.is_new ? std::nullopt : directory.credential(plan.person.id);
    plan.sign_in = rights_.give_roles && rights_.make_sign_in &&
                   (!credential || (credential->password.empty() && credential->one_time.empty()));
    seen_[plan.person.id] = row.row;
    if (!plan.is_new && plan.roles.empty() && !plan.sign_in) {
      auto why = Error("ledger_duplicate_known", {{"number", plan.person.id}});
      row.problems.push_back({row.row, 0, "", std::move(why), true});
      return Verdict::duplicate;
    }
    planned_.push_back(std::move(plan));
    return Verdict::good;
  }

  // Whether the person is here already, or may be added.
  bool find(DirectoryRow& row, Planned& plan) {
    core::Person& person = plan.person;
    const auto known = std::find_if(persons_.begin(), persons_.end(), [&](const core::Person& each) {
      if (!person.id.empty()) return each.id == person.id;
      return each.name == person.name && each.unit == person.unit &&
             (each.phone.empty() || person.phone.empty() || each.phone == person.phone);
    });
    if (known != persons_.end()) {
      if (known->name != person.name || known->unit != person.unit || !known->active) {
        row.refuse("person.id", Error("ledger_person_differs", {{"id", known->id}}));
        return false;
      }
      person = *known;
      return true;
    }
    if (!rights_.add) {
      row.refuse("person.name", Error("ledger_person_not_added", {{"name", person.name}}));
      return false;
    }
    if (person.id.empty()) {
      person.id = free_id(person.name, "person", [&](const std::string& id) { return ids_.contains(id); });
    }
    if (const auto good = runtime::check_id(person.id); !good) {
      row.refuse("person.id", good.error());
      return false;
    }
    plan.is_new = true;
    ids_.insert(person.id);
    persons_.push_back(person);
    return true;
  }

  bool read_roles(DirectoryRow& row, Planned& plan) {
    const std::string written = row.text("person.roles");
    for (const auto& word : split_list(written)) {
      const std::string role = profile_.meaning("person.roles", word).value_or(word);
      if (runtime::is_administrator_role(role)) {
        row.refuse("person.roles", Error("ledger_role_reserved", {{"value", word}}));
        return false;
      }
      if (!known_roles().contains(role)) {
        std::string choices;
        for (const auto& known : known_roles()) choices += (choices.empty() ? "" : ", ") + known;
        row.refuse("person.roles", Error("ledger_choice_unknown", {{"value", word}, {"choices", choices}}));
        return false;
      }
      const bool has = std::any_of(held_.begin(), held_.end(), [&](const runtime::StoredRole& stored) {
        return stored.role.person == plan.person.id && stored.role.role == role &&
               stored.role.unit == plan.person.unit && !stored.role.valid_to;
      });
      if (has) continue;
      if (rights_.give_roles) {
        plan.roles.push_back(role);
      } else if (!told_of_roles_) {
        told_of_roles_ = true;
        row.problems.push_back({row.row, 0, "", Error("ledger_roles_left"), true});
      }
    }
    if (!plan.roles.empty() && plan.person.id == rights_.person) {
      row.refuse("person.roles", Error("roles_own"));
      return false;
    }
    return true;
  }

  const std::set<std::string>& known_roles() {
    if (roles_.empty()) {
      for (const auto& definition : service_.definitions().current()) {
        for (const auto& role : definition->roles) roles_.insert(role.id);
      }
    }
    return roles_;
  }

  Result<void> write(runtime::WriteSession& session) override {
    const auto now = session.directory().persons();
    for (const Planned& plan : planned_) {
      const std::string subject = "person:" + plan.person.id;
      const bool known =
          std::any_of(now.begin(), now.end(), [&](const auto& each) { return each.id == plan.person.id; });
      if (plan.is_new && known) return Error("id_taken", {{"id", plan.person.id}});
      if (plan.is_new) {
        session.directory().put_person(plan.person);
        log(session, "put_person", subject);
      }
      for (const auto& role : plan.roles) {
        session.directory().add_role({.person = plan.person.id,
                                      .role = role,
                                      .unit = plan.person.unit,
                                      .valid_from = service_.clock().now(),
                                      .valid_to = {}});
        log(session, "add_role", subject);
      }
    }
    return {};
  }

  void hand_out(ImportCounts& counts, const Progress& progress) override {
    const auto organisation = service_.organisation();
    std::int64_t done = 0;
    for (const Planned& plan : planned_) {
      progress(++done, static_cast<std::int64_t>(planned_.size()));
      if (!plan.sign_in) continue;
      auto secret = rights_.make_sign_in(plan.person.id);
      if (!secret) {
        counts.refusals.push_back({0, 0, plan.person.id, secret.error()});
        continue;
      }
      const auto* unit = organisation->unit(plan.person.unit);
      counts.sign_ins.push_back(
          {plan.person.id, plan.person.name, unit == nullptr ? plan.person.unit : unit->title, std::move(*secret)});
    }
  }

  std::vector<core::Person> persons_;
  std::vector<runtime::StoredRole> held_;
  std::set<std::string> ids_, roles_;
  std::map<std::string, int> seen_;
  std::vector<Planned> planned_;
  bool told_of_roles_ = false;
};

}  // namespace

std::unique_ptr<Importer> people_import(runtime::CaseService& service, Profile profile, DirectoryRights rights) {
  return std::make_unique<PeopleImport>(service, std::move(profile), std::move(rights));
}

}  // namespace bihuan::ledger
