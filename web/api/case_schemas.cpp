// What the document says of cases and all that stands on them; the web app's types are made from it.
#include "web/api/route_rows.h"

namespace bihuan::api {
namespace {

void add_parts(http::Schemas& schemas) {
  schemas.add("Unit", R"({"type":["object","null"],"required":["id","title"],
    "properties":{"id":{"type":"string"},"title":{"type":"string"}}})");
  schemas.add("Named", R"({"type":"object","required":["id","title"],
    "properties":{"id":{"type":"string"},"title":{"type":"string"}}})");
  schemas.add("Person", R"({"type":["object","null"],"required":["person","name"],
    "properties":{"person":{"type":"string"},"name":{"type":"string"}}})");
  schemas.add("Place",
              R"({"type":["object","null"],"required":["text","lat","lon"],"properties":{"text":{"type":"string"},
    "lat":{"type":["number","null"]},"lon":{"type":["number","null"]},"unit":{"type":"string"},"grid":{"type":"string"}}})");
  schemas.add("Refusal", R"({"type":["object","null"],"required":["code","message","hint"],"properties":{
    "code":{"type":"string"},"message":{"type":"string"},"hint":{"type":"string"}}})");
  schemas.add("Permission",
              R"({"type":["object","null"],"required":["ok","refusal"],"properties":{"ok":{"type":"boolean"},
    "refusal":{"$ref":"#/components/schemas/Refusal"}}})");
  schemas.add("DueClock", R"({"type":["object","null"],"required":["id","title","state","due","left_text","overdue"],
    "properties":{"id":{"type":"string"},"title":{"type":"string"},"state":{"type":"string"},"due":{"type":"string"},
    "left_text":{"type":"string"},"left_days":{"type":"integer"},"overdue":{"type":"boolean"}}})");
}

void add_fields(http::Schemas& schemas) {
  const std::string_view types =
      R"("enum":["text","long text","choice","choices","integer","number","money","date","time","yes/no","place","unit",
      "person","photos","files","table"])";
  schemas.add("FieldColumn",
              R"({"type":"object","required":["id","title","type","of"],"properties":{"id":{"type":"string"},
    "title":{"type":"string"},"type":{)" +
                  std::string(types) +
                  R"(},"of":{"type":"array","items":{"type":"string"}},"required":{"type":"boolean"}}})");
  schemas.add("FieldForm", R"({"type":"object","required":["id","title","type","of","required","personal","computed",
    "columns","help"],"properties":{"id":{"type":"string"},"title":{"type":"string"},"type":{)" +
                               std::string(types) + R"(},"of":{"type":"array","items":{"type":"string"}},
    "required":{"type":"boolean"},"personal":{"type":"boolean"},"computed":{"type":"boolean"},"min":{"type":["number","null"]},
    "max":{"type":["number","null"]},"default":{},"columns":{"type":"array","items":{"$ref":"#/components/schemas/FieldColumn"}},
    "help":{"type":"string"}}})");
  schemas.add("FieldValue", R"({"type":"object","required":["id","title","type","value","of","readable","editable",
    "required","masked","personal","computed","columns","help"],"properties":{"id":{"type":"string"},"title":{"type":"string"},
    "type":{)" + std::string(types) +
                                R"(},"value":{},"of":{"type":"array","items":{"type":"string"}},
    "readable":{"type":"boolean"},"editable":{"type":"boolean"},"required":{"type":"boolean"},"masked":{"type":"boolean"},
    "personal":{"type":"boolean"},"computed":{"type":"boolean"},"help":{"type":"string"},
    "columns":{"type":"array","items":{"$ref":"#/components/schemas/FieldColumn"}}}})");
}

void add_rows(http::Schemas& schemas) {
  schemas.add("CaseRow", R"({"type":"object","required":["id","number","title","workflow","workflow_title","states",
    "lead_unit","filed_at","received_at","due","clock","closed","overdue","supervised","version","place","types"],"properties":{
    "id":{"type":"integer"},"number":{"type":"string"},"title":{"type":"string"},"workflow":{"type":"string"},
    "workflow_title":{"type":"string"},"states":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "lead_unit":{"$ref":"#/components/schemas/Unit"},"filed_at":{"type":"string"},"received_at":{"type":"string"},
    "updated_at":{"type":"string"},"closed_at":{"type":["string","null"]},"due":{"type":["string","null"]},
    "clock":{"$ref":"#/components/schemas/DueClock"},"closed":{"type":"boolean"},"overdue":{"type":"boolean"},
    "supervised":{"type":"integer"},"version":{"type":"integer"},"place":{"$ref":"#/components/schemas/Place"},
    "types":{"type":"array","items":{"type":"string"}},"channel":{"type":"string"}}})");
  schemas.add("CaseList", R"({"type":"object","required":["items","next","total"],"properties":{
    "items":{"type":"array","items":{"$ref":"#/components/schemas/CaseRow"}},"next":{"type":["string","null"]},
    "total":{"type":["integer","null"]}}})");
  schemas.add("CaseTable", R"({"type":"object","required":["items","next","total"],"properties":{
    "items":{"type":"array","items":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"fields":{"type":"object"}}}},
    "next":{"type":["string","null"]},"total":{"type":["integer","null"]}}})");
  schemas.add("Filed", R"({"type":"object","required":["id","number"],
    "properties":{"id":{"type":"integer"},"number":{"type":"string"}}})");
}

