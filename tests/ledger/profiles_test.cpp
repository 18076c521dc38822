// A corrected mapping is kept under a name, found again, and known better than what is shipped.
#include "tests/ledger/ledger_office.h"

using namespace bihuan;
using namespace bihuan::tests;
using ledger::Profiles;

namespace {

ledger::Row headings(const std::vector<std::string>& texts) {
  ledger::Row out{1, {}};
  for (const auto& text : texts) out.cells.push_back(ledger::Cell::of(text));
  return out;
}

}  // namespace

TEST_CASE("what a person made of the headings is kept and used again", "[profiles]") {
  test::Office office({.workflows = {"petition"}});
  const Profiles profiles(*office.service);
  const auto base = profiles.find("petition");
  REQUIRE(base.has_value());
  CHECK(base->shipped);
  const auto definition = ledger::definition_of(*office.service, base->profile).value();
  const auto row = headings({"流水", "来件人", "何时收到", "何事", "何地", "信访目的"});
  const auto suggested = ledger::suggest_mapping(row, base->profile, definition.get());
  const auto targets = ledger::targets_of(base->profile, definition.get(), "zh-CN");
  const auto mapping = ledger::corrected(suggested,
                                         {{"流水", "external_number"},
                                          {"来件人", "party.petitioner.name"},
                                          {"何时收到", "case.received_at"},
                                          {"何事", "summary"},
                                          {"何地", "place.text"},
                                          {"信访目的", ""}},
                                         targets);
  REQUIRE(mapping.has_value());
  auto mine = ledger::with_mapping(base->profile, *mapping);
  mine.id.clear();
  mine.title = "省信访系统导出表";
  mine.add_meaning("types", "气味", "大气");
  const auto kept = profiles.keep(mine, 0, "clerk");
  REQUIRE(kept.has_value());
  CHECK(kept->profile.id == "shengxinfangxitongdaochubiao");
  CHECK(profiles.keep(mine, 0, "clerk").error().code == "version_conflict");

  const auto best = profiles.best_for("petition", ledger::ProfileKind::cases, {row});
  REQUIRE(best.has_value());
  CHECK(best->profile.title == "省信访系统导出表");
  CHECK(best->saved_by == "clerk");
  const auto again = ledger::suggest_mapping(row, best->profile, definition.get());
  CHECK(again.find("external_number")->heading == "流水");
  CHECK(again.find("purpose") == nullptr);  // left out on purpose
  CHECK(best->profile.meaning("types", "气味") == "大气");

  REQUIRE(profiles.remove(kept->profile.id, "clerk").has_value());
  CHECK(profiles.find(kept->profile.id).error().code == "ledger_profile_unknown");
  CHECK(profiles.best_for("petition", ledger::ProfileKind::cases, {row})->shipped);
}

TEST_CASE("a mapping names known columns and targets, each once", "[profiles]") {
  test::Office office({.workflows = {"petition"}});
  const auto profile = shipped("petition");
  const auto definition = ledger::definition_of(*office.service, profile).value();
  const auto mapping = ledger::suggest_mapping(headings({"概况", "备注", "备注"}), profile, definition.get());
  CHECK(mapping.columns[2].heading == "备注 #2");
  const auto targets = ledger::targets_of(profile, definition.get(), "zh-CN");
  const auto code = [&](const std::map<std::string, std::string>& chosen) {
    const auto made = ledger::corrected(mapping, chosen, targets);
    return made ? std::string() : made.error().code;
  };
  CHECK(code({{"备注 #2", "answer"}}).empty());
  CHECK(code({{"备注", "summary"}}) == "ledger_target_twice");
  CHECK(code({{"备注", "nothing"}}) == "ledger_target_unknown");
  CHECK(code({{"没有", "answer"}}) == "ledger_heading_unknown");
  const Profiles profiles(*office.service);
  auto wrong = profile;
  CHECK(profiles.keep(wrong, 0, "clerk").error().code == "ledger_profile_shipped");
  wrong.id = "mine";
  wrong.columns.push_back({"nothing", {"x"}});
  CHECK(profiles.keep(wrong, 0, "clerk").error().code == "ledger_target_unknown");
  CHECK(profiles.remove("petition", "clerk").error().code == "ledger_profile_shipped");
}
