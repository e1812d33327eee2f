#include "jobs/commands/check_mail.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/mail/header_text.hpp"
#include "core/mail/maildir.hpp"
#include "core/mail/message.hpp"
#include "core/mail/smtp_data.hpp"
#include "core/mail/smtp_session.hpp"
#include "core/mail/smtp_transport.hpp"
#include "core/service/mails/mail_way.hpp"
#include "core/service/run/told.hpp"
#include "core/service/run/usage_error.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kName = "メール";
constexpr std::string_view kSubject = "試験メール(介護電子請求 再発行サービス)";
constexpr std::string_view kBody =
    "saihakko check --mail "
    "が送った試験メールです。届いていれば、メールの設定は正しく働いています。\n"
    "このメールに返信する必要はありません。\n";

std::string step_name(SmtpStep step) {
  return fmt::format("{} {}", kName, japanese(step));
}

std::string_view remedy(SmtpStep step) {
  switch (step) {
    case SmtpStep::resolve:
      return "mail.relay のホスト名と、このホストの DNS の設定を確かめてください";
    case SmtpStep::connect:
      return "mail.relay "
             "のホスト名とポート番号、中継先の起動、間のファイアウォールを確かめてください";
    case SmtpStep::greeting:
      return "中継先がこのホストからの接続を許しているか、mail.tls がそのポートに合っているか"
             "(465 なら tls)を確かめてください";
    case SmtpStep::hello:
      return "中継先がこのホストの名前を受け入れるかを確かめ、必要なら mail.helo_name "
             "を設定してください";
    case SmtpStep::tls:
      return "mail.relay が証明書の名前と同じか、mail.ca_file が中継先の認証局か、mail.tls "
             "が中継先に"
             "合っているか、このホストの時計が正しいかを確かめてください。平文では送りません";
    case SmtpStep::login: return "mail.user と mail.password_file を確かめてください";
    case SmtpStep::sender:
      return "mail.from "
             "を差出人として、このホストからの送信を中継先が許しているかを確かめてください";
    case SmtpStep::recipient:
      return "宛先のアドレスと、このホストからの中継を中継先が許しているかを確かめてください";
    case SmtpStep::data:
    case SmtpStep::end: return "中継先の記録(ログ)で理由を確かめてください";
  }
  return {};
}

/// Where a mail to `to` really goes.
const std::string& redirected(const Settings& settings, const std::string& to) {
  return settings.mail.redirect_to ? *settings.mail.redirect_to : to;
}

std::string compose_test_mail(const Settings& settings, const std::string& to, Instant now) {
  const std::string& from = settings.mail.from;
  std::optional<std::string> original_to;
  if (settings.mail.redirect_to) original_to = to;
  return compose({.from_address = from,
                  .from_name = settings.mail.from_name,
                  .to_address = redirected(settings, to),
                  .reply_to = settings.mail.reply_to,
                  .subject = std::string(kSubject),
                  .body = std::string(kBody),
                  .message_id = fmt::format("<check.{}.{}@{}>", now.ms, ::getpid(),
                                            from.substr(from.rfind('@') + 1)),
                  .date_ms = now.ms,
                  .original_to = original_to});
}

void send_test_mail(SmtpSession& session, const Settings& settings, const std::string& to,
                    WireTime deadline) {
  const std::string message = compose_test_mail(settings, to, Clock::real_now());
  session.deliver({.from = address_for_header("mail.from", settings.mail.from),
                   .to = address_for_header("--mail", redirected(settings, to)),
                   .data = smtp_data(message),
                   .size = message.size()},
                  deadline);
}

void go_by_smtp(CheckList& list, const Settings& settings, const std::string& to) {
  const SmtpSettings relay = relay_settings(settings);
  const auto trust = open_trust(relay);
  const WireTime deadline = std::chrono::steady_clock::now() + relay.timeouts.mail;
  try {
    SmtpSession session(
        relay, trust.get(), deadline,
        [&](SmtpStep step, const std::string& detail) { list.good(step_name(step), detail); });
    if (!to.empty()) send_test_mail(session, settings, to, deadline);
  } catch (const SmtpFailure& failure) {
    list.bad(std::string(kName), fmt::format("{}\n     {}", failure.what(), remedy(failure.step())),
             ExitCode::unreachable);
  }
}

void go_to_maildir(CheckList& list, const Settings& settings, const std::string& to) {
  const std::string directory = settings.mail.maildir.string();
  list.warn(std::string(kName), fmt::format("Maildir {} に平文で置かれます", directory));
  if (to.empty()) return;
  const Instant now = Clock::real_now();
  Maildir maildir(settings.mail.maildir);
  maildir.deliver(settings.mail.from, redirected(settings, to),
                  compose_test_mail(settings, to, now),
                  fmt::format("check-{}-{}", now.ms, ::getpid()));
  list.good(step_name(SmtpStep::end), fmt::format("試験メールを {} に置きました", directory));
}

bool anyone_may_read(const std::filesystem::path& file) {
  using std::filesystem::perms;
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return !error && (status.permissions() & perms::others_read) != perms::none;
}

void warn_of_settings(CheckList& list, const Settings& settings) {
  const MailSettings& mail = settings.mail;
  if (mail.way == MailWay::smtp && mail.smtp.tls == RelayTls::none &&
      mail.smtp.relay.host != "localhost" && !mail.smtp.relay.host.starts_with("127.")) {
    list.warn(std::string(kName),
              "mail.tls = none です。コードを含むメールが平文でネットワークを通ります");
  }
  if (mail.way == MailWay::smtp && !mail.smtp.user.empty() && anyone_may_read(mail.password_file)) {
    list.warn(std::string(kName),
              fmt::format("パスワードのファイル {} を誰でも読めます。chmod 600 で閉じてください",
                          mail.password_file.string()));
  }
  if (mail.redirect_to) {
    list.warn(std::string(kName),
              fmt::format("すべてのメールが mail.redirect_to の {} に届きます", *mail.redirect_to));
  }
}

}  // namespace

MailAddress test_mail_address(const std::string& text, const Settings& settings) {
  auto parsed = MailAddress::parse(text, settings.mail.domains);
  if (const auto* fault = std::get_if<MailAddressFault>(&parsed)) {
    throw UsageError(fmt::format("--mail: {}", describe(*fault)));
  }
  return std::get<MailAddress>(std::move(parsed));
}

void check_mail(CheckList& list, const Settings& settings, Database& database,
                const std::optional<MailAddress>& test_mail) {
  warn_of_settings(list, settings);
  const std::string to = test_mail ? test_mail->text() : std::string();
  try {
    refuse_mail_of_rehearsal(settings, database);
    switch (settings.mail.way) {
      case MailWay::maildir: return go_to_maildir(list, settings, to);
      case MailWay::smtp: return go_by_smtp(list, settings, to);
    }
  } catch (const SmtpSettingsError& failure) {
    list.bad(std::string(kName), failure.what(), ExitCode::configuration);
  } catch (const std::exception& failure) {
    list.bad(std::string(kName), told(failure), exit_code_of(failure));
  }
}

}  // namespace saihakko
