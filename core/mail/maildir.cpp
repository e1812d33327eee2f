#include "core/mail/maildir.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/files/durable_file.hpp"
#include "core/mail/header_text.hpp"
#include "core/mail/mail_error.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kDirectoryMode = 0700;
constexpr mode_t kFileMode = 0600;

std::string file_name(std::string_view unique) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  constexpr std::size_t kMaxUnique = 100;
  if (unique.empty() || unique.size() > kMaxUnique ||
      !std::all_of(unique.begin(), unique.end(), allowed)) {
    throw MailError("メールのファイル名は1〜100字の英数字、- と _ です");
  }
  return fmt::format("{}.saihakko", unique);
}

void append_with_lf(std::string& out, std::string_view message) {
  for (std::size_t i = 0; i < message.size(); ++i) {
    const bool pair = message[i] == '\r' && i + 1 < message.size() && message[i + 1] == '\n';
    if (!pair) out += message[i];
  }
}

bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (error && status.type() != fs::file_type::not_found) {
    throw FileError("stat", path, error.value());
  }
  return status.type() != fs::file_type::not_found;
}

}  // namespace

Maildir::Maildir(fs::path directory) : directory_(std::move(directory)) {
  make_directories(directory_, kDirectoryMode);
  for (const char* part : {"tmp", "new", "cur"})
    make_directory(directory_ / part, kDirectoryMode);
}

bool Maildir::holds(const std::string& name) const {
  // First new, then cur: a mail reader moves them that way, so none slips through between.
  if (is_there(directory_ / "new" / name)) return true;
  const std::string with_flags = name + ":";
  const std::vector<std::string> seen = directory_names(directory_ / "cur");
  return std::any_of(seen.begin(), seen.end(), [&](const std::string& entry) {
    return entry == name || entry.starts_with(with_flags);
  });
}

DeliveryResult Maildir::deliver(std::string_view envelope_from, std::string_view envelope_to,
                                std::string_view message, std::string_view unique) {
  const std::string name = file_name(unique);
  std::string content = fmt::format("Return-Path: <{}>\nDelivered-To: {}\n",
                                    address_for_header("envelope sender", envelope_from),
                                    address_for_header("envelope recipient", envelope_to));
  append_with_lf(content, message);
  const bool there = holds(name);
  if (!there) {
    const fs::path tmp = directory_ / "tmp" / name;
    remove_file(tmp);
    write_new_file(tmp, content, kFileMode);
    rename_no_replace(tmp, directory_ / "new" / name);
  }
  // Also for a mail that is there: whoever renamed it may have been killed before the sync.
  sync_directory(directory_ / "new");
  return {DeliveryResult::Outcome::sent, there ? "already in the Maildir" : "in the Maildir"};
}

DeliveryResult Maildir::pretend(std::string_view message, std::string_view unique) {
  const std::string name = file_name(unique);
  std::string content;
  append_with_lf(content, message);
  if (!holds(name)) {
    const fs::path tmp = directory_ / "tmp" / name;
    remove_file(tmp);
    write_new_file(tmp, content, kFileMode);
    remove_file(tmp);
  }
  sync_directory(directory_ / "new");
  return {DeliveryResult::Outcome::sent, "to nobody"};
}

}  // namespace saihakko
