#include "jobs/settings/mail_setting_rules.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <variant>

#include "core/domain/mail_address.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

void set_way(Settings& settings, const SettingAssignment& at) {
  if (at.value != "maildir" && at.value != "smtp")
    fail_setting(at, "maildir か smtp ではありません");
  settings.mail.way = at.value == "smtp" ? MailWay::smtp : MailWay::maildir;
}

void set_relay(Settings& settings, const SettingAssignment& at) {
  const auto relay = RelayAddress::parse(at.value);
  if (!relay) {
    fail_setting(
        at, "「ホスト名:ポート番号」の形ではありません(例: mail.example.jp:25、[2001:db8::1]:25)");
  }
  settings.mail.smtp.relay = *relay;
}

void set_tls(Settings& settings, const SettingAssignment& at) {
  RelayTls& tls = settings.mail.smtp.tls;
  if (at.value == "none") {
    tls = RelayTls::none;
  } else if (at.value == "starttls") {
    tls = RelayTls::starttls;
  } else if (at.value == "tls") {
    tls = RelayTls::tls;
  } else {
    fail_setting(at, "none か starttls か tls ではありません");
  }
}

void set_helo_name(Settings& settings, const SettingAssignment& at) {
  const bool name = std::all_of(at.value.begin(), at.value.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-.[]:").find(c) != std::string_view::npos;
  });
  if (!name || at.value.empty()) fail_setting(at, "ホスト名の形ではありません");
  settings.mail.smtp.helo_name = at.value;
}

void set_domains(Settings& settings, const SettingAssignment& at) {
  if (at.value != "yes" && at.value != "no") fail_setting(at, "yes か no ではありません");
  settings.mail.domains = at.value == "yes" ? MailDomains::any : MailDomains::with_dot;
}

SettingRule seconds(std::chrono::milliseconds SmtpTimeouts::*time) {
  constexpr std::int64_t kLongest = 3600;
  return [time](Settings& settings, const SettingAssignment& at) {
    settings.mail.smtp.timeouts.*time = std::chrono::seconds(parse_number(at, 1, kLongest));
  };
}

SettingRule number(std::int64_t least, std::int64_t most, int MailSettings::*figure) {
  return [=](Settings& settings, const SettingAssignment& at) {
    settings.mail.*figure = static_cast<int>(parse_number(at, least, most));
  };
}

}  // namespace

std::string parse_address(const SettingAssignment& at) {
  const auto parsed = MailAddress::parse(at.value, MailDomains::any);
  if (const auto* fault = std::get_if<MailAddressFault>(&parsed)) {
    fail_setting(at, describe(*fault));
  }
  return std::get<MailAddress>(parsed).text();
}

std::map<std::string, SettingRule, std::less<>> mail_setting_rules() {
  return {
      {"mail.transport", set_way},
      {"mail.relay", set_relay},
      {"mail.tls", set_tls},
      {"mail.helo_name", set_helo_name},
      {"mail.dotless_domains", set_domains},
      {"mail.user", [](Settings& s, const SettingAssignment& at) { s.mail.smtp.user = at.value; }},
      {"mail.from",
       [](Settings& s, const SettingAssignment& at) { s.mail.from = parse_address(at); }},
      {"mail.from_name",
       [](Settings& s, const SettingAssignment& at) { s.mail.from_name = at.value; }},
      {"mail.reply_to",
       [](Settings& s, const SettingAssignment& at) { s.mail.reply_to = parse_address(at); }},
      {"mail.redirect_to",
       [](Settings& s, const SettingAssignment& at) { s.mail.redirect_to = parse_address(at); }},
      {"mail.sessions", number(1, 32, &MailSettings::sessions)},
      {"mail.sessions_per_domain", number(0, 32, &MailSettings::sessions_per_domain)},
      {"mail.per_minute_of_domain", number(0, 60'000, &MailSettings::per_minute_of_domain)},
      {"mail.warnings_per_day", number(1, 1000, &MailSettings::warnings_per_day)},
      {"mail.suppress_days", number(0, 365, &MailSettings::suppress_days)},
      {"mail.connect_seconds", seconds(&SmtpTimeouts::connect)},
      {"mail.greeting_seconds", seconds(&SmtpTimeouts::greeting)},
      {"mail.command_seconds", seconds(&SmtpTimeouts::command)},
      {"mail.data_seconds", seconds(&SmtpTimeouts::data)},
      {"mail.deadline_seconds", seconds(&SmtpTimeouts::mail)},
  };
}

void check_mail_settings(const MailSettings& mail) {
  if (mail.way != MailWay::smtp) return;
  if (mail.from == MailSettings().from) {
    throw ConfigurationError("mail.transport = smtp のときは mail.from を設定してください");
  }
  if (!mail.smtp.user.empty() && mail.smtp.tls == RelayTls::none) {
    throw ConfigurationError(
        "mail.user は mail.tls = starttls か tls のときだけ使えます(平文でパスワードを送りません)");
  }
}

}  // namespace saihakko
