#include "core/service/mails/mail_way.hpp"

#include <fmt/format.h>

#include <string_view>

#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "core/mail/maildir.hpp"
#include "core/mail/smtp_transport.hpp"
#include "core/service/mails/sent_mails.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/store/tables/installation_table.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestPassword = 1024;
constexpr std::string_view kBom = "\xEF\xBB\xBF";

/// The first line, which may begin and end as a text editor writes it.
std::string read_password(const std::filesystem::path& file) {
  std::string password;
  try {
    password = read_file(file, kLongestPassword);
  } catch (const FileError& e) {
    throw ConfigurationError(
        fmt::format("mail.user のパスワードを読めません: {}(mail.password_file)", e.what()));
  }
  if (password.starts_with(kBom)) password.erase(0, kBom.size());
  if (password.ends_with('\n')) password.pop_back();
  if (password.ends_with('\r')) password.pop_back();
  if (password.empty() || has_control_character(password)) {
    throw ConfigurationError(
        fmt::format("{} は1行のパスワードではありません(mail.password_file)", file.string()));
  }
  return password;
}

std::unique_ptr<MailTransport> open_transport(const Settings& settings) {
  switch (settings.mail.way) {
    case MailWay::maildir: return std::make_unique<Maildir>(settings.mail.maildir);
    case MailWay::smtp: break;
  }
  try {
    return std::make_unique<SmtpTransport>(relay_settings(settings), settings.mail.from);
  } catch (const SmtpSettingsError& e) {
    throw ConfigurationError(e.what());
  }
}

}  // namespace

void refuse_mail_of_rehearsal(const Settings& settings, Database& database) {
  if (settings.mail.way != MailWay::smtp || settings.mail.redirect_to) return;
  if (!is_rehearsal_installation(database)) return;
  throw ConfigurationError(
      "練習用の state.dir からメールは送りません。mail.redirect_to に受け取るアドレスを設定するか、"
      "mail.transport = maildir にしてください");
}

SmtpSettings relay_settings(const Settings& settings) {
  SmtpSettings relay = settings.mail.smtp;
  if (!relay.user.empty()) relay.password = read_password(settings.mail.password_file);
  return relay;
}

std::string mail_way_name(const Settings& settings) {
  switch (settings.mail.way) {
    case MailWay::maildir: return "maildir";
    case MailWay::smtp: return settings.mail.smtp.relay.text();
  }
  return {};
}

std::unique_ptr<MailTransport> open_mail_way(const Settings& settings) {
  return std::make_unique<RecordedTransport>(open_transport(settings), settings.sent_mails_dir);
}

}  // namespace saihakko
