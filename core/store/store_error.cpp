#include "core/store/store_error.hpp"

#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Exception.h>
#include <fmt/format.h>

namespace saihakko {

void rethrow_as_store_error(const char* sql) {
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
  } catch (const CantOpenDBFileException& e) {
    fail(StoreError::Kind::cannot_open, e);
  } catch (const ReadOnlyException& e) {
    fail(StoreError::Kind::cannot_open, e);
  } catch (const IOErrorException& e) {
    fail(StoreError::Kind::broken, e);
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
