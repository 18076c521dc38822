#include "storage/sqlite/migrations.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "engine/base/embedded.h"

namespace bihuan::embedded {
std::span<const File> migrations();
}

namespace bihuan::sqlite {
namespace {

struct Migration {
  int number = 0;
  std::string sql;
};

const std::vector<Migration>& all_migrations() {
  static const std::vector<Migration> sorted = [] {
    std::vector<Migration> found;
    for (const auto& file : embedded::migrations()) {
      Migration migration;
      std::from_chars(file.path.data(), file.path.data() + file.path.size(), migration.number);
      migration.sql = std::string(file.bytes);
      found.push_back(std::move(migration));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return found;
  }();
  return sorted;
}

Result<int> stored_schema(Connection& connection) {
  const auto owner = connection.integer("PRAGMA application_id");
  const auto version = static_cast<int>(connection.integer("PRAGMA user_version"));
  const bool empty = connection.integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (owner != application_id && !(empty && owner == 0)) return Error("not_a_bihuan_file");
  if (version > newest_schema()) {
    return Error("file_is_newer", {{"file", std::to_string(version)}, {"program", std::to_string(newest_schema())}});
  }
  return version;
}

}  // namespace

int newest_schema() {
  return all_migrations().empty() ? 0 : all_migrations().back().number;
}

Result<void> migrate(Connection& connection) {
  const auto stored = stored_schema(connection);
  if (!stored) return stored.error();
  for (const auto& migration : all_migrations()) {
    if (migration.number <= *stored) continue;
    Transaction transaction(connection, Transaction::Kind::write);
    connection.run(migration.sql);
    connection.run("PRAGMA application_id = " + std::to_string(application_id));
    connection.run("PRAGMA user_version = " + std::to_string(migration.number));
    transaction.commit();
  }
  return {};
}

Result<void> check_schema(Connection& connection) {
  const auto stored = stored_schema(connection);
  if (!stored) return stored.error();
  if (*stored < newest_schema()) {
    return Error("file_is_older", {{"file", std::to_string(*stored)}, {"program", std::to_string(newest_schema())}});
  }
  return {};
}

}  // namespace bihuan::sqlite