void add_case_parts(http::Schemas& schemas) {
  schemas.add("Party", R"({"type":"object","required":["id","kind","title","sealed","accused","name","phone","address",
    "can_open"],"properties":{"id":{"type":"string"},"kind":{"type":"string"},"title":{"type":"string"},"sealed":{"type":"boolean"},
    "accused":{"type":"boolean"},"name":{"type":"string"},"phone":{"type":"string"},"address":{"type":"string"},
    "can_open":{"type":"boolean"}}})");
  schemas.add("Offer", R"({"type":"object","required":["event","title","ask","required","targets","kind","primary",
    "refusal"],"properties":{"event":{"type":"string"},"title":{"type":"string"},"ask":{"type":"array","items":{"type":"string"}},
    "required":{"type":"array","items":{"type":"string"}},"targets":{"type":"array","items":{"$ref":"#/components/schemas/Named"}},
    "kind":{"type":"string"},"primary":{"type":"boolean"},"refusal":{"$ref":"#/components/schemas/Refusal"}}})");
  schemas.add("Clock",
              R"({"type":"object","required":["id","title","state","started","stopped","first_due","due","overdue",
    "left_text","left_days","budget_text","law","extend_max_days","suspensions","extensions","request","can"],"properties":{
    "id":{"type":"string"},"title":{"type":"string"},"state":{"type":"string"},"started":{"type":"string"},
    "stopped":{"type":["string","null"]},"first_due":{"type":"string"},"due":{"type":"string"},"overdue":{"type":"boolean"},
    "left_text":{"type":"string"},"left_days":{"type":"integer"},"budget_text":{"type":"string"},"law":{"type":"string"},
    "provisional":{"type":"boolean"},"extend_max_days":{"type":["integer","null"]},
    "suspensions":{"type":"array","items":{"type":"object","required":["from","to","reason","by"],"properties":{
      "from":{"type":"string"},"to":{"type":["string","null"]},"reason":{"type":"string"},"by":{"$ref":"#/components/schemas/Person"}}}},
    "extensions":{"type":"array","items":{"type":"object","required":["days","hours","reason","by","approved_by","at"],
      "properties":{"days":{"type":"integer"},"hours":{"type":"integer"},"reason":{"type":"string"},
      "by":{"$ref":"#/components/schemas/Person"},"approved_by":{"$ref":"#/components/schemas/Person"},"at":{"type":"string"}}}},
    "request":{"type":["object","null"],"required":["by_days","reason","asked_by","asked_at"],"properties":{"by_days":{"type":"integer"},
      "reason":{"type":"string"},"asked_by":{"$ref":"#/components/schemas/Person"},"asked_at":{"type":"string"}}},
    "can":{"type":"object","required":["suspend","resume","extend","decide"],"properties":{
      "suspend":{"$ref":"#/components/schemas/Permission"},"resume":{"$ref":"#/components/schemas/Permission"},
      "extend":{"$ref":"#/components/schemas/Permission"},"decide":{"$ref":"#/components/schemas/Permission"}}}}})");
  schemas.add("Task", R"({"type":"object","required":["id","kind","title","unit","duty","phase","person","assigned_at",
    "signed_at","ended_at","returns","outcome","note","clock","return_reasons","ask","can"],"properties":{"id":{"type":"integer"},
    "kind":{"type":"string"},"title":{"type":"string"},"unit":{"$ref":"#/components/schemas/Named"},"duty":{"enum":["lead","co"]},
    "phase":{"type":"string"},"person":{"$ref":"#/components/schemas/Person"},"assigned_at":{"type":"string"},
    "signed_at":{"type":["string","null"]},"ended_at":{"type":["string","null"]},"returns":{"type":"integer"},
    "outcome":{"type":"string"},"note":{"type":"string"},"clock":{"type":["string","null"]},"veto":{"type":"boolean"},
    "return_reasons":{"type":"array","items":{"type":"object","required":["code","title"],"properties":{"code":{"type":"string"},
      "title":{"type":"string"}}}},"ask":{"type":"array","items":{"type":"string"}},
    "can":{"type":"object","required":["sign","return","complete","reassign","remove"],"properties":{
      "sign":{"$ref":"#/components/schemas/Permission"},"return":{"$ref":"#/components/schemas/Permission"},
      "complete":{"$ref":"#/components/schemas/Permission"},"reassign":{"$ref":"#/components/schemas/Permission"},
      "remove":{"$ref":"#/components/schemas/Permission"}}}}})");
  schemas.add("HeldTime",
              R"({"type":"object","required":["unit","office_minutes","tasks","returns","holding"],"properties":{
    "unit":{"anyOf":[{"$ref":"#/components/schemas/Named"},{"type":"null"}],
      "description":"null: nobody; a task was given back and waits to be given out anew"},
    "office_minutes":{"type":"integer","description":"office hours of working days"},"tasks":{"type":"integer"},
    "returns":{"type":"integer"},"holding":{"type":"boolean"}}})");
  schemas.add("HeldTimes", R"({"type":"object","required":["items"],"properties":{
    "items":{"type":"array","items":{"$ref":"#/components/schemas/HeldTime"}}}})");
  schemas.add("Approval", R"({"type":"object","required":["id","title","open","step","steps","can"],"properties":{
    "id":{"type":"string"},"title":{"type":"string"},"open":{"type":"boolean"},"step":{"type":"integer"},
    "steps":{"type":"array","items":{"type":"object","required":["role","title"],"properties":{"role":{"type":"string"},
      "title":{"type":"string"}}}},"can":{"$ref":"#/components/schemas/Permission"}}})");
  schemas.add("Attachment", R"({"type":"object","required":["id","name","media_type","bytes","purpose","field","url",
    "preview_url"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"media_type":{"type":"string"},
    "bytes":{"type":"integer"},"purpose":{"type":"string"},"field":{"type":"string"},"url":{"type":"string"},
    "preview_url":{"type":["string","null"]}}})");
  schemas.add("CaseDocument",
              R"({"type":"object","required":["id","document","title","number","at","url"],"properties":{
    "id":{"type":"integer"},"document":{"type":"string"},"title":{"type":"string"},"number":{"type":"string"},
    "at":{"type":"string"},"url":{"type":"object","required":["docx"],"properties":{"docx":{"type":"string"}}}}})");
  schemas.add("CaseLink", R"({"type":"object","required":["case_id"],"properties":{"kind":{"type":"string"},
    "case_id":{"type":"integer"},"number":{"type":"string"},"title":{"type":"string"},"closed":{"type":"boolean"},
    "outcome":{"type":"string"}}})");
  schemas.add("Progress",
              R"({"type":"object","required":["kind","title","total","opened","closed","overdue","percent","cases"],
    "properties":{"kind":{"type":"string"},"title":{"type":"string"},"total":{"type":"integer"},"opened":{"type":"integer"},
    "closed":{"type":"integer"},"overdue":{"type":"integer"},"percent":{"type":"integer"},"cases":{"type":"array","items":
      {"allOf":[{"$ref":"#/components/schemas/CaseRow"},{"type":"object","required":["progress","outcome"],"properties":{
        "progress":{"type":"integer"},"outcome":{"type":"string"}}}]}}}})");
}

}  // namespace

