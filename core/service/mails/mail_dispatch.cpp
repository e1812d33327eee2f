#include "core/service/mails/mail_dispatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "core/domain/system_error_text.hpp"
#include "core/service/run/relay_unreachable.hpp"
#include "core/service/run/stop_signal.hpp"
#include "core/store/engine/transaction.hpp"

namespace saihakko {
namespace {

using std::chrono::milliseconds;

// Mails that are claimed ahead; what a killed run had claimed goes again with a warning.
constexpr std::size_t kChunk = 200;
// A code that is queued meanwhile waits no longer than this for an idle session.
constexpr milliseconds kTurn{1000};
constexpr milliseconds kNap{100};
// One mail's refusal may be its own. After so many in a row the others would fare no better.
constexpr int kRefusalsThatEnd = 3;

/// Replies go into the log up to the first word that may be an address.
std::string_view loggable(std::string_view reply) {
  const std::size_t at = reply.find('@');
  if (at == std::string_view::npos) return reply;
  const std::size_t space = reply.rfind(' ', at);
  return reply.substr(0, space == std::string_view::npos ? 0 : space);
}

/// A Maildir receives for all domains alike.
DomainLimits limits_of(const MailSettings& mail) {
  switch (mail.way) {
    case MailWay::maildir: return {0, 0};
    case MailWay::smtp: return {mail.sessions_per_domain, mail.per_minute_of_domain};
  }
  return {0, 0};
}

void sleep_unless_stopped(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!stop_asked() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::min(time, kNap));
  }
}

}  // namespace

MailDispatch::MailDispatch(JobRun& run, Database& database, const Owner& owner,
                           const PostOffice& office)
    : run_(run),
      database_(database),
      owner_(owner),
      office_(office),
      sender_{run.actor(), office.key, office.random, office.relay},
      limits_(limits_of(office.settings)),
      sessions_(office.room, office.open, static_cast<std::size_t>(office.settings.sessions)) {}

void MailDispatch::work() {
  try {
    while (run_.may_go_on()) {
      take_turn(sessions_.busy() > 0 ? sessions_.wait(kTurn) : Outcomes(), Claiming::more);
      if (refused_in_a_row_ >= kRefusalsThatEnd) break;
      if (refusal_) {
        end_turns();
        pause();
      } else {
        hand_out();
        if (sessions_.busy() == 0 && pool_.empty() && unsendable_ == 0) break;
        if (sessions_.busy() == 0 && !pool_.empty()) wait_for_domains();
      }
    }
    end_turns();
    tell_of_refusals();
  } catch (...) {
    give_back_what_can_be();
    throw;
  }
}

void MailDispatch::take_turn(Outcomes outcomes, Claiming claiming) {
  commit_turn(outcomes, claiming);
  count_outcomes();
}

/// Settles what has ended and claims what may follow, in one commit.
void MailDispatch::commit_turn(const Outcomes& outcomes, Claiming claiming) {
  settled_ = 0;
  unsendable_ = 0;
  failures_.clear();
  const Instant now = run_.now();
  const bool claims = claiming == Claiming::more && !refusal_ &&
                      (!outcomes.empty() || notice_is_due(database_, now));
  if (outcomes.empty() && !claims) return;
  Transaction transaction(database_);
  for (const auto& outcome : outcomes) {
    limits_.end(domain_of_address(outcome.notice.recipient));
    settle(outcome, now);
  }
  if (claims && !refusal_) claim(now);
  transaction.commit();
}

void MailDispatch::settle(const MailSessions::Outcome& outcome, Instant now) {
  if (outcome.failure) return settle_failure(outcome, now);
  const Settled settled =
      settle_delivery(database_, sender_, outcome.notice, outcome.delivery, now);
  switch (settled.held_for) {
    case HeldFor::relay: refusal_ = outcome.delivery.result.reply; return;
    case HeldFor::service:
      left_waiting_ = outcome.delivery.result.reply;
      ++refused_in_a_row_;
      return;
    case HeldFor::nothing: break;
  }
  pauses_ = 0;
  refused_in_a_row_ = 0;
  ++settled_;
}

void MailDispatch::settle_failure(const MailSessions::Outcome& outcome, Instant now) {
  failures_.emplace_back(outcome.notice.id, outcome.failure);
  try {
    std::rethrow_exception(outcome.failure);
  } catch (const std::exception& failure) {
    if (safe_to_repeat(failure)) {
      return give_back_notice(database_, outcome.notice, outcome.notice.due);
    }
    settle_unsent(database_, sender_, outcome.notice,
                  {NoticeState::unknown, "送信中の障害のため不明", kNeverDue}, now);
  }
}

/// After the commit; a failure that concerns all ends the run.
void MailDispatch::count_outcomes() {
  if (settled_ > 0) run_.done(settled_);  // else failures would never be many in a row
  for (const auto& [id, failure] : failures_) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& cause) {
      run_.failed(fmt::format("notice:{}", id), cause);
    }
  }
  run_.show_progress();
}

