#include "core/service/keeping/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/domain/serial_number.hpp"
#include "core/files/durable_file.hpp"
#include "core/letter/print_batch.hpp"
#include "core/service/keeping/retaken_files.hpp"
#include "core/service/letters/batches_on_disk.hpp"
#include "core/service/letters/stop_letters.hpp"
#include "core/service/letters/void_letter.hpp"
#include "core/service/mails/sent_mails.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/queries/notices_after_restore.hpp"
#include "core/store/queries/retained_rows.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/batches_table.hpp"
#include "core/store/tables/earlier_mails_table.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/letters_table.hpp"
#include "core/store/tables/lost_letters_table.hpp"
#include "core/store/tables/serials_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMost = 1'000'000;
constexpr std::string_view kHadBeenSent = "復元の前に送信済み";
constexpr std::string_view kPerhapsSent = "復元: 送信済みか不明なため取消";

/// Texts with Message-IDs, read before the database is held.
std::set<std::string, std::less<>> sent_message_ids(const Settings& settings,
                                                    const std::vector<fs::path>& sent_logs,
                                                    Instant known_until) {
  std::set<std::string, std::less<>> ids;
  const auto keep = [&ids](std::string_view id) { ids.emplace(id); };
  for (const fs::path& month : sent_mails_logs(settings.sent_mails_dir))
    for_each_message_id(month, keep);
  for (const fs::path& log : sent_logs)
    for_each_message_id(log, keep);
  for_each_delivered(settings.mail.maildir, known_until, keep);
  return ids;
}

/// Whether every mail that went out after the backup is known: kept by a log that began before it,
/// or told by the operator.
bool sent_mails_known(const Settings& settings, const std::vector<fs::path>& sent_logs,
                      Instant known_until) {
  return !sent_logs.empty() || log_reaches_back(settings.sent_mails_dir, known_until);
}

/// `R000000011` of `<receipt.R000000011.0123456789abcdef@example.jp>`; empty for other mails.
std::string receipt_in(std::string_view message_id) {
  const std::size_t begin = message_id.find('.');
  const std::size_t end = message_id.find('.', begin == std::string_view::npos ? begin : begin + 1);
  if (end == std::string_view::npos) return {};
  return parse_serial_number(kReceiptLetter, message_id.substr(begin + 1, end - begin - 1))
      .value_or("");
}

class Reconciliation {
 public:
  Reconciliation(Database& database, const Actor& actor, const Settings& settings, Instant now)
      : database_(database), actor_(actor), settings_(settings), now_(now) {}

  void compare_mails(const std::set<std::string, std::less<>>& sent, bool all_known) {
    for (const std::string& id : sent) {
      switch (settle_as_sent(database_, id, kHadBeenSent, now_)) {
        case NoticeAfterRestore::settled_before: break;
        case NoticeAfterRestore::settled_now:
          found_.push_back({Discovery::sent_mail, id, "送信済みとしました"});
          append_audit(database_, actor_, now_, {"notice_sent", id, "known_from_log"});
          break;
        case NoticeAfterRestore::unknown:
          add_earlier_mail(database_, id, now_);
          ++earlier_mails_;
          break;
      }
      note_receipt(receipt_in(id));
    }
    if (all_known) return;
    for (const std::int64_t notice : cancel_waiting_notices(database_, kPerhapsSent, now_)) {
      found_.push_back({Discovery::cancelled_mail, fmt::format("notice:{}", notice),
                        "送信済みか分かりません。届いていなければ、あらためて知らせてください"});
      append_audit(database_, actor_, now_,
                   {"notice_cancelled", fmt::format("notice:{}", notice), "restored"});
    }
  }

  void compare_batches() {
    for (const DiskBatch& on_disk : batches_on_disk(settings_)) {
      const auto known = find_batch(database_, on_disk.name);
      if (known &&
          (known->state == BatchState::handed_over || known->state == BatchState::sealed)) {
        continue;
      }
      take_in_lost_batch(on_disk, known);
    }
    for (const LostLetter& letter : lost_letters(database_))
      tell_lost_letter(letter);
    for (const Batch& batch : batches_in(database_, BatchState::handed_over, kMost)) {
      const PrintBatch directory(settings_.letters_dir / batch.prefecture, batch.name);
      if (!is_purged_batch(database_, batch.name) && !directory.handed_over()) missing(batch);
    }
  }

  /// Who voided them is lost; whoever reconciles voids them anew, and a reviewer looks at each.
  void compare_stop_lists(std::int64_t acting_uid) {
    for (const StoppedLetter& stopped : letters_on_stop_lists(settings_)) {
      const auto letter = find_letter(database_, stopped.notice_number);
      if (!letter || !is_live(letter->state)) continue;
      const VoidOrder order{Voiding::for_good, stopped.reason, "復元の前に無効", acting_uid};
      const auto outcome = void_letter(database_, stopped.notice_number, order, now_);
      if (!std::holds_alternative<LetterVoided>(outcome)) continue;  // its time is over
      found_.push_back(
          {Discovery::voided_letter, stopped.notice_number,
           fmt::format("控えの後に無効にされていたため({})、もう一度無効にしました。申請 {} を"
                       "判定してください",
                       japanese(stopped.reason), letter->receipt_number)});
    }
  }

