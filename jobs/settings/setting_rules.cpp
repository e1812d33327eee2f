#include "jobs/settings/setting_rules.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/secrets/temporary_password.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "jobs/settings/mail_setting_rules.hpp"
#include "jobs/settings/watch_setting_rules.hpp"

namespace saihakko {

namespace {

constexpr std::int64_t kLongestEnvelopeWait = 120;  // working days: half a year

SettingRule number(std::int64_t least, std::int64_t most,
                   const std::function<void(Settings&, std::int64_t)>& set) {
  return [=](Settings& settings, const SettingAssignment& at) {
    set(settings, parse_number(at, least, most));
  };
}

void set_prefix(Settings& settings, const SettingAssignment& at) {
  for (const char c : at.value) {
    if (c < 'A' || c > 'Z') fail_setting(at, "英大文字だけで書いてください");
  }
  settings.user_id_prefix = at.value;
}

/// Any of the ASCII characters that are neither letter nor digit nor space.
void set_symbols(Settings& settings, const SettingAssignment& at) {
  for (const char c : at.value) {
    const bool symbol =
        c > ' ' && c < 0x7F && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z');
    if (!symbol) fail_setting(at, "半角の記号だけを、空白を入れずに書いてください");
  }
  settings.passwords.symbols = at.value;
}

void set_first_year(Settings& settings, const SettingAssignment& at) {
  if (at.value != "01" && at.value != "元") fail_setting(at, "01 か 元 ではありません");
  settings.letters.era_first_year = at.value == "元" ? FirstYear::gannen : FirstYear::number;
}

void set_csv_encoding(Settings& settings, const SettingAssignment& at) {
  if (at.value != "utf-8" && at.value != "cp932") fail_setting(at, "utf-8 か cp932 ではありません");
  settings.review.csv_encoding = at.value == "cp932" ? TextEncoding::cp932 : TextEncoding::utf8;
}

void set_inserter_marks(UnionSettings& settings, const SettingAssignment& at) {
  if (at.value == "none") {
    settings.inserter_marks = InserterMarks::none;
  } else if (at.value == "datamatrix") {
    settings.inserter_marks = InserterMarks::data_matrix;
  } else if (at.value == "omr") {
    settings.inserter_marks = InserterMarks::omr;
  } else {
    fail_setting(at, "none、datamatrix、omr のどれかではありません");
  }
}

std::vector<std::string> contact_lines(std::string_view value) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t bar = value.find('|');
    lines.emplace_back(trim(value.substr(0, bar)));
    if (bar == std::string_view::npos) return lines;
    value.remove_prefix(bar + 1);
  }
}