/// A code for each idle session, one at a time: it goes at once. Other mails ahead.
void MailDispatch::claim(Instant now) {
  const auto room = [&](std::size_t wanted) {
    const std::size_t in_hand = sessions_.busy() + codes_.size() + pool_.size() + failures_.size() +
                                static_cast<std::size_t>(settled_);
    const auto most =
        static_cast<std::size_t>(run_.next_chunk(static_cast<std::int64_t>(wanted + in_hand)));
    return most > in_hand ? most - in_hand : 0;
  };
  while (codes_.size() < sessions_.idle() && room(1) > 0) {
    auto code = claim_code_notice(database_, owner_.name(), now);
    if (!code) break;
    if (sendable(*code, now)) codes_.push_back(std::move(*code));
  }
  const bool low = pool_.size() < sessions_.busy() + sessions_.idle() || starving_;
  if (!low || pool_.size() >= kChunk) return;
  const std::size_t wanted = room(kChunk - pool_.size());
  if (wanted == 0) return;
  for (Notice& notice :
       claim_notices(database_, owner_.name(), now, static_cast<std::int64_t>(wanted))) {
    if (sendable(notice, now)) pool_.push_back(std::move(notice));
  }
}

bool MailDispatch::sendable(const Notice& notice, Instant now) {
  const auto unsent = not_to_be_sent(database_, office_.key, notice, now);
  if (!unsent) return true;
  settle_unsent(database_, sender_, notice, *unsent, now);
  ++settled_;
  ++unsendable_;
  return false;
}

void MailDispatch::hand(Notice notice, Instant now) {
  limits_.begin(domain_of_address(notice.recipient), now);
  sessions_.hand(std::move(notice));
}

void MailDispatch::hand_out() {
  const Instant now = run_.now();
  for (; !codes_.empty(); codes_.pop_front())
    hand(std::move(codes_.front()), now);
  starving_ = false;
  while (sessions_.idle() > 0) {
    const auto next = std::ranges::find_if(pool_, [&](const Notice& notice) {
      return limits_.may_begin(domain_of_address(notice.recipient), now);
    });
    starving_ = next == pool_.end();
    if (starving_) return;
    hand(std::move(*next), now);
    pool_.erase(next);
  }
}

/// All that is in the pool is beyond the limit of its domain now. When the pool is full of such,
/// half of it makes way for other domains.
void MailDispatch::wait_for_domains() {
  const Instant now = run_.now();
  Instant next = now.plus_ms(kTurn.count());
  for (const Notice& notice : pool_) {
    next = std::min(next, limits_.next_begin(domain_of_address(notice.recipient)));
  }
  sleep_unless_stopped(milliseconds(std::max<std::int64_t>(next.ms - now.ms, 1)));
  if (pool_.size() < kChunk) return;
  Transaction transaction(database_);
  for (std::size_t left = kChunk / 2; left > 0; --left, pool_.pop_back()) {
    give_back_notice(database_, pool_.back(), now.plus_ms(kMinuteMs));
  }
  transaction.commit();
}

/// Waits for what is on its way and gives back the rest.
void MailDispatch::end_turns() {
  while (sessions_.busy() > 0)
    take_turn(sessions_.wait(kTurn), Claiming::none);
  give_back_notices(database_, {codes_.begin(), codes_.end()});
  codes_.clear();
  give_back_notices(database_, {pool_.begin(), pool_.end()});
  pool_.clear();
}

void MailDispatch::pause() {
  const std::string reply = std::exchange(refusal_, std::nullopt).value();
  run_.log().warn("relay_refuses", {{"job", run_.job()}, {"reply", loggable(reply)}});
  if (pauses_ == office_.pauses.size()) throw RelayUnreachable(std::string(loggable(reply)));
  sleep_unless_stopped(office_.pauses[pauses_++]);
}

/// What the relay refused for our sake waits; who started the run must look.
void MailDispatch::tell_of_refusals() {
  if (!left_waiting_) return;
  run_.log().warn("relay_refuses_us", {{"job", run_.job()}, {"reply", loggable(*left_waiting_)}});
  throw RelayUnreachable(std::string(loggable(*left_waiting_)));
}

/// The run is ending by a failure, so further ones are not counted. What cannot be settled or given
/// back now stays claimed by an owner that dies with this run, and the next run takes it over.
void MailDispatch::give_back_what_can_be() {
  const auto attempt = [this](const auto& work) {
    try {
      work();
    } catch (const std::exception& failure) {
      run_.log().error("notices_left_claimed",
                       {{"job", run_.job()}, {"cause", failure_text(failure)}});
    }
  };
  while (sessions_.busy() > 0)
    attempt([this] { commit_turn(sessions_.wait(kTurn), Claiming::none); });
  attempt([this] { end_turns(); });
}

}  // namespace saihakko
