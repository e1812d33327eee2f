#include "jobs/work/send_notices_job.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "core/service/mails/suppression.hpp"
#include "core/service/run/relay_unreachable.hpp"
#include "core/store/tables/bounces_table.hpp"
#include "core/store/tables/notice_attempts_table.hpp"
#include "tests/service/portal_fixture.hpp"

namespace saihakko {
namespace {

using Outcome = DeliveryResult::Outcome;
using std::chrono::milliseconds;

/// A relay behind any number of sessions: answers as the test says and keeps whom it was given mail
/// for, in order.
class Relay {
 public:
  std::function<DeliveryResult(const std::string& to)> answer = [](const std::string&) {
    return DeliveryResult{Outcome::sent, "250 ok"};
  };

  std::unique_ptr<MailTransport> open() {
    ++opened;
    return std::make_unique<Session>(*this);
  }

  std::vector<std::string> recipients;
  std::atomic<int> opened{0};
  int most_open = 0;  ///< deliveries at the same time
  std::map<std::string, int> most_open_of;

 private:
  class Session : public MailTransport {
   public:
    explicit Session(Relay& relay) : relay_(relay) {}
    DeliveryResult deliver(std::string_view, std::string_view to, std::string_view,
                           std::string_view) override {
      return relay_.take(std::string(to));
    }
    DeliveryResult pretend(std::string_view, std::string_view) override {
      return {Outcome::sent, "to nobody"};
    }

   private:
    Relay& relay_;
  };

  DeliveryResult take(const std::string& to) {
    const std::string domain = to.substr(to.find('@') + 1);
    {
      const std::lock_guard lock(mutex_);
      recipients.push_back(to);
      most_open = std::max(most_open, ++open_);
      most_open_of[domain] = std::max(most_open_of[domain], ++open_of_[domain]);
    }
    const DeliveryResult result = answer(to);
    const std::lock_guard lock(mutex_);
    --open_;
    --open_of_[domain];
    return result;
  }

  std::mutex mutex_;
  int open_ = 0;
  std::map<std::string, int> open_of_;
};

class SendNoticesJob : public ::testing::Test {
 protected:
  SendNoticesJob() {
    house_.add_office();
    house_.settings.mail.way = MailWay::smtp;
    house_.settings.mail.per_minute_of_domain = 0;
  }

  void queue(int mails, const std::string& domain = "example.jp") {
    for (int i = 0; i < mails; ++i) {
      Application application = house_.submit();
      application.notification_mail = fmt::format("a{}@{}", application.id, domain);
      house_.outbox.queue_receipt(house_.database, application, {}, kNow);
    }
  }

  JobRun run(std::int64_t limit = 0) {
    JobRun run("send-notices", clock_, log_, limit);
    run_send_notices(run, house_.database, house_.directory.path() / "owners",
                     {.settings = house_.settings.mail,
                      .key = house_.key,
                      .room = room_,
                      .random = house_.random,
                      .relay = "relay.example.jp:25",
                      .open = [this] { return relay_.open(); },
                      .pauses = {milliseconds(1), milliseconds(1)}});
    return run;
  }

  std::int64_t in_state(const char* state) {
    return std::get<0>(house_.database
                           .select_one<std::tuple<std::int64_t>>(
                               "SELECT COUNT(*) FROM notices WHERE state = $1", state)
                           .value());
  }

