#pragma once

#include <stdexcept>
#include <string>

struct sqlite3;

namespace saihakko {

/// The database could not do what was asked. A broken constraint is a fault of ours; the others
/// are the world's.
class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    busy,         ///< another writer held the database longer than we wait
    full,         ///< no room to write
    cannot_open,  ///< no such file, or no permission
    broken,       ///< input/output error or a damaged file
    constraint,   ///< a row that the schema forbids
    other,
    keyless,  ///< a covered row was changed without the key
  };

  StoreError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Throws the StoreError for the exception that is being handled; to be called in a catch block
/// for Poco::Exception. `sql` says what was tried; `connection` is null where none was made.
[[noreturn]] void rethrow_as_store_error(const char* sql, sqlite3* connection);

}  // namespace saihakko
