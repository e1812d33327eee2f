#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/files/owner_lock.hpp"
#include "core/mail/mail_transport.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/service/run/log.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Sends what the portal's answers have queued, at once and beside them, on a connection of its
/// own. What cannot be sent now stays in the outbox for send-notices.
class PortalSender {
 public:
  PortalSender(const Settings& settings, const MasterKey& key, Log& log);
  /// Sends what is still waiting, as far as a few seconds suffice.
  ~PortalSender();
  PortalSender(const PortalSender&) = delete;
  PortalSender& operator=(const PortalSender&) = delete;

  /// Returns at once.
  void send(const std::vector<std::int64_t>& notices);

 private:
  struct Desk;

  bool wait_for_mail(std::chrono::seconds longest);
  /// The next notice to be sent; nullopt at the end.
  std::optional<std::int64_t> next();
  void work();

  const Settings& settings_;
  const MasterKey& key_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::int64_t> waiting_;
  bool ending_ = false;
  std::chrono::steady_clock::time_point last_start_;  ///< once ending_
  std::thread thread_;
};

}  // namespace saihakko