  PortalHouse house_;
  MailRoom room_{house_.settings, house_.key};
  Clock clock_{kNow};
  Log log_{LogFormat::text};
  Relay relay_;
};

TEST_F(SendNoticesJob, SeveralSessionsSendEachMailOnce) {
  queue(500);
  relay_.answer = [](const std::string&) {
    std::this_thread::sleep_for(milliseconds(5));
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  house_.settings.mail.sessions_per_domain = 0;
  EXPECT_EQ(run().done_count(), 500);
  EXPECT_EQ(in_state("sent"), 500);
  EXPECT_EQ(relay_.recipients.size(), 500U);
  EXPECT_EQ(std::set(relay_.recipients.begin(), relay_.recipients.end()).size(), 500U);
  EXPECT_EQ(relay_.most_open, 4);
  EXPECT_EQ(relay_.opened, 4);
}

TEST_F(SendNoticesJob, AsManySessionsAsAreSet) {
  queue(20);
  house_.settings.mail.sessions = 1;
  run();
  EXPECT_EQ(relay_.most_open, 1);
  EXPECT_EQ(relay_.opened, 1);
}

TEST_F(SendNoticesJob, AResultIsDurableBeforeItsSessionGetsAnotherMail) {
  queue(50);
  house_.settings.mail.sessions = 1;
  Database other = house_.connect();
  relay_.answer = [&, sent = 0](const std::string&) mutable {
    const auto [found] = *other.select_one<std::tuple<std::int64_t>>(
        "SELECT COUNT(*) FROM notices WHERE state = 'sent'");
    EXPECT_EQ(found, sent++);
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  run();
  EXPECT_EQ(in_state("sent"), 50);
}

TEST_F(SendNoticesJob, OneDomainDoesNotHoldUpTheOthers) {
  queue(40, "slow.example.jp");
  queue(40, "quick.example.jp");
  relay_.answer = [](const std::string& to) {
    std::this_thread::sleep_for(milliseconds(to.find("slow") == to.npos ? 1 : 20));
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  run();
  EXPECT_EQ(relay_.most_open_of["slow.example.jp"], 2);
  const auto& to = relay_.recipients;
  const auto last_quick = std::find_if(to.rbegin(), to.rend(), [](const std::string& address) {
    return address.find("quick") != address.npos;
  });
  EXPECT_LT(to.rend() - last_quick, 60);  // long before the slow ones were through
  EXPECT_EQ(in_state("sent"), 80);
}

TEST_F(SendNoticesJob, ADomainGetsSoManyAMinute) {
  queue(13, "docomo.ne.jp");
  house_.settings.mail.per_minute_of_domain = 600;  // 100 at once; then one each 100 ms
  queue(92, "docomo.ne.jp");
  const auto start = std::chrono::steady_clock::now();
  run();
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(450));
  EXPECT_EQ(in_state("sent"), 105);
}

TEST_F(SendNoticesJob, ACodeGoesBeforeWhatWaitsLonger) {
  queue(300);
  house_.begin();
  house_.settings.mail.sessions = 1;
  run();
  EXPECT_EQ(relay_.recipients.front(), PortalHouse::kRegistered);
}

TEST_F(SendNoticesJob, ACodeThatIsQueuedMeanwhileIsNext) {
  queue(300);
  house_.settings.mail.sessions = 1;
  Database other = house_.connect();
  relay_.answer = [&, calls = 0](const std::string&) mutable {
    if (++calls == 10) {
      other.execute("UPDATE notices SET due_ms = 0 WHERE sealed_code IS NOT NULL");
    }
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  house_.begin();
  house_.database.execute(
      "UPDATE notices SET due_ms = 253402300799000 WHERE sealed_code IS NOT NULL");
  run();
  EXPECT_EQ(relay_.recipients.at(10), PortalHouse::kRegistered);
}

TEST_F(SendNoticesJob, ARelayThatTakesNothingEndsTheRunAndKeepsTheWork) {
  queue(20);
  house_.begin();
  relay_.answer = [](const std::string&) {
    return DeliveryResult{Outcome::deferred, "connection refused", DeliveryResult::Scope::relay};
  };
  EXPECT_THROW(run(), RelayUnreachable);
  EXPECT_EQ(in_state("queued"), 21);
  EXPECT_LE(relay_.recipients.size(), 12U);  // three tries of four sessions
  relay_.answer = [](const std::string&) { return DeliveryResult{Outcome::sent, "250 ok"}; };
  run();
  EXPECT_EQ(in_state("sent"), 21);
  for (std::int64_t id = 1; id <= 21; ++id) {
    EXPECT_EQ(notice_attempts_of(house_.database, id).size(), 1U) << id;
  }
}

TEST_F(SendNoticesJob, WhatARelayThatTakesNothingSaysIsToldWithoutAddresses) {
  queue(1);
  relay_.answer = [](const std::string&) {
    return DeliveryResult{Outcome::deferred, "挨拶: 554 5.7.1 refused, ask <help@example.jp>",
                          DeliveryResult::Scope::relay};
  };
  try {
    run();
    FAIL();
  } catch (const RelayUnreachable& failure) {
    const std::string what = failure.what();
    EXPECT_NE(what.find("挨拶: 554 5.7.1 refused, ask"), what.npos) << what;
    EXPECT_EQ(what.find("example.jp"), what.npos) << what;
  }
}

TEST_F(SendNoticesJob, ARelayThatComesBackWithinThePauseIsUsedOn) {
  queue(100);
  relay_.answer = [calls = std::make_shared<std::atomic<int>>(0)](const std::string&) {
    if (++*calls % 20 == 0) {
      return DeliveryResult{Outcome::deferred, "421 busy", DeliveryResult::Scope::relay};
    }
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  EXPECT_EQ(run().done_count(), 100);
  EXPECT_EQ(in_state("sent"), 100);
}

TEST_F(SendNoticesJob, ARelayWithRoomForTwoIsUsedWithTwo) {
  queue(200);
  house_.settings.mail.sessions_per_domain = 0;
  std::mutex mutex;
  std::set<std::thread::id> connected;
  int turned_away = 0;
  relay_.answer = [&](const std::string&) {
    {
      const std::lock_guard lock(mutex);
      connected.insert(std::this_thread::get_id());
      if (connected.size() > 2) {
        connected.erase(std::this_thread::get_id());
        ++turned_away;
        return DeliveryResult{Outcome::deferred, "421 too many", DeliveryResult::Scope::relay};
      }
    }
    std::this_thread::sleep_for(milliseconds(5));
    return DeliveryResult{Outcome::sent, "250 ok"};
  };
  EXPECT_EQ(run().done_count(), 200);
  EXPECT_EQ(in_state("sent"), 200);
  EXPECT_EQ(turned_away, 2);
}

TEST_F(SendNoticesJob, ManyThatAreNotToBeSentDoNotEndTheRun) {
  queue(450);
  house_.database.execute("UPDATE notices SET recipient = 'gone@example.jp'");
  suppress_address(house_.database, suppression_mark(house_.key, "gone@example.jp"),
                   kNow.plus_ms(kDayMs), 1);
  queue(1);
  EXPECT_EQ(run().done_count(), 451);
  EXPECT_EQ(in_state("failed"), 450);
  EXPECT_EQ(in_state("sent"), 1);
}

TEST_F(SendNoticesJob, ALimitIsKeptAndTheRestGoesBack) {
  queue(50);
  EXPECT_EQ(run(7).done_count(), 7);
  EXPECT_EQ(relay_.recipients.size(), 7U);
  EXPECT_EQ(in_state("queued"), 43);
}

TEST_F(SendNoticesJob, AFaultInASessionLeavesThatMailUnknownAndTheOthersGo) {
  queue(10);
  relay_.answer = [](const std::string& to) -> DeliveryResult {
    if (to.starts_with("a3@")) throw std::runtime_error("a fault");
    return {Outcome::sent, "250 ok"};
  };
  const JobRun ran = run();
  EXPECT_EQ(ran.done_count(), 9);
  EXPECT_EQ(ran.failed_count(), 1);
  EXPECT_EQ(in_state("unknown"), 1);
}

TEST_F(SendNoticesJob, FaultsOneAfterTheOtherEndTheRun) {
  queue(200);
  relay_.answer = [](const std::string&) -> DeliveryResult { throw std::runtime_error("a fault"); };
  run();
  EXPECT_GT(in_state("unknown"), 0);
  EXPECT_GT(in_state("queued"), 100);
}

TEST_F(SendNoticesJob, AFullDiskEndsTheRunAndTheMailsAreAsTheyWere) {
  queue(10);
  house_.settings.mail.sessions = 1;
  relay_.answer = [](const std::string& to) -> DeliveryResult {
    if (to.starts_with("a3@")) throw FileError("write", "mail/tmp/x", 28);
    return {Outcome::sent, "250 ok"};
  };
  EXPECT_THROW(run(), FileError);
  EXPECT_EQ(in_state("sent"), 2);
  EXPECT_EQ(in_state("queued"), 8);
}

TEST_F(SendNoticesJob, FailuresInAllSessionsLeaveTheMailsAsTheyWere) {
  queue(20);
  house_.settings.mail.sessions_per_domain = 0;
  relay_.answer = [&](const std::string& to) -> DeliveryResult {
    std::this_thread::sleep_for(milliseconds(to.starts_with("a1@") ? 1 : 20));
    throw FileError("write", "mail/tmp/x", 28);
  };
  EXPECT_THROW(run(), FileError);
  EXPECT_EQ(in_state("queued"), 20);
}

}  // namespace
}  // namespace saihakko
