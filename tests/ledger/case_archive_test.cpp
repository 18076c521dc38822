// 一案一档: the same version of a case gives the same bytes; what is in it, and for whom.
#include "engine/ledger/case_archive.h"

#include <boost/json/parse.hpp>
#include <fstream>

#include "engine/base/hash.h"
#include "engine/report/package.h"
#include "tests/ledger/ledger_office.h"

using namespace bihuan;
using namespace bihuan::tests;
using expression::Value;

namespace {

// A petition that was filed, has evidence and a letter.
std::int64_t handled_case(test::Office& office) {
  core::FileCase filing;
  filing.workflow = "petition";
  filing.fields = {{"channel", Value::string("来信")},
                   {"subject", Value::string("夜间<b>气味</b>")},
                   {"summary", Value::string("夜间有气味")},
                   {"class", Value::string("申诉求决")},
                   {"types", Value::list({Value::string("大气")})},
                   {"place", test::place(29.6, 121.4, "jinping")}};
  auto request = office.request("clerk", 0, std::move(filing));
  request.parties = {{"", "petitioner", "欧阳甲", "13812345678", "", "某路1号", {}}};
  const auto filed = office.service->execute(std::move(request));
  REQUIRE(filed.has_value());
  auto upload = office.blobs->begin(1000);
  REQUIRE(upload->append("a picture").has_value());
  const auto blob = upload->finish();
  REQUIRE(blob.has_value());
  const core::Attach attach{{"a1", blob->hash, "现场/照片.txt", "text/plain", blob->bytes, "", "evidence"}};
  REQUIRE(office.service->execute(office.request("clerk", filed->case_id, attach)).has_value());
  const auto accepted = office.fire("clerk", filed->case_id, "accept",
                                    {{"class", Value::string("申诉求决")},
                                     {"route", Value::string("31-6")},
                                     {"dispatch_to", Value::string("jinping")}});
  INFO((accepted ? "" : accepted.error().message()));
  REQUIRE(accepted.has_value());
  return filed->case_id;
}

struct Zip {
  std::string bytes;
  report::Package package;
};

Zip archived(test::Office& office, std::int64_t id, const std::string& person, const std::string& reason = "") {
  const std::string path = office.folder() + "/case.zip";
  const ledger::ArchiveWish wish{id, office.service->visibility(person, {"clerk", "leader"}), person, {}, reason};
  const auto made = ledger::write_case_archive(*office.service, *office.blobs, wish, path);
  INFO((made ? "" : made.error().message()));
  REQUIRE(made.has_value());
  Zip out;
  out.bytes = bytes_of(path);
  auto package = report::Package::read(out.bytes);
  REQUIRE(package.has_value());
  out.package = std::move(*package);
  return out;
}

}  // namespace

TEST_CASE("one zip holds the case, its history, letters and evidence, each with its hash", "[archive]") {
  test::Office office({.workflows = {"petition"}});
  const auto id = handled_case(office);
  const auto zip = archived(office, id, "clerk");
  const auto* index = zip.package.find("目录.html");
  REQUIRE(index != nullptr);
  CHECK(index->find("夜间&lt;b&gt;气味&lt;/b&gt;") != std::string::npos);
  CHECK(index->find("<b>") == std::string::npos);
  CHECK(*zip.package.find("证据/01-现场_照片.txt") == "a picture");
  CHECK(zip.package.find("办理经过.jsonl")->find("told") != std::string::npos);
  bool letter = false;
  for (const auto& [name, part] : zip.package.parts) letter = letter || name.starts_with("文书/01-受理告知书");
  CHECK(letter);
  const auto manifest = boost::json::parse(*zip.package.find("目录.json"));
  const auto& files = manifest.at("files").as_array();
  CHECK(files.size() + 2 == zip.package.parts.size());
  for (const auto& file : files) {
    const auto* part = zip.package.find(std::string_view(file.at("name").as_string()));
    REQUIRE(part != nullptr);
    CHECK(sha256_hex(*part) == std::string_view(file.at("sha256").as_string()));
  }
}

