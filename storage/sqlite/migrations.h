// The schema's history: embedded SQL files storage/sqlite/migrations/NNN_NAME.sql, append-only. PRAGMA user_version
// is the number of the last one applied, application_id marks a file as Bihuan's.
// Called once per open by the thread that owns the connection.
#pragma once

#include "engine/base/error.h"
#include "storage/sqlite/connection.h"

namespace bihuan::sqlite {

inline constexpr std::int64_t application_id = 0x42696875;  // "Bihu"

// The number of the newest migration in this program.
[[nodiscard]] int newest_schema();

// Brings an empty or older file up to newest_schema(), each migration in its own transaction.
// Refuses `not_a_bihuan_file` and `file_is_newer` without touching the file.
[[nodiscard]] Result<void> migrate(Connection& connection);

// The same question without changing anything; also refuses `file_is_older`.
[[nodiscard]] Result<void> check_schema(Connection& connection);

}  // namespace bihuan::sqlite
