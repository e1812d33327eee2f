#include "core/store/engine/store_error.hpp"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>

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
  const auto fail = [sql](StoreError::Kind kind, const Poco::Exception& cause) {
    throw StoreError(kind, fmt::format("{} in: {}", cause.displayText(), sql));
  };
  try {
    throw;
  } catch (const DBLockedException& e) {
    fail(StoreError::Kind::busy, e);
  } catch (const TableLockedException& e) {
    fail(StoreError::Kind::busy, e);
  } catch (const DatabaseFullException& e) {
    fail(StoreError::Kind::full, e);
  } catch (const Poco::Data::ConnectionFailedException& e) {
    fail(StoreError::Kind::cannot_open, e);
  } catch (const CantOpenDBFileException& e) {
    fail(unless_full(StoreError::Kind::cannot_open, connection), e);
  } catch (const ReadOnlyException& e) {
    fail(StoreError::Kind::cannot_open, e);
  } catch (const IOErrorException& e) {
    fail(unless_full(StoreError::Kind::broken, connection), e);
  } catch (const CorruptImageException& e) {
    fail(StoreError::Kind::broken, e);
  } catch (const ConstraintViolationException& e) {
    fail(StoreError::Kind::constraint, e);
  } catch (const Poco::Exception& e) {
    fail(StoreError::Kind::other, e);
  }
  throw std::logic_error("rethrow_as_store_error outside a catch block");
}

}  // namespace saihakko
