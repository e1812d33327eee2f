#include "jobs/portal/portal_sender.hpp"

#include <optional>
#include <string>

#include "core/domain/system_error_text.hpp"
#include "core/service/mails/mail_way.hpp"
#include "core/service/mails/send_queued_notice.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What sending needs; made with the first mail, for many a portal's process never has one.
struct PortalSender::Desk {
  Desk(const Settings& settings, const MasterKey& key)
      : database(settings.database_file, Database::Open::existing),
        owner(settings.state_dir / "owners"),
        relay(mail_way_name(settings)),
        sender{actor, key, random, relay},
        room(settings, key) {
    database.keep_digests(audit_key_of(key));
    refuse_mail_of_rehearsal(settings, database);
  }

  Database database;
  Owner owner;
  const Actor actor = Actor::portal();
  SystemRandom random;
  std::string relay;
  Sender sender;
  MailRoom room;
  std::unique_ptr<MailTransport> way;  ///< while there is something to send, and a little longer
};

namespace {

// A relay is not held by portals that have nothing to send.
constexpr std::chrono::seconds kKeepConnection{10};
// A portal that ends begins no further mail after this; what waits is left to send-notices.
constexpr std::chrono::seconds kLastMoments{5};

}  // namespace

PortalSender::PortalSender(const Settings& settings, const MasterKey& key, Log& log)
    : settings_(settings), key_(key), log_(log), thread_([this] { work(); }) {}

PortalSender::~PortalSender() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    last_start_ = std::chrono::steady_clock::now() + kLastMoments;
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

bool PortalSender::wait_for_mail(std::chrono::seconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return ending_ || !waiting_.empty(); });
}

std::optional<std::int64_t> PortalSender::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  const bool over = ending_ && std::chrono::steady_clock::now() > last_start_;
  if (waiting_.empty() || over) return std::nullopt;
  const std::int64_t id = waiting_.front();
  waiting_.pop_front();
  return id;
}

void PortalSender::work() {
  std::unique_ptr<Desk> desk;
  while (true) {
    if (desk && desk->way && !wait_for_mail(kKeepConnection)) desk->way.reset();
    const auto id = next();
    if (!id) return;
    try {
      if (!desk) desk = std::make_unique<Desk>(settings_, key_);
      if (!desk->way) desk->way = open_mail_way(settings_);
      send_queued_notice(desk->database, desk->owner, desk->sender, desk->room, *desk->way, *id,
                         Clock::real_now());
    } catch (const std::exception& failure) {
      desk.reset();
      log_.error("portal_mail_left", {{"notice", *id}, {"cause", failure_text(failure)}});
    }
  }
}

}  // namespace saihakko
