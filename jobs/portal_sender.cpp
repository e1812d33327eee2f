#include "jobs/portal_sender.hpp"

#include <optional>

#include "core/mail/maildir.hpp"
#include "core/service/send_notices.hpp"
#include "core/store/audit_table.hpp"

namespace saihakko {

/// What sending needs; made with the first mail, for many a portal's process never has one.
struct PortalSender::Desk {
  Desk(const Settings& settings, const MasterKey& key)
      : database(settings.database_file, Database::Open::existing),
        owner(settings.state_dir / "owners"),
        room(settings, key),
        transport(settings.mail.maildir) {}

  Database database;
  Owner owner;
  MailRoom room;
  Maildir transport;
};

namespace {

void send_one(Database& database, const Owner& owner, const MailRoom& room,
              MailTransport& transport, std::int64_t id) {
  const Instant now = Clock::real_now();
  const auto notice = claim_queued_notice(database, owner, id, now);
  if (!notice) return;  // send-notices was faster
  try {
    send_notice(database, Actor::portal(), room, transport, *notice, now);
  } catch (...) {
    give_back_notices(database, {*notice}, now);  // the Maildir's failures are all safe to repeat
    throw;
  }
}

}  // namespace

PortalSender::PortalSender(const Settings& settings, const MasterKey& key, Log& log)
    : settings_(settings), key_(key), log_(log), thread_([this] { work(); }) {}

PortalSender::~PortalSender() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void PortalSender::send(const std::vector<std::int64_t>& notices) {
  if (notices.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), notices.begin(), notices.end());
  }
  changed_.notify_one();
}

void PortalSender::work() {
  std::unique_ptr<Desk> desk;
  while (true) {
    std::int64_t id = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      id = waiting_.front();
      waiting_.pop_front();
    }
    try {
      if (!desk) desk = std::make_unique<Desk>(settings_, key_);
      send_one(desk->database, desk->owner, desk->room, desk->transport, id);
    } catch (const std::exception& failure) {
      desk.reset();
      log_.error("portal_mail_left", {{"notice", id}, {"cause", failure.what()}});
    }
  }
}

}  // namespace saihakko
