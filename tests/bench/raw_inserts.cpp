// What SQLite alone needs for rows that saihakko has written: the yardstick of tests/bench.
//
//   raw_inserts SOURCE.db TARGET.db TABLE...
//
// Makes TARGET with the same tables and indexes, and inserts the rows of each TABLE of SOURCE in
// the order in which they were written: one row of each table in turn, 500 turns in one
// transaction, in the same mode (WAL, synchronous FULL, foreign keys). Prints the seconds that the
// inserting took, the reading left out.

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr int kChunk = 500;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;
using Row = std::vector<std::unique_ptr<sqlite3_value, Close>>;

void expect(int result, int wanted, sqlite3* database) {
  if (result == wanted) return;
  std::fprintf(stderr, "raw_inserts: %s\n", sqlite3_errmsg(database));
  std::exit(1);
}

Connection open(const char* file, int flags) {
  sqlite3* database = nullptr;
  const int result = sqlite3_open_v2(file, &database, flags, nullptr);
  Connection connection(database);
  expect(result, SQLITE_OK, database);
  return connection;
}

void run(sqlite3* database, const std::string& sql) {
  expect(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK, database);
}

Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  expect(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK, database);
  return Statement(statement);
}

void make_same_tables(sqlite3* source, sqlite3* target) {
  const Statement made =
      prepare(source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
  while (sqlite3_step(made.get()) == SQLITE_ROW) {
    run(target, reinterpret_cast<const char*>(sqlite3_column_text(made.get(), 0)));
  }
}

/// The rows of one table on their way from one database to the other.
class Table {
 public:
  Table(sqlite3* source, sqlite3* target, const std::string& name)
      : source_(source),
        target_(target),
        read_(prepare(source, "SELECT * FROM " + name + " ORDER BY rowid")) {
    std::string places = "?";
    for (int i = 1; i < sqlite3_column_count(read_.get()); ++i)
      places += ", ?";
    insert_ = prepare(target, "INSERT INTO " + name + " VALUES (" + places + ")");
  }

  void read_chunk() {
    rows_.clear();
    while (read_ && static_cast<int>(rows_.size()) < kChunk) {
      const int result = sqlite3_step(read_.get());
      if (result == SQLITE_DONE) {
        read_.reset();  // a further step would begin anew
        return;
      }
      expect(result, SQLITE_ROW, source_);
      Row& row = rows_.emplace_back();
      for (int i = 0; i < sqlite3_column_count(read_.get()); ++i) {
        row.emplace_back(sqlite3_value_dup(sqlite3_column_value(read_.get(), i)));
      }
    }
  }

  std::size_t rows() const { return rows_.size(); }

  void insert(std::size_t index) {
    if (index >= rows_.size()) return;
    for (std::size_t i = 0; i < rows_[index].size(); ++i) {
      sqlite3_bind_value(insert_.get(), static_cast<int>(i) + 1, rows_[index][i].get());
    }
    expect(sqlite3_step(insert_.get()), SQLITE_DONE, target_);
    sqlite3_reset(insert_.get());
  }

 private:
  sqlite3* source_;
  sqlite3* target_;
  Statement read_;
  Statement insert_;
  std::vector<Row> rows_;
};

void insert_chunk(sqlite3* target, std::vector<Table>& tables) {
  run(target, "BEGIN IMMEDIATE");
  for (std::size_t i = 0; i < kChunk; ++i) {
    for (Table& table : tables)
      table.insert(i);
  }
  run(target, "COMMIT");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("usage: raw_inserts SOURCE.db TARGET.db TABLE...\n", stderr);
    return 64;
  }
  const Connection source = open(argv[1], SQLITE_OPEN_READWRITE);
  const Connection target = open(argv[2], SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  run(target.get(),
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
      "PRAGMA foreign_keys = ON");
  make_same_tables(source.get(), target.get());
  std::vector<Table> tables;
  for (int i = 3; i < argc; ++i)
    tables.emplace_back(source.get(), target.get(), argv[i]);

  std::chrono::duration<double> spent{};
  while (true) {
    std::size_t rows = 0;
    for (Table& table : tables) {
      table.read_chunk();
      rows += table.rows();
    }
    if (rows == 0) break;
    const auto start = std::chrono::steady_clock::now();
    insert_chunk(target.get(), tables);
    spent += std::chrono::steady_clock::now() - start;
  }
  std::printf("%.6f\n", spent.count());
  return 0;
}
