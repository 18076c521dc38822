#include "storage/sqlite/migrations.h"

#include <fstream>
#include <iterator>

#include "storage/sqlite/tokenizer.h"
#include "tests/support/catch.h"

using namespace bihuan::sqlite;

TEST_CASE("an empty file gets the schema and the marks, twice is once", "[migrations]") {
  Connection db(":memory:", {.create = true});
  register_tokenizer(db);
  REQUIRE(migrate(db).has_value());
  CHECK(db.integer("PRAGMA user_version") == newest_schema());
  CHECK(db.integer("PRAGMA application_id") == application_id);
  REQUIRE(migrate(db).has_value());
  CHECK(check_schema(db).has_value());
}

TEST_CASE("a newer file is refused in plain words and stays as it is", "[migrations]") {
  Connection db(":memory:", {.create = true});
  register_tokenizer(db);
  REQUIRE(migrate(db).has_value());
  db.run("PRAGMA user_version = 999");
  const auto refused = migrate(db);
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == "file_is_newer");
  CHECK(refused.error().message("en").find("999") != std::string::npos);
  CHECK(db.integer("PRAGMA user_version") == 999);
}

TEST_CASE("somebody else's database is refused", "[migrations]") {
  Connection db(":memory:", {.create = true});
  db.run("CREATE TABLE theirs (x)");
  CHECK(migrate(db).error().code == "not_a_bihuan_file");
  CHECK(db.integer("SELECT count(*) FROM sqlite_schema") == 1);
}

TEST_CASE("an older file is told apart from a broken one", "[migrations]") {
  Connection db(":memory:", {.create = true});
  db.run("PRAGMA application_id = " + std::to_string(application_id));
  CHECK(check_schema(db).error().code == "file_is_older");
}

TEST_CASE("the history cannot be changed through SQL", "[migrations]") {
  Connection db(":memory:", {.create = true});
  register_tokenizer(db);
  REQUIRE(migrate(db).has_value());
  db.run("INSERT INTO history VALUES (1, 1, 1, 0, '', '', '', '[]', x'00')");
  CHECK_THROWS_AS(db.run("UPDATE history SET actor = 'x'"), Failure);
  CHECK_THROWS_AS(db.run("DELETE FROM history"), Failure);
}

TEST_CASE("a file of the first schema keeps its data, and of each case the earliest timer", "[migrations]") {
  Connection db(":memory:", {.create = true});
  register_tokenizer(db);
  std::ifstream first("storage/sqlite/migrations/001_cases.sql");
  db.run({std::istreambuf_iterator<char>(first), std::istreambuf_iterator<char>()});
  db.run("PRAGMA application_id = " + std::to_string(application_id) + "; PRAGMA user_version = 1");
  db.run("INSERT INTO timers VALUES (30, 1, 'clock/a/0'), (20, 1, 'clock/b/0'), (20, 1, 'after/c/1h#1'), (10, 2, 'x')");
  REQUIRE(migrate(db).has_value());
  CHECK(db.integer("PRAGMA user_version") == newest_schema());
  CHECK(db.integer("SELECT count(*) FROM timers") == 2);
  CHECK(db.integer("SELECT count(*) FROM timers WHERE case_id = 1 AND due = 20 AND timer = 'after/c/1h#1'") == 1);
  CHECK(db.integer("SELECT count(*) FROM timers WHERE case_id = 2 AND due = 10 AND timer = 'x'") == 1);
}
