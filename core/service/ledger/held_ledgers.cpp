#include "core/service/ledger/held_ledgers.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/domain/text_folding.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/inbox.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/setup/union_groups.hpp"
#include "core/store/engine/transaction.hpp"
#include "core/store/tables/inbox_files_table.hpp"
#include "core/store/tables/offices_table.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKind = "ledger";

bool has_reason(const LedgerCounts& counts, std::string_view reason) {
  return ("," + counts.reasons + ",").find(fmt::format(",{},", reason)) != std::string::npos;
}

std::optional<std::string> not_theirs(Database& database, const Settings& settings,
                                      const LedgerImport& import, std::int64_t uid) {
  const UnionGroups groups(settings.state_dir / "review", uid);
  // The counts of a first ledger are none: nothing was there to be compared with.
  std::vector<std::string> prefectures = prefectures_reached_by(database, import.id);
  for (const LedgerCounts& of : ledger_counts_of(database, import.id))
    prefectures.push_back(of.prefecture);
  for (const std::string& prefecture : prefectures) {
    if (auto refusal = groups.refusal(prefecture)) return refusal;
  }
  return std::nullopt;
}

LedgerState aim_of(LedgerVerdict verdict) {
  switch (verdict) {
    case LedgerVerdict::accept: return LedgerState::accepted;
    case LedgerVerdict::refuse: return LedgerState::refused;
    case LedgerVerdict::restore: return LedgerState::restoring;
  }
  return {};
}

/// One whose file is gone before all of it was taken can be taken back, too, and one that was is
/// taken back again where something stood in the way.
bool can_begin(LedgerVerdict verdict, LedgerState state) {
  if (verdict != LedgerVerdict::restore) return state == LedgerState::held;
  return state == LedgerState::taking || state == LedgerState::taken ||
         state == LedgerState::restored;
}

bool is_done(LedgerVerdict verdict, LedgerState state) {
  switch (verdict) {
    case LedgerVerdict::accept:
      return state == LedgerState::accepted || state == LedgerState::taking ||
             state == LedgerState::taken;
    case LedgerVerdict::refuse: return state == LedgerState::refused;
    case LedgerVerdict::restore: return state == LedgerState::restoring;
  }
  return false;
}

std::optional<std::string> unknown_person(const Settings& settings,
                                          const LedgerDecision& decision) {
  if (!decision.nobody || settings.review.approvals < 2) return std::nullopt;
  return "2人で決める設定(review.approvals)のため、誰の操作か分からない root では決められません。"
         "自分の利用者から sudo で実行してください";
}

std::optional<std::string> overtaken(Database& database, const LedgerImport& held) {
  const auto newer = ledger_import_taken_after(database, held.state_since, held.id);
  if (!newer) return std::nullopt;
  return fmt::format(
      "保留した後に台帳 {}(番号 {})を取り込んだため、違いが変わっています。"
      "saihakko ledger refuse {} で取り消し、ファイルを inbox/ledger に置き直すと、比べ直します",
      newer->name, newer->id, held.id);
}

/// What an import did to offices is not known any more.
std::optional<std::string> forgotten(Database& database, const LedgerImport& import,
                                     const LedgerReach& reach) {
  std::int64_t affected = 0;
  for (const LedgerCounts& of : ledger_counts_of(database, import.id))
    affected += of.affected;
  if (affected == 0 || reach.changed + reach.left > 0) return std::nullopt;
  return "変わる前の内容は、保存の日数(retention.ledger_history_days)"
         "が過ぎて残っていません。正しい台帳を"
         "取り込んでください";
}

/// What a restore must not do without being told.
std::optional<std::string> too_many_removed(Database& database, const Settings& settings,
                                            const LedgerImport& import, const LedgerReach& reach) {
  for (const auto& [prefecture, count] : count_open_offices(database)) {
    const auto removed = reach.removed.find(prefecture);
    if (removed == reach.removed.end()) continue;
    if (holds({.offices = count, .absent = removed->second}, settings.ledger.hold_changed,
              settings.ledger.hold_missing)
            .empty()) {
      continue;
    }
    return fmt::format(
        "元に戻すと、この台帳が加えた事業所がなくなります(連合会 {} で{}件)。"
        "なくしてよければ saihakko ledger restore {} --remove-offices とします",
        prefecture, removed->second, import.id);
  }
  return std::nullopt;
}