  void pass_over_seen_serials() {
    if (largest_receipt_ > 0) {
      pass_over_serials(database_, "receipt_number", largest_receipt_);
    }
    if (largest_notice_ > 0) pass_over_serials(database_, "notice_number", largest_notice_);
    for (const std::string& receipt : lost_receipts_) {
      found_.push_back(
          {Discovery::lost_application, receipt,
           "記録にない受付番号です。ファイルの申請は戻したファイルから新しい番号で受け付けます。"
           "ポータルからの申請は、申し込み直しを案内してください"});
      append_audit(database_, actor_, now_, {"application_lost", receipt, ""});
    }
  }

  std::vector<Discovered> found() { return std::move(found_); }
  std::int64_t earlier_mails() const { return earlier_mails_; }

 private:
  void note_receipt(const std::string& receipt) {
    if (!parse_serial_number(kReceiptLetter, receipt)) return;
    largest_receipt_ = std::max(largest_receipt_, serial_in(receipt));
    if (!find_application(database_, receipt)) lost_receipts_.insert(receipt);
  }

  /// The batch gets a row, so that its directory is known and purged in its time; of its letters
  /// the database has none.
  void take_in_lost_batch(const DiskBatch& on_disk, const std::optional<Batch>& known) {
    const std::int64_t id =
        known ? known->id : add_batch(database_, on_disk.name, on_disk.prefecture, now_);
    release_batch_claims(database_, id);
    seal_batch(database_, id, 0, sums_on_disk(settings_, on_disk), now_);
    set_batch_state(database_, id, BatchState::handed_over);
    std::int64_t lost = 0;
    for (const DiskLetter& letter : letters_on_disk(settings_, on_disk)) {
      const bool added = add_lost_letter(database_,
                                         {.notice_number = letter.notice_number,
                                          .receipt_number = letter.receipt_number,
                                          .office_number = letter.office_number,
                                          .batch_id = id,
                                          .edition = letter.edition,
                                          .file = letter.file,
                                          .page = letter.page,
                                          .batch = {},
                                          .prefecture = {}},
                                         now_);
      if (!added) continue;
      ++lost;
      append_audit(database_, actor_, now_, {"letter_lost", letter.notice_number, on_disk.name});
    }
    append_audit(database_, actor_, now_, {"batch_lost", on_disk.name, std::to_string(lost)});
  }

  void tell_lost_letter(const LostLetter& letter) {
    largest_notice_ = std::max(largest_notice_, serial_in(letter.notice_number));
    note_receipt(letter.receipt_number);
    const auto application = find_application(database_, letter.receipt_number);
    std::string next =
        "投函しないでください(stop.csv)。仮パスワードは使えません。申請の記録がありません";
    if (application) {
      next = fmt::format(
          "投函しないでください(stop.csv)。仮パスワードは使えません。申請 {} は{}です{}",
          application->receipt_number, japanese(application->state),
          application->state == ApplicationState::approved
              ? "。次の render-letters が次の版を作ります"
          : is_open(application->state) ? "。判定の記録が失われていれば、もう一度判定してください"
                                        : "");
    }
    found_.push_back(
        {Discovery::lost_letter,
         fmt::format("{} {} {}ページ", letter.notice_number, letter.batch, letter.page), next});
  }

  void missing(const Batch& batch) {
    const auto letters = letters_of_batch(database_, batch.id);
    const bool waits = std::any_of(letters.begin(), letters.end(), [](const Letter& letter) {
      return letter.state == LetterState::sealed || letter.state == LetterState::collected ||
             letter.state == LetterState::printed;
    });
    if (waits) {
      found_.push_back({Discovery::missing_batch, batch.name,
                        "ファイルがありません。印刷室にもなければ、通知書を作り直してください"});
      return;
    }
    mark_batch_purged(database_, batch.id, now_);
    append_audit(database_, actor_, now_, {"batch_purged", batch.name, batch.sums_sha256});
    found_.push_back(
        {Discovery::purged_batch, batch.name, "ファイルは消去されていました。そう記録しました"});
  }

  Database& database_;
  const Actor& actor_;
  const Settings& settings_;
  Instant now_;
  std::vector<Discovered> found_;
  std::set<std::string> lost_receipts_;
  std::int64_t earlier_mails_ = 0;
  std::int64_t largest_receipt_ = 0;
  std::int64_t largest_notice_ = 0;
};

}  // namespace

std::optional<Reconciled> reconcile(Database& database, std::int64_t acting_uid,
                                    const Settings& settings,
                                    const std::vector<fs::path>& sent_logs, Instant now) {
  const Actor actor = Actor::person(acting_uid);
  const auto pending = pending_restore(database);
  if (!pending) return std::nullopt;
  Reconciled result{.known_until = pending->known_until, .found = {}, .earlier_mails = 0};
  const auto sent = sent_message_ids(settings, sent_logs, pending->known_until);
  const bool all_known = sent_mails_known(settings, sent_logs, pending->known_until);
  Reconciliation work(database, actor, settings, now);
  {
    Transaction transaction(database);
    work.compare_mails(sent, all_known);
    work.compare_batches();
    work.compare_stop_lists(acting_uid);
    work.pass_over_seen_serials();
    transaction.commit();
  }
  write_reconciled_stop_lists(database, settings);
  result.found = work.found();
  result.earlier_mails = work.earlier_mails();
  for (const RetakenFile& file : put_files_back(database, settings, pending->known_until)) {
    result.found.push_back({Discovery::file_put_back,
                            fmt::format("inbox/{}/{}", file.kind, file.name),
                            "次の取込みがもう一度読みます"});
  }
  Transaction transaction(database);
  clear_pending_restore(database);
  append_audit(database, actor, now,
               {"reconciled", "database", std::to_string(result.found.size())});
  transaction.commit();
  return result;
}

}  // namespace saihakko
