#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "core/faults/fault_point.hpp"

// A VFS of SQLite laid over the system's own (https://www.sqlite.org/vfs.html): every call that
// writes or syncs asks injected_error() first and answers as a broken or full disk would.

namespace saihakko::faults {
namespace {

struct FaultyFile {
  sqlite3_file base;
  sqlite3_file* real;  // lies behind this struct, in the same allocation
};

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<FaultyFile*>(file)->real;
}

int sqlite_code(int error, int code) {
  return error == ENOSPC ? SQLITE_FULL : code;
}

int close_file(sqlite3_file* file) {
  return real(file)->pMethods->xClose(real(file));
}

int read_file(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), buffer, amount, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  if (const int error = injected_error("sqlite write")) {
    return sqlite_code(error, SQLITE_IOERR_WRITE);
  }
  return real(file)->pMethods->xWrite(real(file), bytes, amount, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (injected_error("sqlite truncate") != 0) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
  kill_point("before sqlite sync");
  if (injected_error("sqlite sync") != 0) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_lock(sqlite3_file* file, int* result) {
  return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier_shared(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int unmap_shared(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}
int fetch(sqlite3_file* file, sqlite3_int64 offset, int amount, void** memory) {
  return real(file)->pMethods->xFetch(real(file), offset, amount, memory);
}
int unfetch(sqlite3_file* file, sqlite3_int64 offset, void* memory) {
  return real(file)->pMethods->xUnfetch(real(file), offset, memory);
}

const sqlite3_io_methods kMethods{3,
                                  close_file,
                                  read_file,
                                  write_file,
                                  truncate_file,
                                  sync_file,
                                  file_size,
                                  lock_file,
                                  unlock_file,
                                  check_lock,
                                  control_file,
                                  sector_size,
                                  characteristics,
                                  map_shared,
                                  lock_shared,
                                  barrier_shared,
                                  unmap_shared,
                                  fetch,
                                  unfetch};

sqlite3_vfs* system_vfs = nullptr;
sqlite3_vfs faulty_vfs{};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* faulty = reinterpret_cast<FaultyFile*>(file);
  faulty->base.pMethods = nullptr;
  if ((flags & SQLITE_OPEN_CREATE) != 0 && injected_error("sqlite open") != 0) {
    return SQLITE_CANTOPEN;
  }
  faulty->real = reinterpret_cast<sqlite3_file*>(faulty + 1);
  const int result = system_vfs->xOpen(system_vfs, name, faulty->real, flags, out_flags);
  if (faulty->real->pMethods != nullptr) faulty->base.pMethods = &kMethods;
  return result;
}

int delete_file(sqlite3_vfs*, const char* name, int sync_directory) {
  if (injected_error("sqlite delete") != 0) return SQLITE_IOERR_DELETE;
  return system_vfs->xDelete(system_vfs, name, sync_directory);
}

}  // namespace

void install_faulty_vfs() {
  if (system_vfs != nullptr) return;
  system_vfs = sqlite3_vfs_find(nullptr);
  faulty_vfs = *system_vfs;  // all that is not a file's input or output stays the system's
  faulty_vfs.zName = "saihakko-faulty";
  faulty_vfs.szOsFile = static_cast<int>(sizeof(FaultyFile)) + system_vfs->szOsFile;
  faulty_vfs.xOpen = open_file;
  faulty_vfs.xDelete = delete_file;
  sqlite3_vfs_register(&faulty_vfs, 1);
}

}  // namespace saihakko::faults
