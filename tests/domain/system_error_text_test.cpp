#include "core/domain/system_error_text.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>
#include <system_error>

namespace saihakko {
namespace {

TEST(SystemErrorText, SaysItInJapaneseAndKeepsTheName) {
  EXPECT_EQ(system_error_text(ENOENT), "ファイルがありません (ENOENT)");
  EXPECT_EQ(system_error_text(ENOSPC, "write"), "ディスクに空きがありません (write: ENOSPC)");
}

/// What operations on files, sockets and processes of this program can give, by their manual pages.
TEST(SystemErrorText, KnowsWhatTheProgramsOperationsGive) {
  for (const int code :
       {// open, read, write, fsync, rename, link, unlink, mkdir, rmdir, chmod, chown, stat, mmap
        EACCES, EBADF, EBUSY, EDQUOT, EEXIST, EFAULT, EFBIG, EINTR, EINVAL, EIO, EISDIR, ELOOP,
        EMFILE, EMLINK, ENAMETOOLONG, ENFILE, ENODEV, ENOENT, ENOMEM, ENOSPC, ENOTDIR, ENOTEMPTY,
        ENXIO, EOPNOTSUPP, EOVERFLOW, EPERM, EROFS, ESPIPE, ESTALE, ETXTBSY, EXDEV,
        // flock
        EWOULDBLOCK, ENOLCK, EDEADLK,
        // fork, exec, wait, kill, setuid, pipes
        EAGAIN, E2BIG, ENOEXEC, ECHILD, ESRCH, EPIPE,
        // socket, connect, send, recv, poll
        EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT, EALREADY, ECONNABORTED, ECONNREFUSED, ECONNRESET,
        EDESTADDRREQ, EHOSTDOWN, EHOSTUNREACH, EINPROGRESS, EISCONN, EMSGSIZE, ENETDOWN, ENETRESET,
        ENETUNREACH, ENOBUFS, ENOTCONN, ENOTSOCK, EPROTO, EPROTONOSUPPORT, ETIMEDOUT,
        // iconv, getpwuid_r
        EILSEQ, ERANGE}) {
    const std::string text = system_error_text(code);
    EXPECT_EQ(text.find("システムの誤りです"), std::string::npos) << text;
    EXPECT_NE(text.find(std::string(" (") + ::strerrorname_np(code) + ")"), std::string::npos)
        << text;
    EXPECT_EQ(text.find(::strerrordesc_np(code)), std::string::npos) << text;
  }
}

TEST(SystemErrorText, TellsAnErrorThatItDoesNotKnowByItsName) {
  EXPECT_EQ(system_error_text(ENOTNAM), "システムの誤りです (ENOTNAM)");
  EXPECT_EQ(system_error_text(99'999, "open"), "システムの誤りです (open: errno 99999)");
}

TEST(FailureText, TellsTheStandardLibrarysExceptionsInJapanese) {
  namespace fs = std::filesystem;
  try {
    fs::rename("/nowhere/a", "/nowhere/b");
    FAIL();
  } catch (const std::exception& failure) {
    EXPECT_EQ(failure_text(failure), "/nowhere/a → /nowhere/b: ファイルがありません (ENOENT)");
  }
  EXPECT_EQ(
      failure_text(fs::filesystem_error("x", "/a", std::make_error_code(std::errc::io_error))),
      "/a: 入出力の誤りです。ディスクを確かめてください (EIO)");
  EXPECT_EQ(failure_text(std::system_error(EPERM, std::generic_category(), "setgroups")),
            "許されていない操作です (setgroups: EPERM)");
  EXPECT_EQ(failure_text(std::system_error(EPERM, std::system_category())),
            "許されていない操作です (EPERM)");
  EXPECT_EQ(failure_text(std::bad_alloc()), "メモリーが足りません (ENOMEM)");
  EXPECT_EQ(failure_text(std::ios_base::failure("x")), "読み書きに失敗しました");
  EXPECT_EQ(failure_text(std::runtime_error("自分の文")), "自分の文");
}

}  // namespace
}  // namespace saihakko