std::map<std::string, SettingRule, std::less<>> rules_without_mail() {
  return {
      {"accounts.user_id_prefix", set_prefix},
      {"codes.lifetime_minutes",
       number(5, 1440, [](Settings& s, std::int64_t n) { s.codes.lifetime_minutes = n; })},
      {"codes.tries", number(1, 10, [](Settings& s, std::int64_t n) { s.codes.tries = n; })},
      {"codes.per_day", number(1, 1000, [](Settings& s, std::int64_t n) { s.codes.per_day = n; })},
      {"codes.per_day_of_office",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.per_day_of_office = n; })},
      {"codes.per_hour_of_domain",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.per_hour_of_domain = n; })},
      {"codes.cooldown_seconds",
       number(0, 3600, [](Settings& s, std::int64_t n) { s.codes.cooldown_seconds = n; })},
      {"codes.per_hour_of_service",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.service_per_hour = n; })},
      {"codes.alert_per_day_of_office",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.codes.alert_office_per_day = n; })},
      {"codes.alert_per_hour_of_service",
       number(1, 1'000'000,
              [](Settings& s, std::int64_t n) { s.codes.alert_service_per_hour = n; })},
      {"login.failures", number(1, 100, [](Settings& s, std::int64_t n) { s.login.failures = n; })},
      {"login.lock_minutes",
       number(1, 1440, [](Settings& s, std::int64_t n) { s.login.lock_minutes = n; })},
      {"login.most_failures",
       number(1, 100, [](Settings& s, std::int64_t n) { s.login.most_failures = n; })},
      {"login.known_client_days",
       number(1, 400, [](Settings& s, std::int64_t n) { s.login.known_client_days = n; })},
      {"passwords.shortest",
       number(8, 64, [](Settings& s, std::int64_t n) { s.passwords.shortest = n; })},
      {"passwords.longest",
       number(8, 64, [](Settings& s, std::int64_t n) { s.passwords.longest = n; })},
      {"passwords.symbols", set_symbols},
      {"retention.codes_days",
       number(2, 3650, [](Settings& s, std::int64_t n) { s.retention.codes_days = n; })},
      {"retention.mails_days",
       number(1, 3650, [](Settings& s, std::int64_t n) { s.retention.mails_days = n; })},
      {"retention.posted_letters_days",
       number(1, 30, [](Settings& s, std::int64_t n) { s.retention.posted_letters_days = n; })},
      {"retention.letters_days",
       number(1, 30, [](Settings& s, std::int64_t n) { s.retention.letters_days = n; })},
      {"retention.applications_days",
       number(30, 3650, [](Settings& s, std::int64_t n) { s.retention.applications_days = n; })},
      {"retention.inbox_days",
       number(2, 3650, [](Settings& s, std::int64_t n) { s.retention.inbox_days = n; })},
      {"retention.worksheets_days",
       number(1, 3650, [](Settings& s, std::int64_t n) { s.retention.worksheets_days = n; })},
      {"retention.runs_days",
       number(30, 3650, [](Settings& s, std::int64_t n) { s.retention.runs_days = n; })},
      {"retention.ledger_history_days",
       number(30, 3650, [](Settings& s, std::int64_t n) { s.retention.ledger_history_days = n; })},
      {"ledger.hold_changed_percent",
       number(0, 100, [](Settings& s, std::int64_t n) { s.ledger.hold_changed.percent = n; })},
      {"ledger.hold_changed_least",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.ledger.hold_changed.least = n; })},
      {"ledger.hold_missing_percent",
       number(0, 100, [](Settings& s, std::int64_t n) { s.ledger.hold_missing.percent = n; })},
      {"ledger.hold_missing_least",
       number(1, 1'000'000, [](Settings& s, std::int64_t n) { s.ledger.hold_missing.least = n; })},
      {"ledger.recent_change_days",
       number(0, 3650, [](Settings& s, std::int64_t n) { s.review.recent_change_days = n; })},
      {"clock.longest_step_hours",
       number(1, 87'600, [](Settings& s, std::int64_t n) { s.longest_clock_step_hours = n; })},
      {"backup.keep", number(1, 1000, [](Settings& s, std::int64_t n) { s.backup.keep = n; })},
      {"backup.keep_days",
       number(1, 365, [](Settings& s, std::int64_t n) { s.backup.keep_days = n; })},
      {"letters.batch_size",
       number(1, 2000, [](Settings& s, std::int64_t n) { s.letters.batch_size = n; })},
      {"letters.batch_limit",
       number(1, 2000, [](Settings& s, std::int64_t n) { s.letters.batch_limit = n; })},
      {"letters.valid_days",
       number(1, 365, [](Settings& s, std::int64_t n) { s.letters.valid_days = n; })},
      {"letters.password_length",
       number(kShortestTemporaryPassword, kLongestTemporaryPassword,
              [](Settings& s, std::int64_t n) { s.letters.password_length = n; })},
      {"letters.era_first_year", set_first_year},
      {"letters.collect_within_days",
       number(0, 30, [](Settings& s, std::int64_t n) { s.letters.collect_within_days = n; })},
      {"letters.post_within_days",
       number(0, 30, [](Settings& s, std::int64_t n) { s.letters.post_within_days = n; })},
      {"review.approvals",
       number(1, 2, [](Settings& s, std::int64_t n) { s.review.approvals = n; })},
      {"review.undo_minutes",
       number(0, 1440, [](Settings& s, std::int64_t n) { s.review.undo_minutes = n; })},
      {"review.mail_days",
       number(0, 30, [](Settings& s, std::int64_t n) { s.review.mail_days = n; })},
      {"review.csv_encoding", set_csv_encoding},
  };
}

}  // namespace

const std::map<std::string, SettingRule, std::less<>>& setting_rules() {
  static const auto all = [] {
    auto rules = rules_without_mail();
    rules.merge(mail_setting_rules());
    rules.merge(watch_setting_rules());
    return rules;
  }();
  return all;
}

const std::map<std::string, UnionSettingRule, std::less<>>& union_setting_rules() {
  static const std::map<std::string, UnionSettingRule, std::less<>> all{
      {"letter_title",
       [](UnionSettings& u, const SettingAssignment& at) { u.letter_title = at.value; }},
      {"letter_contact",
       [](UnionSettings& u, const SettingAssignment& at) {
         u.letter_contact = contact_lines(at.value);
       }},
      {"letter_template",
       [](UnionSettings& u, const SettingAssignment& at) {
         if (at.value.find('/') != std::string::npos)
           fail_setting(at, "ファイル名だけを書いてください");
         u.letter_template = at.value;
       }},
      {"inserter_marks", set_inserter_marks},
      {"honorific",
       [](UnionSettings& u, const SettingAssignment& at) {
         constexpr std::size_t kLongest = 8;
         const auto word = decode_utf8(at.value);
         if (!word || word->empty() || word->size() > kLongest || has_control_character(at.value)) {
           fail_setting(at, "1〜8文字の敬称（殿、御中、様 など）ではありません");
         }
         u.honorific = at.value;
       }},
      {"customer_barcode",
       [](UnionSettings& u, const SettingAssignment& at) {
         if (at.value != "yes" && at.value != "no") fail_setting(at, "yes か no ではありません");
         u.customer_barcode = at.value == "yes";
       }},
      {"recipient_certificate",
       [](UnionSettings& u, const SettingAssignment& at) { u.recipient_certificate = at.value; }},
      {"reply_to",
       [](UnionSettings& u, const SettingAssignment& at) { u.reply_to = parse_address(at); }},
      {"return_envelope",
       [](UnionSettings& u, const SettingAssignment& at) { u.return_envelope = at.value; }},
      {"envelope_reminder_days",
       [](UnionSettings& u, const SettingAssignment& at) {
         u.envelope_reminder_days = static_cast<int>(parse_number(at, 0, kLongestEnvelopeWait));
       }},
      {"envelope_lapse_days",
       [](UnionSettings& u, const SettingAssignment& at) {
         u.envelope_lapse_days = static_cast<int>(parse_number(at, 0, kLongestEnvelopeWait));
       }},
  };
  return all;
}

}  // namespace saihakko