void add_case_schemas(http::Schemas& schemas) {
  add_parts(schemas);
  add_fields(schemas);
  add_rows(schemas);
  add_case_parts(schemas);
  schemas.add("Case", R"({"allOf":[{"$ref":"#/components/schemas/CaseRow"},{"type":"object",
    "required":["definition","filed_by","units","fields","parties","offers","clocks","tasks","approvals","attachments","documents","links",
    "subcases","progress","can"],"properties":{
    "definition":{"type":"object","required":["hash","title"],"properties":{"hash":{"type":"string"},"title":{"type":"string"}}},
    "filed_by":{"$ref":"#/components/schemas/Person"},"urged":{"type":"integer"},"imported":{"type":"boolean"},
    "units":{"type":"array","items":{"$ref":"#/components/schemas/Unit"}},
    "fields":{"type":"array","items":{"$ref":"#/components/schemas/FieldValue"}},
    "parties":{"type":"array","items":{"$ref":"#/components/schemas/Party"}},
    "offers":{"type":"array","items":{"$ref":"#/components/schemas/Offer"}},
    "clocks":{"type":"array","items":{"$ref":"#/components/schemas/Clock"}},
    "tasks":{"type":"array","items":{"$ref":"#/components/schemas/Task"}},
    "approvals":{"type":"array","items":{"$ref":"#/components/schemas/Approval"}},
    "attachments":{"type":"array","items":{"$ref":"#/components/schemas/Attachment"}},
    "documents":{"type":"array","items":{"$ref":"#/components/schemas/CaseDocument"}},
    "links":{"type":"array","items":{"$ref":"#/components/schemas/CaseLink"}},
    "subcases":{"type":"array","items":{"$ref":"#/components/schemas/CaseLink"}},
    "progress":{"type":"array","items":{"$ref":"#/components/schemas/Progress"}},
    "can":{"type":"object"}}}]})");
}

}  // namespace bihuan::api