TEST_CASE("the same version of a case gives the same bytes", "[archive]") {
  test::Office office({.workflows = {"petition"}});
  const auto id = handled_case(office);
  const auto first = archived(office, id, "clerk").bytes;
  office.clock.advance(40 * test::day);
  ::setenv("TZ", "America/New_York", 1);
  ::tzset();
  CHECK(archived(office, id, "clerk").bytes == first);
  ::unsetenv("TZ");
  ::tzset();
  REQUIRE(office.service->execute(office.request("clerk", id, core::Comment{"又一句"})).has_value());
  CHECK(archived(office, id, "clerk").bytes != first);
}

TEST_CASE("an archive shows what its reader may see, and is logged", "[archive]") {
  test::Office office({.workflows = {"petition"}});
  const auto id = handled_case(office);
  for (const auto& [name, part] : archived(office, id, "clerk").package.parts) {
    INFO(name);
    CHECK(part.find("欧阳甲") == std::string::npos);
    CHECK(part.find("13812345678") == std::string::npos);
  }
  CHECK(log_of(office, "export").size() == 1);
  CHECK(log_of(office, "reveal").empty());
  const auto opened = archived(office, id, "clerk", "归档");
  CHECK(opened.package.find("目录.html")->find("欧阳甲") != std::string::npos);
  REQUIRE(log_of(office, "reveal").size() == 1);
  CHECK(log_of(office, "reveal")[0].subject == "case:" + std::to_string(id));

  const std::string path = office.folder() + "/no.zip";
  const auto refused = [&](const std::string& person, const std::string& reason) {
    const ledger::ArchiveWish wish{id, office.service->visibility(person, {"clerk", "leader"}), person, {}, reason};
    const auto made = ledger::write_case_archive(*office.service, *office.blobs, wish, path);
    return made ? std::string() : made.error().code;
  };
  CHECK(refused("handler-xikou", "") == "not_found");
  CHECK(refused("leader", "看看") == "seal_not_yours");
}

TEST_CASE("letters in an archive say of a field what its reader may read, as the page does", "[archive]") {
  test::Office office{{.workflows = {}, .texts = {R"(workflow: report
title: 举报
number: "R{year}-{seq}"
file_by: [clerk]
reveal_by: [clerk]
form: [subject, basis, answer]
fields:
  subject: {title: 标题, type: text}
  basis: {title: 依据, type: long text, visible: {roles: [clerk]}}
  answer: {title: 答复, type: text, clear: {roles: [clerk]}}
roles: {clerk: {title: 登记员}, leader: {title: 领导}}
documents: {answer-letter: {title: 答复函, number: "复{seq}"}}
states:
  open: {title: 办理中, open_ended: true, on: {close: {title: 办结, to: closed, by: clerk, document: answer-letter}}}
  closed: {title: 已办结, type: final}
)"}}};
  core::FileCase filing;
  filing.workflow = "report";
  filing.fields = {{"subject", Value::string("露天焚烧")},
                   {"basis", Value::string("夜间三点排放")},
                   {"answer", Value::string("已责令改正")}};
  const auto filed = office.service->execute(office.request("clerk", 0, std::move(filing)));
  INFO((filed ? "" : filed.error().message("en")));
  REQUIRE(filed.has_value());
  REQUIRE(office.fire("clerk", filed->case_id, "close", {}).has_value());
  const auto letter_of = [&](const char* person) {
    const auto zip = archived(office, filed->case_id, person);
    for (const auto& [name, part] : zip.package.parts) {
      if (!name.starts_with("文书/")) continue;
      const auto docx = report::Package::read(part);
      REQUIRE(docx.has_value());
      return *docx->find("word/document.xml");
    }
    return std::string();
  };
  const auto clerk = letter_of("clerk"), leader = letter_of("leader");
  CHECK(clerk.find("露天焚烧") != std::string::npos);
  CHECK(clerk.find("已责令改正") != std::string::npos);
  CHECK(clerk.find("夜间三点排放") != std::string::npos);
  CHECK(leader.find("露天焚烧") != std::string::npos);
  CHECK(leader.find("已责令改正") == std::string::npos);
  CHECK(leader.find("夜间三点排放") == std::string::npos);
}
