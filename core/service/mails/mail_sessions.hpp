#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/mail/mail_transport.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// Opens a transport: one session, for one thread.
using OpenTransport = std::function<std::unique_ptr<MailTransport>()>;

/// Sessions with the relay: threads that compose and hand over, each with a transport of its own,
/// which is opened with the first mail that it gets. They know no database: who hands out mails
/// settles what comes back, and only then hands the session its next. For one thread.
class MailSessions {
 public:
  struct Outcome {
    Notice notice;
    Delivery delivery;
    std::exception_ptr failure;  ///< set: something threw, and whether the mail went is not known
  };

  /// `room` and `open` are used by all sessions at once and must live as long.
  MailSessions(const MailRoom& room, const OpenTransport& open, std::size_t sessions);
  /// Waits for what is on its way.
  ~MailSessions();
  MailSessions(const MailSessions&) = delete;
  MailSessions& operator=(const MailSessions&) = delete;

  /// Those that may be handed a mail. Their number falls while the relay takes mails on some
  /// sessions and turns others away, and grows by one after a while.
  std::size_t idle() const { return usable_ > busy_ ? usable_ - busy_ : 0; }
  std::size_t busy() const { return busy_; }

  /// Gives a mail to an idle session: the first that the relay has not turned away, so that few
  /// connections are kept in use.
  void hand(Notice notice);

  /// What has ended since; waits for the first at most so long. The sessions are idle with it.
  std::vector<Outcome> wait(std::chrono::milliseconds most);

 private:
  struct Session {
    std::condition_variable called;
    std::optional<Notice> work;
    std::optional<Outcome> outcome;
    bool taken = false;        ///< has work, or an outcome that nobody has fetched
    bool turned_away = false;  ///< by the relay, the last time
    std::thread thread;
  };

  void work(Session& session);
  void fit(std::size_t accepted, std::size_t turned_away);
  Outcome deliver(std::unique_ptr<MailTransport>& transport, Notice notice) const;

  const MailRoom& room_;
  const OpenTransport& open_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool closing_ = false;
  std::size_t busy_ = 0;  ///< of the caller's thread
  std::size_t outcomes_ = 0;
  std::size_t usable_;           ///< sessions; of the caller's thread, like all below
  std::size_t turned_away_ = 0;  ///< since all were idle
  std::size_t accepted_ = 0;     ///< beside these
  std::size_t in_a_row_ = 0;     ///< accepted since one was turned away
  std::vector<std::unique_ptr<Session>> sessions_;
};

}  // namespace saihakko
