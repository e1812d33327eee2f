#include "core/service/mails/mail_sessions.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace saihakko {
namespace {

// A commit of one result takes about as long as one of four.
constexpr std::chrono::microseconds kTogether{500};

// After so many accepted mails one more session is tried. Where the relay has no room for it, this
// costs a pause.
constexpr std::size_t kUntilOneMore = 500;

}  // namespace

MailSessions::MailSessions(const MailRoom& room, const OpenTransport& open, std::size_t sessions)
    : room_(room), open_(open), usable_(sessions) {
  for (std::size_t i = 0; i < sessions; ++i)
    sessions_.push_back(std::make_unique<Session>());
}

MailSessions::~MailSessions() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& session : sessions_)
      session->called.notify_one();
  }
  for (const auto& session : sessions_) {
    if (session->thread.joinable()) session->thread.join();
  }
}

void MailSessions::hand(Notice notice) {
  auto idle =
      std::ranges::find_if(sessions_, [](const auto& s) { return !s->taken && !s->turned_away; });
  if (idle == sessions_.end()) {
    idle = std::ranges::find_if(sessions_, [](const auto& s) { return !s->taken; });
  }
  assert(idle != sessions_.end());
  Session& session = **idle;
  session.taken = true;
  ++busy_;
  {
    const std::lock_guard lock(mutex_);
    session.work = std::move(notice);
  }
  if (session.thread.joinable()) {
    session.called.notify_one();
  } else {
    session.thread = std::thread([this, &session] { work(session); });
  }
}

std::vector<MailSessions::Outcome> MailSessions::wait(std::chrono::milliseconds most) {
  std::vector<Outcome> outcomes;
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, most, [this] { return outcomes_ > 0; });
  std::size_t turned_away = 0;
  for (const auto& session : sessions_) {
    if (!session->outcome) continue;
    outcomes.push_back(std::move(*session->outcome));
    session->outcome.reset();
    session->turned_away = outcomes.back().delivery.result.scope == DeliveryResult::Scope::relay;
    if (session->turned_away) ++turned_away;
    session->taken = false;
    --busy_;
  }
  outcomes_ = 0;
  fit(outcomes.size() - turned_away, turned_away);
  return outcomes;
}

/// Judges when all are idle. If the relay turned some away and took the mails of others, there are
/// too many. If it turned all away it is busy or gone, and fewer would not help.
void MailSessions::fit(std::size_t accepted, std::size_t turned_away) {
  if (turned_away > 0 && turned_away_ == 0) accepted_ = 0;
  turned_away_ += turned_away;
  accepted_ += accepted;
  in_a_row_ = turned_away_ > 0 ? 0 : in_a_row_ + accepted;
  if (in_a_row_ >= kUntilOneMore) {
    in_a_row_ = 0;
    usable_ = std::min(usable_ + 1, sessions_.size());
  }
  if (busy_ > 0 || turned_away_ == 0) return;
  if (accepted_ > 0) usable_ -= std::min(turned_away_, usable_ - 1);
  turned_away_ = 0;
}

void MailSessions::work(Session& session) {
  std::unique_ptr<MailTransport> transport;
  std::unique_lock lock(mutex_);
  while (true) {
    session.called.wait(lock, [&] { return closing_ || session.work; });
    if (!session.work) return;
    Notice notice = std::move(*session.work);
    session.work.reset();
    lock.unlock();
    Outcome outcome = deliver(transport, std::move(notice));
    lock.lock();
    session.outcome = std::move(outcome);
    ++outcomes_;
    ended_.notify_one();
  }
}

MailSessions::Outcome MailSessions::deliver(std::unique_ptr<MailTransport>& transport,
                                            Notice notice) const {
  Outcome outcome{std::move(notice), {}, nullptr};
  try {
    if (!transport) transport = open_();
    outcome.delivery = room_.deliver(*transport, outcome.notice);
  } catch (...) {
    outcome.failure = std::current_exception();
    transport.reset();
  }
  return outcome;
}

}  // namespace saihakko
