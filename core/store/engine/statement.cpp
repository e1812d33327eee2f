#include "core/store/engine/statement.hpp"

#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>

#include <stdexcept>

#include "core/store/engine/store_error.hpp"

namespace saihakko::store_detail {

PreparedStatement::PreparedStatement(sqlite3* connection, const char* sql)
    : connection_(connection), sql_(sql) {
  expect(sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr),
         SQLITE_OK);
}

bool PreparedStatement::step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  expect(result, SQLITE_DONE);
  sqlite3_reset(statement_);
  return false;
}

void PreparedStatement::expect_placeholders(std::size_t values) const {
  const auto placeholders = static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_));
  if (placeholders != values) throw std::logic_error(sql_);
}

void PreparedStatement::expect(int result, int wanted) const {
  if (result == wanted) return;
  try {
    Poco::Data::SQLite::Utility::throwException(connection_, result);
  } catch (const Poco::Exception&) {
    rethrow_as_store_error(sql_, connection_);
  }
  throw std::logic_error(sql_);  // not an error for Poco, and not what we await either
}

void PreparedStatement::bind_at(int place, std::string_view text) {
  // A null pointer would bind NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  expect(sqlite3_bind_text64(statement_, place, data, text.size(), SQLITE_STATIC, SQLITE_UTF8),
         SQLITE_OK);
}

void PreparedStatement::bind_at(int place, Blob blob) {
  expect(
      sqlite3_bind_blob64(statement_, place, blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC),
      SQLITE_OK);
}

std::string PreparedStatement::column(int index, std::type_identity<std::string>) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, index));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, index))};
}

}  // namespace saihakko::store_detail
