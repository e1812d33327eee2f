#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "core/faults/fault_point.hpp"

namespace saihakko::faults {
namespace {

/// One write a line: the connections of several threads and processes share the file.
void log_line(const char* kind, const char* what, const char* name) {
  static const char* const file = std::getenv("SAIHAKKO_STATEMENT_LOG");  // NOLINT
  static const int fd = ::open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  char line[1024];
  int length = std::snprintf(line, sizeof line - 1, "%s %s%s", kind, what, name);
  if (length >= static_cast<int>(sizeof line) - 1) length = sizeof line - 2;
  for (char* c = line; c < line + length; ++c) {
    if (*c == '\n') *c = ' ';
  }
  line[length++] = '\n';
  if (::write(fd, line, static_cast<std::size_t>(length)) < 0) std::abort();
}

int log_statement(unsigned, void*, void*, void* sql) {
  log_line("statement", "", static_cast<const char*>(sql));
  return 0;
}

void log_row(void*, int change, const char*, const char* table, sqlite3_int64) {
  const char* what = change == SQLITE_INSERT   ? "insert "
                     : change == SQLITE_UPDATE ? "update "
                                               : "delete ";
  log_line("row", what, table);
}

int listen_to(sqlite3* connection, char**, const sqlite3_api_routines*) {
  sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, log_statement, nullptr);
  sqlite3_update_hook(connection, log_row, nullptr);
  return SQLITE_OK;
}

}  // namespace

void install_statement_log() {
  if (std::getenv("SAIHAKKO_STATEMENT_LOG") == nullptr) return;  // NOLINT(concurrency-mt-unsafe)
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(listen_to));
}

}  // namespace saihakko::faults
