#include "core/domain/system_error_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ios>
#include <new>
#include <system_error>

namespace saihakko {
namespace {

struct SystemError {
  int code;
  std::string_view name;
  std::string_view japanese;
};

// What operations on files, sockets and processes give here (errno(3), open(2) and their like).
constexpr std::array kErrors{
    // Files and directories.
    SystemError{ENOENT, "ENOENT", "ファイルがありません"},
    SystemError{EACCES, "EACCES", "権限がありません"},
    SystemError{EPERM, "EPERM", "許されていない操作です"},
    SystemError{EEXIST, "EEXIST", "同じ名前のものが既にあります"},
    SystemError{ENOTDIR, "ENOTDIR", "途中にディレクトリでないものがあります"},
    SystemError{EISDIR, "EISDIR", "ディレクトリです"},
    SystemError{ENOTEMPTY, "ENOTEMPTY", "ディレクトリが空ではありません"},
    SystemError{ELOOP, "ELOOP", "シンボリックリンクです"},
    SystemError{ENAMETOOLONG, "ENAMETOOLONG", "名前が長すぎます"},
    SystemError{EINVAL, "EINVAL", "指定が正しくありません"},
    SystemError{EXDEV, "EXDEV", "別のファイルシステムにあります"},
    SystemError{EROFS, "EROFS", "読み取り専用のファイルシステムです"},
    SystemError{EMLINK, "EMLINK", "リンクが多すぎます"},
    SystemError{EBUSY, "EBUSY", "使用中です"},
    SystemError{ETXTBSY, "ETXTBSY", "実行中のファイルです"},
    SystemError{ESTALE, "ESTALE", "ネットワーク上のファイルが失われました"},
    SystemError{ENXIO, "ENXIO", "装置か相手がいません"},
    SystemError{ENODEV, "ENODEV", "装置がありません"},
    SystemError{ENOTTY, "ENOTTY", "端末ではありません"},
    SystemError{EBADF, "EBADF", "ファイルが開かれていません"},
    SystemError{ESPIPE, "ESPIPE", "位置を変えられません"},
    SystemError{EILSEQ, "EILSEQ", "文字コードが正しくありません"},
    SystemError{EOVERFLOW, "EOVERFLOW", "値が大きすぎます"},
    SystemError{ENODATA, "ENODATA", "データがありません"},
    // Disks.
    SystemError{ENOSPC, "ENOSPC", "ディスクに空きがありません"},
    SystemError{EDQUOT, "EDQUOT", "ディスクの割り当てを使い切りました"},
    SystemError{EFBIG, "EFBIG", "ファイルが大きすぎます"},
    SystemError{EIO, "EIO", "入出力の誤りです。ディスクを確かめてください"},
    // Locks.
    SystemError{EAGAIN, "EAGAIN", "いまは使えません。後でやり直してください"},
    SystemError{EDEADLK, "EDEADLK", "互いに待ち合っています"},
    SystemError{ENOLCK, "ENOLCK", "ロックを取れません"},
    // Processes and memory.
    SystemError{ENOMEM, "ENOMEM", "メモリーが足りません"},
    SystemError{EMFILE, "EMFILE", "開いているファイルが多すぎます"},
    SystemError{ENFILE, "ENFILE", "ホスト全体で、開いているファイルが多すぎます"},
    SystemError{EINTR, "EINTR", "中断されました"},
    SystemError{E2BIG, "E2BIG", "引数が長すぎます"},
    SystemError{ENOEXEC, "ENOEXEC", "実行できる形ではありません"},
    SystemError{ECHILD, "ECHILD", "子のプロセスがありません"},
    SystemError{ESRCH, "ESRCH", "プロセスがありません"},
    SystemError{EPIPE, "EPIPE", "読む相手がいなくなりました"},
    SystemError{EFAULT, "EFAULT", "プログラムの誤りです"},
    SystemError{ENOSYS, "ENOSYS", "このシステムにない機能です"},
    SystemError{EOPNOTSUPP, "EOPNOTSUPP", "できない操作です"},
    SystemError{ECANCELED, "ECANCELED", "取り消されました"},
    SystemError{ERANGE, "ERANGE", "値が範囲を超えています"},
    // Sockets.
    SystemError{ECONNREFUSED, "ECONNREFUSED", "接続を拒まれました"},
    SystemError{ECONNRESET, "ECONNRESET", "相手が接続を切りました"},
    SystemError{ECONNABORTED, "ECONNABORTED", "接続が中断されました"},
    SystemError{ETIMEDOUT, "ETIMEDOUT", "時間内に応答がありません"},
    SystemError{EHOSTUNREACH, "EHOSTUNREACH", "相手のホストに届きません"},
    SystemError{EHOSTDOWN, "EHOSTDOWN", "相手のホストが動いていません"},
    SystemError{ENETUNREACH, "ENETUNREACH", "ネットワークに届きません"},
    SystemError{ENETDOWN, "ENETDOWN", "ネットワークが動いていません"},
    SystemError{ENETRESET, "ENETRESET", "ネットワークが接続を切りました"},
    SystemError{EADDRINUSE, "EADDRINUSE", "アドレスは使用中です"},
    SystemError{EADDRNOTAVAIL, "EADDRNOTAVAIL", "使えないアドレスです"},
    SystemError{EAFNOSUPPORT, "EAFNOSUPPORT", "この種類のアドレスは使えません"},
    SystemError{EPROTONOSUPPORT, "EPROTONOSUPPORT", "この通信の決まりは使えません"},
    SystemError{EPROTO, "EPROTO", "通信の決まりに合いません"},
    SystemError{EDESTADDRREQ, "EDESTADDRREQ", "宛先がありません"},
    SystemError{EMSGSIZE, "EMSGSIZE", "送るものが大きすぎます"},
    SystemError{ENOTSOCK, "ENOTSOCK", "ソケットではありません"},
    SystemError{ENOTCONN, "ENOTCONN", "接続していません"},
    SystemError{EISCONN, "EISCONN", "既に接続しています"},
    SystemError{EALREADY, "EALREADY", "既に始まっています"},
    SystemError{EINPROGRESS, "EINPROGRESS", "まだ終わっていません"},
    SystemError{ENOBUFS, "ENOBUFS", "通信のためのメモリーが足りません"},
};

std::string with_paths(const std::filesystem::filesystem_error& failure) {
  std::string text = failure.path1().string();
  if (!failure.path2().empty()) text += fmt::format(" → {}", failure.path2().string());
  return fmt::format("{}: {}", text, system_error_text(failure.code().value()));
}

/// The words of whoever threw it, without those that the library adds.
std::string_view operation_of(const std::system_error& failure) {
  const std::string_view what = failure.what();
  const std::size_t added = what.rfind(": ");
  return added == std::string_view::npos ? std::string_view() : what.substr(0, added);
}

bool is_errno(const std::error_code& code) {
  return code.category() == std::generic_category() || code.category() == std::system_category();
}

}  // namespace

std::string system_error_text(int code, std::string_view operation) {
  const std::string before = operation.empty() ? "" : fmt::format("{}: ", operation);
  const auto known = std::ranges::find(kErrors, code, &SystemError::code);
  if (known != kErrors.end()) return fmt::format("{} ({}{})", known->japanese, before, known->name);
  const char* name = ::strerrorname_np(code);
  return fmt::format("システムの誤りです ({}{})", before,
                     name == nullptr ? fmt::format("errno {}", code) : name);
}

std::string failure_text(const std::exception& failure) {
  if (const auto* files = dynamic_cast<const std::filesystem::filesystem_error*>(&failure)) {
    return with_paths(*files);
  }
  if (dynamic_cast<const std::ios_base::failure*>(&failure) != nullptr) {
    return "読み書きに失敗しました";
  }
  const auto* system = dynamic_cast<const std::system_error*>(&failure);
  if (system != nullptr && is_errno(system->code())) {
    return system_error_text(system->code().value(), operation_of(*system));
  }
  if (dynamic_cast<const std::bad_alloc*>(&failure) != nullptr) {
    return system_error_text(ENOMEM);
  }
  return failure.what();
}

}  // namespace saihakko
