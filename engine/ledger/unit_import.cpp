// Units: one row a unit, parents before or after their children.
#include <algorithm>
#include <set>

#include "engine/ledger/directory_rows.h"
#include "engine/ledger/matching.h"
#include "engine/runtime/directory_rules.h"

namespace bihuan::ledger {
namespace {

// The kinds that roles and counting know; others can be written as they are, in Latin letters.
const std::set<std::string>& unit_kinds() {
  static const std::set<std::string> kinds = {"bureau", "department", "street",       "town",      "village",
                                              "grid",   "firm",       "command_room", "acceptance"};
  return kinds;
}

class UnitImport final : public DirectoryImport {
 public:
  using DirectoryImport::DirectoryImport;

 private:
  std::vector<Verdict> judge(std::vector<DirectoryRow>& rows) override {
    units_ = service_.store().read()->directory().units();
    stored_ = units_.size();
    std::vector<Verdict> verdicts(rows.size(), Verdict::bad);
    std::map<std::string, std::size_t> places;  // id → row
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].problems.empty()) continue;
      if (!rights_.add) {
        rows[i].refuse("", Error("import_directory_not_allowed"));
        continue;
      }
      verdicts[i] = take(rows[i]);
      if (verdicts[i] == Verdict::good) places[units_.back().id] = i;
    }
    hang_up(rows, verdicts, places);
    return verdicts;
  }

  // The unit of the row at the end of units_, its parent still as it was written.
  Verdict take(DirectoryRow& row) {
    core::Unit unit;
    unit.title = row.text("unit.title");
    unit.id = row.text("unit.id");
    unit.parent = row.text("unit.parent");
    unit.valid_from = service_.clock().now();
    const std::string kind = row.text("unit.kind");
    unit.kind = profile_.meaning("unit.kind", kind).value_or(kind);
    if (!unit_kinds().contains(unit.kind)) {
      std::string choices;
      for (const auto& known : unit_kinds()) choices += (choices.empty() ? "" : ", ") + known;
      row.refuse("unit.kind", Error("ledger_choice_unknown", {{"value", kind}, {"choices", choices}}));
      return Verdict::bad;
    }
    const auto parent_of = [&](const core::Unit& known) {
      return unit.parent.empty() || known.parent == unit.parent || title_of(known.parent) == unit.parent;
    };
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const core::Unit& known = units_[i];
      const bool same_id = !unit.id.empty() && known.id == unit.id;
      if (!same_id && (!unit.id.empty() || known.title != unit.title || !parent_of(known))) continue;
      if (known.valid_to || known.title != unit.title || known.kind != unit.kind) {
        row.refuse(same_id ? "unit.id" : "unit.title", Error("ledger_unit_differs", {{"id", known.id}}));
        return Verdict::bad;
      }
      auto why = Error("ledger_duplicate_known", {{"number", known.id}});
      row.problems.push_back({row.row, 0, "", std::move(why), true});
      return Verdict::duplicate;
    }
    if (unit.id.empty()) {
      unit.id = free_id(unit.title, "unit", [&](const std::string& id) {
        return std::any_of(units_.begin(), units_.end(), [&](const auto& known) { return known.id == id; });
      });
    }
    if (const auto good = runtime::check_id(unit.id); !good) {
      row.refuse("unit.id", good.error());
      return Verdict::bad;
    }
    units_.push_back(std::move(unit));
    return Verdict::good;
  }

  [[nodiscard]] std::string title_of(const std::string& id) const {
    for (const auto& unit : units_) {
      if (unit.id == id) return unit.title;
    }
    return {};
  }

  // Parents by id or title, those of this file too; what hangs on a bad row is bad.
  void hang_up(std::vector<DirectoryRow>& rows, std::vector<Verdict>& verdicts,
               const std::map<std::string, std::size_t>& places) {
    const auto root = std::find_if(units_.begin(), units_.begin() + static_cast<std::ptrdiff_t>(stored_),
                                   [](const auto& unit) { return unit.parent.empty() && !unit.valid_to; });
    const std::string root_id = root == units_.begin() + static_cast<std::ptrdiff_t>(stored_) ? "" : root->id;
    const UnitNames names(units_);
    for (std::size_t i = stored_; i < units_.size(); ++i) {
      DirectoryRow& row = rows[places.at(units_[i].id)];
      if (units_[i].parent.empty()) {
        units_[i].parent = root_id;
        continue;
      }
      const auto parent = names.find(units_[i].parent);
      if (parent) {
        units_[i].parent = *parent;
      } else {
        row.refuse("unit.parent", Error("ledger_unit_unknown",
                                        {{"value", units_[i].parent}, {"near", names.suggestions(units_[i].parent)}}));
      }
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = stored_; i < units_.size();) {
        const std::size_t place = places.at(units_[i].id);
        const auto good = rows[place].problems.empty() ? runtime::check_unit(units_[i], units_) : Result<void>{};
        if (!good) rows[place].refuse("unit.parent", good.error());
        if (rows[place].problems.empty()) {
          ++i;
          continue;
        }
        verdicts[place] = Verdict::bad;
        units_.erase(units_.begin() + static_cast<std::ptrdiff_t>(i));
        changed = true;
      }
    }
  }

  Result<void> write(runtime::WriteSession& session) override {
    // The tree may have changed since it was looked at.
    const auto now = session.directory().units();
    for (std::size_t i = stored_; i < units_.size(); ++i) {
      const bool taken =
          std::any_of(now.begin(), now.end(), [&](const auto& known) { return known.id == units_[i].id; });
      if (taken) return Error("id_taken", {{"id", units_[i].id}});
      session.directory().put_unit(units_[i]);
      log(session, "put_unit", "unit:" + units_[i].id);
    }
    return {};
  }

  std::vector<core::Unit> units_;  // those stored, then those of the file
  std::size_t stored_ = 0;
};

}  // namespace

std::unique_ptr<Importer> unit_import(runtime::CaseService& service, Profile profile, DirectoryRights rights) {
  return std::make_unique<UnitImport>(service, std::move(profile), std::move(rights));
}

}  // namespace bihuan::ledger
