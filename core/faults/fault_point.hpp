#pragma once

// The seam by which tests make the world fail. In a usual build all of it is nothing: the option
// SAIHAKKO_FAULTS compiles it in. Points are numbered as they are passed, 1, 2, 3 …, in one
// process; the environment says at which one something happens:
//   SAIHAKKO_KILL_AT=N   the process kills itself (SIGKILL) at point N
//   SAIHAKKO_FAIL_AT=N   operation N fails; SAIHAKKO_FAIL_ERRNO names the error (28 = ENOSPC),
//                        SAIHAKKO_FAIL_FROM_THEN_ON=1 makes every later one fail too
//   SAIHAKKO_FAULT_LOG=FILE   each point and operation is written there with its number and name
//   SAIHAKKO_STATEMENT_LOG=FILE   each statement that SQLite begins to run, without its values
//                        ("statement SELECT …"), and each row that it writes ("row insert codes")

namespace saihakko::faults {

#ifdef SAIHAKKO_FAULTS

/// An instant between two effects on the disk, where a kill must be harmless.
void kill_point(const char* name);

/// The errno with which the operation shall fail now; 0: it goes ahead.
int injected_error(const char* operation);

/// Makes every input and output of SQLite pass injected_error() too. Before the first connection.
void install_faulty_vfs();

/// Makes every connection keep the statement log, if there is to be one. Before the first.
void install_statement_log();

#else

inline void kill_point(const char*) {}
inline int injected_error(const char*) {
  return 0;
}
inline void install_faulty_vfs() {}
inline void install_statement_log() {}

#endif

}  // namespace saihakko::faults
