#include "core/store/engine/database.hpp"
#include "core/store/engine/statement.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/store/engine/migrations.hpp"
#include "core/store/engine/transaction.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

using Number = std::tuple<std::int64_t>;
using Text = std::tuple<std::string>;

StoreError::Kind kind_of_failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const StoreError& e) {
    return e.kind();
  }
  ADD_FAILURE() << "no StoreError";
  return StoreError::Kind::other;
}

TEST(Migrations, BringAnEmptyFileToTheNewestSchemaOnce) {
  const ScratchDirectory directory;
  Database database(directory.path() / "saihakko.db", Database::Open::create);
  EXPECT_FALSE(database.is_current());
  EXPECT_GE(database.migrate(kNow), 1);
  EXPECT_TRUE(database.is_current());
  EXPECT_EQ(database.migrate(kNow), 0);
  EXPECT_TRUE(database.is_current());
}

TEST(Migrations, KeepWhatIsStored) {
  Store store;
  store.add_office();
  Database again = store.connect();
  EXPECT_EQ(again.migrate(kNow), 0);
  EXPECT_EQ(find_office(again, office_number("1311111111"))->name, "請求事業所A");
}

/// A database as it was before the migration of that number, with what `sql` puts in.
void make_earlier(const std::filesystem::path& file, std::int64_t before, const std::string& sql) {
  std::string script =
      "CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT "
      "NULL, applied_ms BIGINT NOT NULL);";
  for (const Migration& migration : migrations()) {
    if (migration.number >= before) break;
    script += migration.sql;
    script += "INSERT INTO schema_migrations VALUES (" + std::to_string(migration.number) + ", '" +
              std::string(migration.name) + "', 0);";
  }
  sqlite3* earlier = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &earlier), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(earlier, (script + sql).c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(earlier);
  sqlite3_close(earlier);
}

TEST(Migrations, BringNoticesTheirAttemptsAndBouncesIntoTheTableOfAllKinds) {
  const ScratchDirectory directory;
  const auto file = directory.path() / "saihakko.db";
  make_earlier(file, 9,
               "INSERT INTO notices (notice_id, office_number, prefecture, kind, cause, recipient, "
               "fields, message_id, state, state_ms, queued_ms, due_ms, attempts, owner, claim, "
               "reply, tries_from_ms, purged_ms) VALUES (7, '1311111111', '13', "
               "'password_changed', 'once', 'a@example.jp', '{}', '<a@b>', 'bounced', 1, 2, 3, 4, "
               "'', 5, '550', 6, 8);"
               "INSERT INTO notice_attempts VALUES (1, 7, 9, 'sent', '250', 'relay', 'v');"
               "INSERT INTO bounces VALUES (2, 7, 'hard', '5.1.1', 'gone', 10);");
  Database database(file, Database::Open::existing);
  EXPECT_GE(database.migrate(kNow), 1);
  EXPECT_EQ(database.damages(), std::vector<std::string>{});
  using Row = std::tuple<std::string, std::int64_t, std::int64_t, std::string, std::string>;
  EXPECT_EQ(database.select<Row>("SELECT notices.reply, claim, purged_ms, notice_attempts.reply, "
                                 "diagnosis FROM notices JOIN notice_attempts USING (notice_id) "
                                 "JOIN bounces USING (notice_id)"),
            (std::vector<Row>{{"550", 5, 8, "250", "gone"}}));
  EXPECT_THROW(database.execute("DELETE FROM notices"), StoreError);  // still referred to
  EXPECT_EQ(database.select<Text>("SELECT name FROM sqlite_master WHERE type = 'index' AND "
                                  "tbl_name IN ('notices', 'notice_attempts', 'bounces') AND "
                                  "sql IS NOT NULL ORDER BY name"),
            (std::vector<Text>{{"bounces_by_kind"},
                               {"bounces_by_notice"},
                               {"bounces_by_time"},
                               {"notice_attempts_by_notice"},
                               {"notice_attempts_by_outcome"},
                               {"notices_by_recipient"},
                               {"notices_by_state"},
                               {"notices_held"},
                               {"notices_with_code"}}));
}

TEST(Database, OpensOnlyWhatIsThere) {
  const ScratchDirectory directory;
  const auto open = [&] { Database(directory.path() / "none.db", Database::Open::existing); };
  EXPECT_EQ(kind_of_failure(open), StoreError::Kind::cannot_open);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "none.db"));
}

TEST(Database, AFileThatIsNoDatabaseIsToldFromAnEmptyOne) {
  const ScratchDirectory directory;
  directory.write("text.db", std::string(4096, 'x'));
  EXPECT_THROW(Database(directory.path() / "text.db", Database::Open::existing).is_current(),
               StoreError);
}

