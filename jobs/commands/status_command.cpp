#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "core/domain/calendar.hpp"
#include "core/domain/letter_state.hpp"
#include "core/domain/notice_state.hpp"
#include "core/service/ledger/held_ledgers.hpp"
#include "core/service/setup/open_database.hpp"
#include "core/service/watch/status_facts.hpp"
#include "jobs/commands/commands.hpp"
#include "jobs/commands/options.hpp"
#include "jobs/commands/status_json.hpp"
#include "jobs/ground/holiday_warning.hpp"
#include "jobs/ground/job_times.hpp"
#include "jobs/ground/text_table.hpp"

namespace saihakko {
namespace {

// One screen: what is beyond these is counted.
constexpr std::size_t kMostOverdue = 4;
constexpr std::size_t kMostTroubles = 6;
constexpr std::size_t kMostUrgentShown = 7;

void print_rest(std::size_t all, std::size_t most) {
  if (all > most) std::cout << fmt::format("ほか {}件(--json にすべて)\n", all - most);
}

void print_head(const StatusFacts& facts) {
  std::cout << fmt::format("{}  事業所 {}  {}\n", japan_minute(facts.at), facts.offices,
                           facts.troubles.empty()
                               ? std::string("警報なし")
                               : fmt::format("警報 {}件", facts.troubles.size()));
  if (facts.urgent.empty()) return;
  std::cout << "至急  ";
  const std::size_t shown = std::min(facts.urgent.size(), kMostUrgentShown);
  for (std::size_t i = 0; i < shown; ++i)
    std::cout << ' ' << facts.urgent[i];
  if (facts.urgent.size() > shown) std::cout << " ほか";
  std::cout << '\n';
}

void print_queues(const StatusFacts& facts) {
  TextTable table({{"申請"},
                   {"件数", CellAlign::right},
                   {"最も古いもの"},
                   {"いつから"},
                   {"経過", CellAlign::right}});
  for (const StatusQueue& queue : facts.queues) {
    table.add({std::string(japanese(queue.state)), std::to_string(queue.count),
               queue.oldest_receipt, japan_minute(queue.oldest_since),
               fmt::format("{}営業日", queue.working_days)});
  }
  if (!table.empty()) table.print(std::cout);
}

/// `作成済 2、投函済 1`, in the order of the states.
template <class State, class Count>
std::string counts_text(const std::vector<State>& states, const std::vector<Count>& counts) {
  std::string text;
  for (const State state : states) {
    const auto count = std::ranges::find(counts, to_text(state), &Count::state);
    if (count == counts.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "、", japanese(state), count->count);
  }
  return text.empty() ? "なし" : text;
}

std::string waiting_mail_text(const StatusFacts& facts) {
  const auto queued =
      std::ranges::find(facts.notices, to_text(NoticeState::queued), &NoticeCount::state);
  if (queued == facts.notices.end()) return "";
  return fmt::format("(最も古い送信待ち {})", japan_minute(queued->oldest));
}

void print_counts(const StatusFacts& facts) {
  std::vector<ApplicationState> closed;
  for (const ApplicationState state : all_application_states()) {
    if (!is_open(state)) closed.push_back(state);
  }
  std::cout << fmt::format("終わった申請  {}\n", counts_text(closed, facts.applications));
  std::cout << fmt::format("メール        {}{}\n", counts_text(all_notice_states(), facts.notices),
                           waiting_mail_text(facts));
  std::cout << fmt::format("通知書        {}\n", counts_text(all_letter_states(), facts.letters));
  if (facts.batches.empty()) return;
  std::string batches;
  for (const Batch& batch : facts.batches) {
    batches += fmt::format("{}{} {}通", batches.empty() ? "" : "、", batch.name, batch.letters);
  }
  std::cout << fmt::format("新しいバッチ  {}\n", batches);
}

void print_envelopes(const AwaitedEnvelopes& awaited) {
  if (awaited.applications == 0) return;
  std::cout << fmt::format("返信用封筒待ち {}件{}\n", awaited.applications,
                           awaited.first_last_day
                               ? fmt::format("(いちばん早い期限 {})",
                                             japan_minute(*awaited.first_last_day).substr(0, 10))
                               : "");
}

void print_unmatched(std::int64_t bounces) {
  if (bounces == 0) return;
  std::cout << fmt::format("宛先だけの不達 {}件(saihakko notice unmatched)\n", bounces);
}

void print_held_ledgers(const std::vector<StatusLedger>& held) {
  for (const StatusLedger& ledger : held) {
    std::cout << fmt::format("保留の台帳    {}(番号 {}) {} から: {}\n", ledger.import.name,
                             ledger.import.id, japan_minute(ledger.import.state_since),
                             hold_text(ledger.counts));
  }
}

void print_inbox(const StatusFacts& facts, const WorkingDays& days) {
  if (facts.newest_decisions) {
    std::cout << fmt::format("判定のファイル {} (saihakko review result)\n",
                             counts_text(*facts.newest_decisions));
  }
  if (facts.open_refusals.empty()) return;
  std::string text;
  for (const OpenRefusals& open : facts.open_refusals) {
    text += fmt::format("{}{} {}行({} から、{}営業日)", text.empty() ? "" : "、", open.kind,
                        open.rows, japan_minute(open.since), days.between(open.since, facts.at));
  }
  std::cout << fmt::format("直っていない行 {} (saihakko inbox)\n", text);
}

void print_postcodes(const PostcodeLists& lists) {
  if (!lists.towns && !lists.businesses) return;
  std::cout << fmt::format("郵便番号      {}\n", lists_text(lists));
}

void print_overdue(const std::vector<OverdueBatch>& overdue) {
  TextTable table({{"遅れているバッチ"},
                   {"連合会"},
                   {"印刷室の作業"},
                   {"通知書", CellAlign::right},
                   {"いつから"},
                   {"遅れ", CellAlign::right}});
  for (std::size_t i = 0; i < std::min(overdue.size(), kMostOverdue); ++i) {
    const OverdueBatch& batch = overdue[i];
    table.add({batch.batch, batch.prefecture, std::string(japanese(batch.overdue.step)),
               std::to_string(batch.letters), japan_minute(batch.overdue.since),
               fmt::format("{}営業日", batch.overdue.days_late)});
  }
  if (table.empty()) return;
  std::cout << '\n';
  table.print(std::cout);
  print_rest(overdue.size(), kMostOverdue);
}

void print_troubles(const std::vector<StatusTrouble>& troubles) {
  TextTable table({{"警報"}, {"はじまり"}, {"内容"}});
  for (std::size_t i = 0; i < std::min(troubles.size(), kMostTroubles); ++i) {
    const StatusTrouble& trouble = troubles[i];
    table.add({trouble.key, trouble.since ? japan_minute(*trouble.since) : "まだ知らせていない",
               trouble.title});
  }
  if (table.empty()) return;
  std::cout << '\n';
  table.print(std::cout);
  print_rest(troubles.size(), kMostTroubles);
}

void print_jobs(const std::vector<StatusJob>& jobs) {
  TextTable table({{"ジョブ"},
                   {"最後の開始"},
                   {"結果"},
                   {"処理", CellAlign::right},
                   {"不備", CellAlign::right},
                   {"失敗", CellAlign::right},
                   {"次の予定"},
                   {"遅れ"}});
  for (const StatusJob& job : jobs) {
    std::vector<std::string> cells{job.job, "—", "—", "", "", ""};
    if (job.last) {
      cells = {job.job,
               japan_minute(job.last->started_at),
               std::string(japanese_outcome(job.last->outcome)),
               std::to_string(job.last->done),
               std::to_string(job.last->malformed),
               std::to_string(job.last->failed)};
    }
    cells.push_back(japan_minute(job.next_at));
    cells.emplace_back(job.late ? "あり" : "—");
    table.add(std::move(cells));
  }
  std::cout << '\n';
  table.print(std::cout);
}

void print_disks(const std::vector<DiskSpace>& disks) {
  constexpr std::uint64_t kPercent = 100;
  std::string text;
  for (const DiskSpace& disk : disks) {
    const std::uint64_t percent =
        disk.size_bytes == 0 ? 0 : disk.free_bytes / (disk.size_bytes / kPercent + 1);
    text += fmt::format("{}{} 空き {}({}%)", text.empty() ? "" : "、", disk.place,
                        size_text(disk.free_bytes), percent);
  }
  std::cout << fmt::format("\nディスク  {}\n", text);
}

/// Says once when holidays are not known of a year in which something is late.
void warn_of_holidays(const CommandLine& line, const HolidayList& holidays,
                      const StatusFacts& facts) {
  Instant from = Deadlines{line.settings.letters, holidays.working_days, facts.at}.counted_from();
  for (const OverdueBatch& batch : facts.overdue)
    from = std::min(from, batch.overdue.since);
  warn_of_missing_years(line.log, holidays, from, facts.at);
}

ExitCode show_status(const CommandLine& line, const CommandArguments& arguments) {
  const auto database = open_database(line.settings);
  const HolidayList holidays = load_holidays(line.log, line.settings);
  const StatusFacts facts = status_facts(
      *database, {line.settings, holidays.working_days, timetable(), line.clock.now()});
  warn_of_holidays(line, holidays, facts);
  if (arguments.has("json")) {
    print_json(status_json(facts));
    return ExitCode::done;
  }
  print_head(facts);
  std::cout << '\n';
  print_queues(facts);
  print_counts(facts);
  print_envelopes(facts.envelopes);
  print_unmatched(facts.unmatched_bounces);
  print_held_ledgers(facts.held_ledgers);
  print_inbox(facts, holidays.working_days);
  print_postcodes(facts.postcodes);
  print_overdue(facts.overdue);
  print_troubles(facts.troubles);
  print_jobs(facts.jobs);
  print_disks(facts.disks);
  return ExitCode::done;
}

}  // namespace

Command status_command() {
  const std::string help = "いまの状態を1画面で見る";
  return {.name = "status",
          .help = help,
          .verbs = {{.name = "",
                     .operands = {},
                     .options = {takes_json()},
                     .help = help,
                     .example = "saihakko status",
                     .work = show_status}}};
}

}  // namespace saihakko
