#include <fmt/format.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/files/inbox.hpp"
#include "core/letter/draw_inserter.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/read_back.hpp"
#include "core/letter/window_fit.hpp"
#include "core/secrets/recipient_certificate.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/service/ledger/ledger_fit.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/service/postcodes/postcode_lists.hpp"
#include "core/service/report/report_template.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/era_list.hpp"
#include "core/service/setup/holiday_list.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/letters_place.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/setup/postage_list.hpp"
#include "core/service/setup/trusted_clock.hpp"
#include "jobs/commands/check_list.hpp"
#include "jobs/commands/check_mail.hpp"
#include "jobs/commands/check_received.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/ground/service_rooms.hpp"

namespace saihakko {
namespace {

constexpr std::int64_t kNoticeBefore_ms = 30 * kDayMs;

std::string check_writable(const std::filesystem::path& directory) {
  if (!std::filesystem::is_directory(directory)) {
    throw ConfigurationError(
        fmt::format("{} がありません(saihakko init で作成します)", directory.string()));
  }
  if (::access(directory.c_str(), R_OK | W_OK | X_OK) != 0) {
    throw ConfigurationError(fmt::format("{} に書き込めません", directory.string()));
  }
  return directory.string();
}

std::string check_inbox(const Settings& settings) {
  for (const std::string& kind : inbox_kinds()) {
    const std::string folder = check_writable(settings.inbox_dir / kind);
    if (InboxFolder(settings.inbox_dir, kind).try_moving() == Moved::copied) {
      CheckList::warn("受信箱",
                      fmt::format("{} は inbox と別のファイルシステムにあります。取り込んだ"
                                  "ファイルは、移す代わりに写してから消します。写しの"
                                  "所有者は、置いた人ではなくなります",
                                  folder));
    }
  }
  return check_writable(settings.inbox_dir);
}

/// Prints a letter to nobody and reads it back, as render-letters does with every page.
std::string check_sample_letter(const LetterPress& press) {
  const Instant now = Clock::real_now();
  const std::string name = press.sample("13", now).office_name;
  try {
    const auto pages = read_back_pages(press.print_sample("13", now, Guides::none));
    if (pages.size() == 1 && pages[0].find(name) != std::string::npos) return "1通";
  } catch (const LetterError& e) {
    throw ConfigurationError(e.what());
  }
  throw ConfigurationError("読み戻した通知書に事業所名がありません");
}

/// The holidays of today and of the weeks to come.
std::string check_holidays(const Settings& settings) {
  const HolidayListOrFault read = read_holidays(settings);
  const Instant now = Clock::real_now();
  const std::string text =
      read.fault.empty() ? read.holidays.missing_years_text(now, now.plus_ms(kNoticeBefore_ms))
                         : read.fault + "。土日と12月29日から1月3日だけを休みとして数えます";
  if (!text.empty()) CheckList::warn("祝日", text);
  return read.holidays.file.string();
}

/// The certificates of all print rooms, each once.
std::set<std::filesystem::path> recipient_certificates(const Settings& settings) {
  std::set<std::filesystem::path> files{settings.default_union.recipient_certificate};
  for (const auto& [prefecture, own] : settings.unions)
    files.insert(own.recipient_certificate);
  files.erase(std::filesystem::path());
  return files;
}

std::string check_certificate(const std::filesystem::path& file) {
  try {
    const RecipientCertificate certificate = RecipientCertificate::load(file);
    const Instant now = Clock::real_now();
    certificate.require_valid(now);
    const std::string until = japan_minute(certificate.valid_until());
    if (certificate.valid_until() < now.plus_ms(kNoticeBefore_ms)) {
      CheckList::warn("印刷室の証明書",
                      fmt::format("{}: {} に期限が切れ、通知書を作れなくなります。"
                                  "印刷室から新しい証明書を受け取ってください",
                                  file.string(), until));
    }
    return fmt::format("{}({}、{} まで、SHA-256 {})", file.string(), certificate.key_text(), until,
                       certificate.fingerprint());
  } catch (const CertificateError& e) {
    throw ConfigurationError(e.what());
  }
}

std::string check_sample_covers(const LetterPress& press, const UnionList& unions) {
  try {
    for (const auto& [prefecture, of_union] : unions.all()) {
      press.print_sample_cover(prefecture, Clock::real_now());
    }
  } catch (const LetterError& e) {
    throw ConfigurationError(e.what());
  }
  return fmt::format("{}連合会", unions.all().size());
}

/// cron counts in the host's time zone and knows no other; the crontab is written in Japan time.
void warn_of_cron_elsewhere() {
  constexpr const char* kCrontab = "/etc/cron.d/saihakko";
  constexpr long kJapan_s = 9 * 3600;
  if (!std::filesystem::exists(kCrontab)) return;
  const std::time_t now = std::time(nullptr);
  std::tm here{};
  ::localtime_r(&now, &here);
  if (here.tm_gmtoff == kJapan_s) return;
  CheckList::warn("時計",
                  fmt::format("{} は日本時間で書かれていますが、このホストの時刻帯は {} です。"
                              "timedatectl set-timezone Asia/Tokyo とした後に cron を再起動するか、"
                              "systemd のタイマーを使ってください",
                              kCrontab, here.tm_zone));
}

std::string check_clock(const CommandLine& line, Database* database) {
  const JapanDate today = japan_date(Clock::real_now());
  if (today < JapanDate{2026, 1, 1}) {
    throw ConfigurationError(fmt::format("{}年では通知書の日付が誤りになります", today.year));
  }
  warn_of_cron_elsewhere();
  if (database != nullptr) {
    const ClockLook look =
        look_at_clock(*database, line.settings, house_time(*database, line.clock.now()));
    if (look.frozen) throw ConfigurationError(frozen_clock_text(look, line.settings));
  }
  return rfc3339(Clock::real_now());
}

/// The letter templates of all unions, each once.
std::set<std::string> letter_templates(const Settings& settings) {
  std::set<std::string> names{settings.default_union.letter_template};
  for (const auto& [prefecture, own] : settings.unions)
    names.insert(own.letter_template);
  return names;
}

/// Wherever a letter lies in its envelope, the window shows the addressee and nothing else.
std::string check_windows(const Settings& settings) {
  const std::set<std::string> names = letter_templates(settings);
  for (const std::string& name : names) {
    const std::filesystem::path file =
        find_template(settings, std::filesystem::path("letter") / name);
    try {
      const LetterTemplate letter_template = LetterTemplate::load(file);
      auto fault = window_fault(letter_template);
      if (!fault) fault = inserter_fault(letter_template);
      if (fault) throw ConfigurationError(fmt::format("{}: {}", file.string(), *fault));
    } catch (const LetterError& e) {
      throw ConfigurationError(e.what());
    }
  }
  return fmt::format("様式 {}つ", names.size());
}

/// What the lists of postcodes are, and what they say of the ledger.
std::string check_postcodes(Database& database, const Settings& settings) {
  const PostcodeLists lists = postcode_lists(database);
  if (!lists.towns) {
    CheckList::warn(
        "郵便番号",
        "町域の一覧がありません。郵便番号が住所と一致するかを確かめられず、ない郵便番号の"
        "候補を示せません。町域の名前に数字があるかもしれない住所には、カスタマバーコードを"
        "付けません。日本郵便の utf_ken_all.csv を inbox/postcodes に置いてください");
  }
  const std::string old =
      old_postcodes_text(lists, settings.watch.postcodes_days, Clock::real_now());
  if (!old.empty()) CheckList::warn("郵便番号", old);
  const LedgerPostcodes counts = ledger_postcodes(database);
  return fmt::format("{}。台帳の{}事業所のうち、郵便番号がない {}、住所と一致しない {}",
                     lists_text(lists), counts.offices, counts.missing, counts.differing);
}

ExitCode check(const CommandLine& line, const CommandArguments& arguments) {
  std::optional<MailAddress> test_mail;
  if (arguments.has("mail")) {
    test_mail = test_mail_address(arguments.text("mail"), line.settings);
  }
  const Settings& settings = line.settings;
  CheckList list(settings);
  std::unique_ptr<Database> database;
  list.item("データベース", [&] {
    database = open_database(settings);
    return settings.database_file.string();
  });
  list.item("状態ディレクトリ", [&] { return check_writable(settings.state_dir); });
  list.item("受信箱", [&] { return check_inbox(settings); });
  list.item("通知書の置き場所", [&] {
    check_writable(settings.letters_dir);
    if (database) require_letters_place(*database, settings);
    return settings.letters_dir.string();
  });
  list.item("鍵", [&] {
    load_key(settings);
    return settings.keys_dir.string();
  });
  list.item("国保連合会の一覧", [&] {
    UnionList::load(settings);
    return find_template(settings, "unions.csv").string();
  });
  list.item("理由の一覧", [&] {
    ReasonList::load(settings);
    return find_template(settings, "reasons.csv").string();
  });
  list.item("元号の一覧", [&] {
    load_eras(settings);
    return find_template(settings, "eras.csv").string();
  });
  list.item("郵便料金", [&] {
    load_postage(settings);
    return find_template(settings, "postage.csv").string();
  });
  list.item("メールの文面", [&] {
    for (const std::string& text : fields_left_out(load_mail_templates(settings))) {
      CheckList::warn(
          "メールの文面",
          fmt::format("{} を使っていません。以前の版か独自の文面です。そのまま送れますが、"
                      "新しい文面(/usr/share/saihakko/templates/mail)と比べてください",
                      text));
    }
    return find_template(settings, "mail/receipt.txt").parent_path().string();
  });
  list.item("日報の様式", [&] {
    ReportTemplate::load(settings);
    return find_template(settings, "report/daily.html").string();
  });
  list.item("フォントと通知書の様式", [&] {
    const UnionList unions = UnionList::load(settings);
    const LetterPress press(settings, unions);
    return find_template(settings, "letter/default.toml").string();
  });
  list.item("封筒の窓", [&] { return check_windows(settings); });
  list.item("通知書の試し刷り", [&] {
    const UnionList unions = UnionList::load(settings);
    return check_sample_letter(LetterPress(settings, unions));
  });
  list.item("送付票と抜取り票の試し刷り", [&] {
    const UnionList unions = UnionList::load(settings);
    return check_sample_covers(LetterPress(settings, unions), unions);
  });
  if (database) {
    list.item("台帳の最も長い名前と住所", [&] {
      const UnionList unions = UnionList::load(settings);
      const LetterPress press(settings, unions);
      return fmt::format("{}通", require_room_for_ledger(*database, press, unions));
    });
  }
  if (database) {
    list.item("郵便番号", [&] { return check_postcodes(*database, settings); });
  }
  list.item("祝日", [&] { return check_holidays(settings); });
  for (const std::filesystem::path& file : recipient_certificates(settings)) {
    list.item("印刷室の証明書", [&] { return check_certificate(file); });
  }
  list.item("時計", [&] { return check_clock(line, database.get()); });
  if (database) check_mail(list, settings, *database, test_mail);
  if (arguments.has("received")) check_received(list, settings, arguments.text("received"));
  return list.code();
}

}  // namespace

Command check_command() {
  const std::string help = "設定、テンプレート、フォント、ディレクトリ、メールの中継先を確かめる";
  return {.name = "check",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {{"mail", "アドレス", "このアドレスへ試験メールを1通送る"},
                                 {"received", "ファイル",
                                  "届いた試験メールの SPF、DKIM、DMARC の結果を読む。Maildir "
                                  "でも、- で標準入力でもよい"}},
                     .help = help,
                     .example = "saihakko check --mail you@example.jp",
                     .work = check}}};
}

}  // namespace saihakko
