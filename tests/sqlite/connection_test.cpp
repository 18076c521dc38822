#include "storage/sqlite/connection.h"

#include "tests/support/catch.h"

using namespace bihuan::sqlite;

namespace {

std::unique_ptr<Connection> memory() {
  auto connection = std::make_unique<Connection>(":memory:", OpenOptions{.create = true});
  connection->run("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL) STRICT");
  return connection;
}

}  // namespace

TEST_CASE("values come back as they were bound", "[sqlite]") {
  const auto db = memory();
  const std::string bytes("\0\xff\x01", 3);
  db->statement("INSERT INTO t VALUES (?, ?, ?, ?)").execute(std::int64_t{1} << 40, "text", Blob{bytes}, 0.5);
  db->statement("INSERT INTO t VALUES (?, ?, ?, ?)").execute(nullptr, std::optional<std::string>{}, nullptr, nullptr);
  auto rows = db->statement("SELECT a, b, c, d FROM t ORDER BY rowid").query();
  REQUIRE(rows.next());
  CHECK(rows.integer(0) == std::int64_t{1} << 40);
  CHECK(rows.text(1) == "text");
  CHECK(rows.blob(2) == bytes);
  CHECK(rows.real(3) == 0.5);
  REQUIRE(rows.next());
  CHECK(rows.null(0));
  CHECK(rows.optional_text(1) == std::nullopt);
  CHECK_FALSE(rows.next());
}

TEST_CASE("a transaction and a savepoint roll back unless they are finished", "[sqlite]") {
  const auto db = memory();
  {
    Transaction transaction(*db, Transaction::Kind::write);
    db->statement("INSERT INTO t (a) VALUES (?)").execute(1);
  }
  CHECK(db->integer("SELECT count(*) FROM t") == 0);
  {
    Transaction transaction(*db, Transaction::Kind::write);
    {
      Savepoint kept(*db);
      db->statement("INSERT INTO t (a) VALUES (?)").execute(1);
      kept.release();
    }
    {
      Savepoint lost(*db);
      db->statement("INSERT INTO t (a) VALUES (?)").execute(2);
    }
    transaction.commit();
  }
  CHECK(db->integer("SELECT sum(a) FROM t") == 1);
}

TEST_CASE("broken SQL and wrong numbers of arguments are thrown", "[sqlite]") {
  const auto db = memory();
  CHECK_THROWS_AS(db->statement("SELECT nothing FROM nowhere"), Failure);
  CHECK_THROWS_AS(db->statement("SELECT ?").execute(), std::logic_error);
  CHECK_THROWS_AS(db->statement("INSERT INTO t (a) VALUES (?)").execute("not a number"), Failure);
}

TEST_CASE("a statement whose rows are read can be asked for again", "[sqlite]") {
  const auto db = memory();
  db->run("INSERT INTO t (a) VALUES (1), (2)");
  auto rows = db->statement("SELECT a FROM t").query();
  REQUIRE(rows.next());
  auto inner = db->statement("SELECT a FROM t").query();
  REQUIRE(inner.next());
  CHECK(inner.integer(0) == 1);
  REQUIRE(rows.next());
  CHECK(rows.integer(0) == 2);
}