TEST(Database, KeepsItsPromisesOnEveryConnection) {
  Store store;
  Database second = store.connect();
  for (Database* database : {&store.database, &second}) {
    EXPECT_EQ(database->select_one<Text>("PRAGMA journal_mode"), Text("wal"));
    EXPECT_EQ(database->select_one<Number>("PRAGMA synchronous"), Number(2));  // FULL
    EXPECT_EQ(database->select_one<Number>("PRAGMA foreign_keys"), Number(1));
  }
}

class Values : public ::testing::Test {
 protected:
  Values() { store_.database.execute("CREATE TABLE kept (number BIGINT, text TEXT)"); }

  template <class T>
  std::optional<T> keep_number(const std::optional<T>& value) {
    store_.database.execute("DELETE FROM kept");
    store_.database.execute("INSERT INTO kept (number) VALUES ($1)", value);
    return std::get<0>(
        *store_.database.select_one<std::tuple<std::optional<T>>>("SELECT number FROM kept"));
  }

  std::optional<std::string> keep_text(const std::optional<std::string>& value) {
    store_.database.execute("DELETE FROM kept");
    store_.database.execute("INSERT INTO kept (text) VALUES ($1)", value);
    return std::get<0>(*store_.database.select_one<std::tuple<std::optional<std::string>>>(
        "SELECT text FROM kept"));
  }

  Store store_;
};

TEST_F(Values, NullIsNotZeroAndNotEmpty) {
  EXPECT_EQ(keep_number<std::int64_t>(std::nullopt), std::nullopt);
  EXPECT_EQ(keep_number<std::int64_t>(0), 0);
  EXPECT_EQ(keep_text(std::nullopt), std::nullopt);
  EXPECT_EQ(keep_text(""), "");
}

TEST_F(Values, IntegersComeBackToTheirLastBit) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t number : {Limits::min(), Limits::max(), std::int64_t{-1},
                                    std::int64_t{1} << 31, (std::int64_t{1} << 32) + 1}) {
    EXPECT_EQ(keep_number<std::int64_t>(number), number);
  }
}

TEST_F(Values, TextsComeBackByteForByte) {
  for (const char* text : {"𠮷野家\U0010FFFF", "葛\U000E0100飾区", "'; DROP TABLE kept; --", "$1 ?",
                           "a\nb\tc", "　"}) {
    EXPECT_EQ(keep_text(text), text);
  }
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(keep_text(large), large);
}

TEST_F(Values, AReturningClauseGivesItsRows) {
  store_.database.execute("INSERT INTO kept (number, text) VALUES (1, 'a'), (2, 'b')");
  const auto rows = store_.database.select<std::tuple<std::int64_t, std::string>>(
      "UPDATE kept SET number = number + 10 RETURNING number, text");
  using Row = std::tuple<std::int64_t, std::string>;
  EXPECT_EQ(rows, (std::vector<Row>{{11, "a"}, {12, "b"}}));
  EXPECT_EQ(store_.database.select_one<Number>("SELECT number FROM kept WHERE text = 'c'"),
            std::nullopt);
}

TEST_F(Values, AWrongNumberOfValuesIsAFaultOfOurs) {
  constexpr const char* kInsert = "INSERT INTO kept (number, text) VALUES ($1, $2)";
  EXPECT_THROW(store_.database.execute(kInsert, 1), std::logic_error);
  EXPECT_THROW(store_.database.execute(kInsert, 1, "a", 2), std::logic_error);
  EXPECT_NO_THROW(store_.database.execute(kInsert, 1, "a"));
  EXPECT_EQ(store_.count("SELECT COUNT(*) FROM kept"), 1);
}

TEST_F(Values, AStatementWorksAgainAfterABrokenConstraint) {
  store_.database.execute("CREATE UNIQUE INDEX kept_once ON kept (number)");
  constexpr const char* kInsert = "INSERT INTO kept (number) VALUES ($1)";
  store_.database.execute(kInsert, 1);
  EXPECT_EQ(kind_of_failure([&] { store_.database.execute(kInsert, 1); }),
            StoreError::Kind::constraint);
  store_.database.execute(kInsert, 2);
  EXPECT_EQ(store_.count("SELECT COUNT(*) FROM kept"), 2);
  Transaction transaction(store_.database);  // nothing is left half-way that would hold a lock
  transaction.commit();
}

TEST_F(Values, AMalformedStatementSaysWhatWasTried) {
  try {
    store_.database.execute("INSERT INTO nowhere (number) VALUES ($1)", 1);
    FAIL();
  } catch (const StoreError& e) {
    EXPECT_EQ(e.kind(), StoreError::Kind::other);
    EXPECT_NE(std::string(e.what()).find("INSERT INTO nowhere"), std::string::npos);
  }
}

}  // namespace
}  // namespace saihakko
