#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/store/tables/inbox_files_table.hpp"
#include "core/store/tables/installation_table.hpp"
#include "core/store/tables/runs_table.hpp"
#include "tests/store/store_fixture.hpp"

namespace saihakko {
namespace {

TEST(Runs, TheLastOneTellsHowItEnded) {
  Store store;
  EXPECT_FALSE(last_run(store.database, "report").has_value());
  const std::int64_t id = open_run(store.database, "report", "4711", kNow);
  EXPECT_EQ(last_run(store.database, "report")->outcome, "running");
  EXPECT_FALSE(last_run(store.database, "report")->ended_at.has_value());
  close_run(
      store.database,
      {.id = id, .outcome = "malformed", .exit_code = 65, .done = 9, .malformed = 2, .failed = 1},
      kNow.plus_ms(50));
  const saihakko::Run run = last_run(store.database, "report").value();
  EXPECT_EQ(run.job, "report");
  EXPECT_EQ(run.started_at, kNow);
  EXPECT_EQ(run.ended_at, kNow.plus_ms(50));
  EXPECT_EQ(run.outcome, "malformed");
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_EQ(run.done, 9);
  EXPECT_EQ(run.malformed, 2);
  EXPECT_EQ(run.failed, 1);
}

TEST(Runs, OneLeftOpenIsClosedAsCrashed) {
  Store store;
  open_run(store.database, "report", "1", kNow);
  open_run(store.database, "watch", "2", kNow);
  EXPECT_EQ(close_crashed_runs(store.database, "report", kNow.plus_ms(1)), 1);
  EXPECT_EQ(last_run(store.database, "report")->outcome, "crashed");
  EXPECT_EQ(last_run(store.database, "report")->ended_at, kNow.plus_ms(1));
  EXPECT_EQ(last_run(store.database, "watch")->outcome, "running");
  EXPECT_EQ(close_crashed_runs(store.database, "report", kNow.plus_ms(2)), 0);
}

TEST(InboxFiles, AreKnownByKindAndContent) {
  Store store;
  const std::int64_t id = add_inbox_file(store.database, "ledger", "aa", "daicho.csv", kNow);
  InboxFile file = find_inbox_file(store.database, "ledger", "aa").value();
  EXPECT_EQ(file.id, id);
  EXPECT_EQ(file.name, "daicho.csv");
  EXPECT_EQ(file.next_line, 1);
  EXPECT_FALSE(find_inbox_file(store.database, "decisions", "aa").has_value());
  EXPECT_FALSE(find_inbox_file(store.database, "ledger", "bb").has_value());
  file.next_line = 1001;
  file.taken = 998;
  file.malformed = 2;
  advance_inbox_file(store.database, file);
  const InboxFile later = find_inbox_file(store.database, "ledger", "aa").value();
  EXPECT_EQ(later.next_line, 1001);
  EXPECT_EQ(later.taken, 998);
  EXPECT_EQ(later.malformed, 2);
}

TEST(InboxFiles, TheNewestRowOfAContentAndOfAKindCounts) {
  Store store;
  add_inbox_file(store.database, "ledger", "aa", "1.csv", kNow);
  const std::int64_t second = add_inbox_file(store.database, "ledger", "bb", "2.csv", kNow);
  EXPECT_EQ(latest_inbox_file(store.database, "ledger")->id, second);
  const std::int64_t third = add_inbox_file(store.database, "ledger", "aa", "3.csv", kNow);
  EXPECT_EQ(find_inbox_file(store.database, "ledger", "aa")->id, third);
  EXPECT_EQ(latest_inbox_file(store.database, "ledger")->id, third);
  EXPECT_FALSE(latest_inbox_file(store.database, "decisions").has_value());
}

TEST(InboxErrors, StandByLineUntilTheErrorsFileDoes) {
  Store store;
  const std::int64_t id = add_inbox_file(store.database, "ledger", "aa", "1.csv", kNow);
  add_inbox_error(store.database, id, {9, "住所", "", "長すぎます"});
  add_inbox_error(store.database, id, {2, "郵便番号", "12", "形ではありません"});
  add_inbox_error(store.database, id, {9, "状態", "廃", "どれでもありません"});
  const auto errors = inbox_errors_of(store.database, id);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].line, 2);
  EXPECT_EQ(errors[0].field, "郵便番号");
  EXPECT_EQ(errors[0].value, "12");
  EXPECT_EQ(errors[0].reason, "形ではありません");
  remove_inbox_errors(store.database, id);
  EXPECT_TRUE(inbox_errors_of(store.database, id).empty());
}

TEST(Runs, OfAJobThatRunsSideBySideOnlyTheDeadOwnersIsClosed) {
  Store store;
  open_run(store.database, "send-notices", "dead", kNow);
  const std::int64_t living = open_run(store.database, "send-notices", "living", kNow);
  EXPECT_EQ(open_run_owners(store.database, "send-notices"),
            (std::vector<std::string>{"dead", "living"}));
  EXPECT_EQ(close_crashed_runs_of(store.database, "send-notices", "dead", kNow.plus_ms(1)), 1);
  EXPECT_EQ(open_run_owners(store.database, "send-notices"), std::vector<std::string>{"living"});
  EXPECT_EQ(last_run(store.database, "send-notices")->id, living);
  EXPECT_EQ(last_run(store.database, "send-notices")->outcome, "running");
}

TEST(Installation, IsOneForRehearsalsOnlyOnceItIsMarked) {
  Store store;
  EXPECT_FALSE(is_rehearsal_installation(store.database));
  mark_rehearsal_installation(store.database);
  mark_rehearsal_installation(store.database);
  EXPECT_TRUE(is_rehearsal_installation(store.database));
}

}  // namespace
}  // namespace saihakko