/// A file that still lies in the inbox would be taken again right after it was taken back.
std::optional<std::string> still_in_inbox(Database& database, const Settings& settings,
                                          const LedgerImport& import) {
  if (import.state != LedgerState::taking) return std::nullopt;
  const std::string sum = sum_of_ledger_import(database, import.id);
  for (const fs::path& file : InboxFolder(settings.inbox_dir, kKind).complete_files()) {
    if (file_sha256(file) != sum) continue;
    return "取込みの途中で、ファイルが inbox/ledger にあります。saihakko run import-ledger "
           "で取り込み終えてから"
           "元に戻すか、ファイルを inbox/ledger から除いてください";
  }
  return std::nullopt;
}

/// Why a verdict is not taken of this person now; `reach` is that of a restore.
std::optional<std::string> refusal_of(Database& database, const Settings& settings,
                                      const LedgerImport& import, const LedgerDecision& decision,
                                      const LedgerReach& reach) {
  if (decision.verdict == LedgerVerdict::refuse) return std::nullopt;
  if (decision.verdict == LedgerVerdict::accept) {
    if (auto refusal = overtaken(database, import)) return refusal;
  } else {
    if (auto refusal = still_in_inbox(database, settings, import)) return refusal;
    if (auto refusal = forgotten(database, import, reach)) return refusal;
    auto refusal = too_many_removed(database, settings, import, reach);
    if (refusal && !decision.may_remove) return refusal;
  }
  return unknown_person(settings, decision);
}

std::string refusal_errors() {
  const std::vector<std::string> header{"行", "項目", "値", "理由", "番号"};
  const std::vector<std::string> row{"", "", "",
                                     "人が取込みを取り消しました(saihakko ledger refuse)", ""};
  return std::string(kUtf8Bom) + csv_line(header) + csv_line(row);
}

void end_inbox_file(Database& database, InboxFile file) {
  file.next_line = 0;
  ++file.malformed;
  advance_inbox_file(database, file);
}

/// What the inbox knows of the files is over: each content is compared anew when it comes again.
void end_inbox_files(Database& database, const LedgerImport& import, LedgerVerdict verdict) {
  auto own = find_inbox_file(database, kKind, sum_of_ledger_import(database, import.id));
  if (own && own->id == import.id) end_inbox_file(database, std::move(*own));
  if (verdict != LedgerVerdict::restore) return;
  // The newest ledger is not what there is any more.
  auto newest = latest_inbox_file(database, kKind);
  if (newest && newest->id != import.id && newest->next_line == 0) {
    end_inbox_file(database, std::move(*newest));
  }
}

}  // namespace

std::string hold_text(const LedgerCounts& counts) {
  std::string text;
  const auto add = [&text](std::string part) { text += (text.empty() ? "" : "、") + part; };
  if (has_reason(counts, "shifted")) {
    add(fmt::format("行のずれ(ほかの事業所の名称・住所・電話・メールになっている事業所 {}件)",
                    counts.shifted));
  }
  if (has_reason(counts, "changed")) {
    add(fmt::format("変更の多さ(変わる事業所 {}件: 内容の変更 {}件、廃止 {}件、項目の消失 {}件)",
                    counts.affected, counts.changed, counts.closed, counts.lost));
  }
  if (has_reason(counts, "absent")) add(fmt::format("欠落(なくなる事業所 {}件)", counts.absent));
  return fmt::format("連合会 {}(事業所 {}件): {}", counts.prefecture, counts.offices, text);
}

std::string hold_text(const std::vector<LedgerCounts>& counts) {
  std::string text;
  for (const LedgerCounts& of : counts) {
    if (!of.reasons.empty()) text += (text.empty() ? "" : "。") + hold_text(of);
  }
  return text;
}

std::string held_detail(const std::vector<LedgerCounts>& counts) {
  std::string detail;
  for (const LedgerCounts& of : counts) {
    if (of.reasons.empty()) continue;
    detail += fmt::format("{}{} {} offices={} changed={} closed={} lost={} absent={} shifted={}",
                          detail.empty() ? "" : "; ", of.prefecture, of.reasons, of.offices,
                          of.changed, of.closed, of.lost, of.absent, of.shifted);
  }
  return detail;
}

