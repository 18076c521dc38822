#include "storage/sqlite/tokenizer.h"

#include "tests/support/catch.h"

using namespace bihuan::sqlite;

namespace {

using Texts = std::vector<std::string>;

bool finds(const std::string& stored, const std::string& typed) {
  Connection db(":memory:", {.create = true});
  register_tokenizer(db);
  db.run("CREATE VIRTUAL TABLE search USING fts5 (body, content='', tokenize='bihuan', detail='none')");
  db.statement("INSERT INTO search (rowid, body) VALUES (1, ?)").execute(stored);
  const auto expression = match_expression(typed);
  if (expression.empty()) return false;
  auto rows = db.statement("SELECT rowid FROM search WHERE search MATCH ?").query(expression);
  return rows.next();
}

}  // namespace

TEST_CASE("Chinese text is cut into pairs, letters and digits into runs", "[tokenizer]") {
  CHECK(tokenize("夜间噪声 PM10") == Texts{"夜间", "间噪", "噪声", "声", "pm10"});
  CHECK(tokenize("奉环信〔2022〕15号") == Texts{"奉环", "环信", "信", "2022", "15", "号"});
  CHECK(tokenize("").empty());
  CHECK(tokenize("，。！").empty());
}

TEST_CASE("full-width and capital forms are the same word", "[tokenizer]") {
  CHECK(tokenize("ＶＯＣｓ") == Texts{"vocs"});
  CHECK(tokenize("２０２２") == Texts{"2022"});
}

TEST_CASE("words of one, two and more characters are found", "[tokenizer]") {
  const std::string stored = "锦屏街道某工地夜间施工噪声扰民，奉环信〔2022〕15号";
  for (const char* typed : {"噪", "民", "噪声", "施工噪声", "夜间 扰民", "2022", "15", "〔2022〕15号", "锦"}) {
    INFO(typed);
    CHECK(finds(stored, typed));
  }
  for (const char* typed : {"臭", "噪音", "污染", "202", "151", "1", "夜间 臭气", "，"}) {
    INFO(typed);
    CHECK_FALSE(finds(stored, typed));
  }
}

TEST_CASE("long numbers and words are found by their beginning", "[tokenizer]") {
  CHECK(finds("设备编号 330283001234", "330283"));
  CHECK(finds("VOCs 超标", "voc"));
}

TEST_CASE("what a person types cannot break the query language", "[tokenizer]") {
  for (const char* typed : {"\"", "a\" OR \"b", "NEAR(", "*", "噪声\" *", "body:x", "-x", "^x"}) {
    INFO(typed);
    CHECK_NOTHROW(finds("某文本", typed));
  }
}

TEST_CASE("malformed bytes neither crash nor hang", "[tokenizer]") {
  CHECK_NOTHROW(tokenize(std::string("\xff\xfe噪声\xe5", 9)));
}
