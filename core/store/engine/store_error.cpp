#include "core/store/engine/store_error.hpp"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <string_view>

#include "core/domain/system_error_text.hpp"

namespace saihakko {
namespace {

/// A full disk comes as an input/output error where SQLite enlarges the index of the write-ahead
/// log (-shm), and as a file that cannot be opened where it makes one; only errno tells.
StoreError::Kind unless_full(StoreError::Kind kind, sqlite3* connection) {
  const int error = connection == nullptr ? 0 : sqlite3_system_errno(connection);
  return error == ENOSPC || error == EDQUOT ? StoreError::Kind::full : kind;
}

}  // namespace

void rethrow_as_store_error(const char* sql, sqlite3* connection) {
  using namespace Poco::Data::SQLite;
  // SQLite's code leads a search engine on; its words for a fault of ours lead us on.
  const auto fail = [sql, connection](StoreError::Kind kind, std::string_view code) {
    const int error = connection == nullptr ? 0 : sqlite3_system_errno(connection);
    const std::string cause = error == 0 ? "" : fmt::format(" {}", system_error_text(error));
    throw StoreError(kind, fmt::format("{}{}: {}", code, cause, sql));
  };
  try {
    throw;
  } catch (const DBLockedException&) {
    fail(StoreError::Kind::busy, "SQLITE_BUSY");
  } catch (const TableLockedException&) {
    fail(StoreError::Kind::busy, "SQLITE_LOCKED");
  } catch (const DatabaseFullException&) {
    fail(StoreError::Kind::full, "SQLITE_FULL");
  } catch (const Poco::Data::ConnectionFailedException&) {
    fail(StoreError::Kind::cannot_open, "SQLITE_CANTOPEN");
  } catch (const CantOpenDBFileException&) {
    fail(unless_full(StoreError::Kind::cannot_open, connection), "SQLITE_CANTOPEN");
  } catch (const ReadOnlyException&) {
    fail(StoreError::Kind::cannot_open, "SQLITE_READONLY");
  } catch (const IOErrorException&) {
    fail(unless_full(StoreError::Kind::broken, connection), "SQLITE_IOERR");
  } catch (const CorruptImageException&) {
    fail(StoreError::Kind::broken, "SQLITE_CORRUPT");
  } catch (const ConstraintViolationException& e) {
    fail(StoreError::Kind::constraint, e.displayText());
  } catch (const Poco::Exception& e) {
    fail(StoreError::Kind::other, e.displayText());
  }
  throw std::logic_error("rethrow_as_store_error outside a catch block");
}

}  // namespace saihakko
