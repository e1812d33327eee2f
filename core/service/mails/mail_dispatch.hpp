#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/domain_limits.hpp"
#include "core/files/owner_lock.hpp"
#include "core/secrets/master_key.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/mails/mail_room.hpp"
#include "core/service/mails/mail_sessions.hpp"
#include "core/service/mails/send_notices.hpp"
#include "core/service/run/job_run.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// How the mails leave.
struct PostOffice {
  const MailSettings& settings;
  const MasterKey& key;
  const MailRoom& room;
  RandomSource& random;
  std::string relay;  ///< as the rows of the attempts name it
  OpenTransport open;
  /// How long the run waits each time that the relay refuses everything, before it tries again;
  /// once more than these, and the run ends.
  std::vector<std::chrono::milliseconds> pauses{std::chrono::seconds(1), std::chrono::seconds(5),
                                                std::chrono::seconds(20)};
};

/// One run's work at the outbox. This thread alone uses the database: it commits the results of all
/// sessions that have ended together, and only then hands these sessions their next mails.
class MailDispatch {
 public:
  MailDispatch(JobRun& run, Database& database, const Owner& owner, const PostOffice& office);

  /// Until nothing is due, or the run has to end. Throws RelayUnreachable when the relay takes
  /// nothing, and when it refused us: what it refused waits, what it took is settled.
  void work();

 private:
  using Outcomes = std::vector<MailSessions::Outcome>;
  enum class Claiming { more, none };

  void take_turn(Outcomes outcomes, Claiming claiming);
  void commit_turn(const Outcomes& outcomes, Claiming claiming);
  void settle(const MailSessions::Outcome& outcome, Instant now);
  void settle_failure(const MailSessions::Outcome& outcome, Instant now);
  void claim(Instant now);
  bool sendable(const Notice& notice, Instant now);
  void count_outcomes();
  void hand_out();
  void hand(Notice notice, Instant now);
  void wait_for_domains();
  void end_turns();
  void pause();
  void tell_of_refusals();
  void give_back_what_can_be();

  JobRun& run_;
  Database& database_;
  const Owner& owner_;
  const PostOffice& office_;
  Sender sender_;
  DomainLimits limits_;
  std::deque<Notice> codes_;     ///< claimed for sessions that are idle
  std::deque<Notice> pool_;      ///< claimed, to be handed out as the limits allow
  bool starving_ = true;         ///< nothing in the pool may go now
  std::int64_t settled_ = 0;     ///< in this turn
  std::int64_t unsendable_ = 0;  ///< of these, claimed in this turn and not tried: more may follow
  std::vector<std::pair<std::int64_t, std::exception_ptr>> failures_;  ///< in this turn
  std::optional<std::string> refusal_;       ///< the relay takes nothing; its words
  std::optional<std::string> left_waiting_;  ///< it refused us at least once; its words
  int refused_in_a_row_ = 0;
  std::size_t pauses_ = 0;
  MailSessions sessions_;
};

}  // namespace saihakko