std::vector<std::string> hold_reasons(const LedgerCounts& counts) {
  std::vector<std::string> reasons;
  for (const char* reason : {"shifted", "changed", "absent"}) {
    if (has_reason(counts, reason)) reasons.emplace_back(reason);
  }
  return reasons;
}

bool is_partial_ledger(const std::string& file_name) {
  const std::string folded = fold_width(file_name);
  const std::size_t dot = folded.rfind('.');
  return dot != std::string::npos && folded.substr(0, dot).ends_with(".DELTA");
}

std::optional<fs::path> held_ledger_file(const Settings& settings, const LedgerImport& import) {
  for (const auto& held : InboxFolder(settings.inbox_dir, kKind).held_files()) {
    if (held.id == import.id) return held.file;
  }
  return std::nullopt;
}

std::string_view to_text(LedgerVerdict verdict) {
  switch (verdict) {
    case LedgerVerdict::accept: return "accept";
    case LedgerVerdict::refuse: return "refuse";
    case LedgerVerdict::restore: return "restore";
  }
  return {};
}

std::variant<LedgerDecided, std::string> decide_ledger(Database& database, const Settings& settings,
                                                       const LedgerImport& import,
                                                       const LedgerDecision& decision,
                                                       Instant now) {
  const LedgerVerdict verdict = decision.verdict;
  const LedgerState to = aim_of(verdict);
  LedgerDecided decided;
  // Before the transaction: a ledger of the whole country takes some seconds.
  if (verdict == LedgerVerdict::restore) decided.reach = reach_of_restore(database, import);
  Transaction transaction(database);
  const auto current = find_ledger_import(database, import.id);
  if (auto refusal = not_theirs(database, settings, import, decision.uid)) return *refusal;
  if (is_done(verdict, current->state)) return LedgerDecided{.changed = false};
  if (!can_begin(verdict, current->state)) {
    return fmt::format("台帳 {}(番号 {})は「{}」です", import.name, import.id,
                       japanese(current->state));
  }
  if (auto refusal = refusal_of(database, settings, *current, decision, decided.reach)) {
    return *refusal;
  }
  const bool first =
      add_ledger_decision(database, import.id, to_text(verdict), decision.uid, decision.note, now);
  const std::int64_t needed = verdict == LedgerVerdict::refuse ? 1 : settings.review.approvals;
  const std::int64_t given = count_ledger_decisions(database, import.id, to_text(verdict));
  const std::string subject = fmt::format("file:{}", import.id);
  if (given < needed) {
    if (first) {
      append_audit(database, Actor::person(decision.uid), now,
                   {fmt::format("ledger_{}_recorded", to_text(verdict)), subject,
                    fmt::format("{}/{}", given, needed)});
      transaction.commit();
    }
    decided.missing = needed - given;
    decided.changed = first;
    return decided;
  }
  set_ledger_state(database, import.id, current->state, to, now);
  if (verdict == LedgerVerdict::restore) {
    remove_ledger_decisions(database, import.id, to_text(verdict));
  }
  if (verdict != LedgerVerdict::accept) end_inbox_files(database, import, verdict);
  append_audit(database, Actor::person(decision.uid), now,
               {fmt::format("ledger_{}", to_text(to)), subject, ""});
  transaction.commit();
  return decided;
}

SettledLedgers settle_held_ledgers(Database& database, const Settings& settings) {
  SettledLedgers settled;
  const InboxFolder folder(settings.inbox_dir, kKind);
  for (const auto& held : folder.held_files()) {
    const auto import = find_ledger_import(database, held.id);
    const bool ours = import && sum_of_ledger_import(database, held.id) == file_sha256(held.file);
    if (ours && import->state == LedgerState::held) continue;
    if (ours && import->state == LedgerState::refused) {
      const std::string day = compact_date(japan_date(Clock::real_now()));
      settled.refused.push_back(folder.move_to_refused(held.file, day, refusal_errors()).string());
    } else {
      settled.released.push_back(folder.release(held.file).string());
    }
  }
  return settled;
}

}  // namespace saihakko
