#include "core/service/watch/stuck_work.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/intake/refused_rows.hpp"
#include "core/service/letters/overdue_letters.hpp"
#include "core/store/queries/work_waiting.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {
namespace {

class Search {
 public:
  Search(Database& database, const WatchGround& ground) : database_(database), ground_(ground) {}

  void look_at(ApplicationState state, AlertKind kind, int within) {
    for (const WaitingWork& work : applications_waiting(database_, state, late_from(within))) {
      add(kind, work, within);
    }
  }

  /// What waits for a return envelope ends by itself: it is stuck once that should have happened.
  void look_at_holds(int within) {
    const Instant latest = late_from(within);
    std::map<std::string, WaitingWork> late;
    for_each_application(database_, ApplicationState::on_hold, [&](const Application& held) {
      if (held.state_since > latest || ends_by_itself(held)) return;
      const auto place = late.try_emplace(held.prefecture, held.prefecture, 0, held.state_since);
      WaitingWork& work = place.first->second;
      ++work.count;
      work.since = std::min(work.since, held.state_since);
    });
    for (const auto& [prefecture, work] : late)
      add(AlertKind::stuck_on_hold, work, within);
  }

  /// Whoever handed a file in has a working day to correct it.
  void look_at_inbox() {
    for (const OpenRefusals& open : open_refusals(database_, ground_.settings)) {
      if (ground_.working_days.between(open.since, ground_.now) < 1) continue;
      alerts_.push_back(
          make_alert(AlertKind::rows_refused, {open.kind},
                     {open.kind, std::to_string(open.rows), japan_minute(open.since)}));
    }
  }

  void look_at_batches(int within) {
    for (const WaitingWork& work : batches_unfinished(database_, late_from(within))) {
      add(AlertKind::stuck_handover, work, within);
    }
  }

  void look_at_print_room() {
    const Deadlines deadlines{ground_.settings.letters, ground_.working_days, ground_.now};
    std::map<std::pair<std::string, PrintRoomStep>, OverdueBatch> late;
    for (const OverdueBatch& batch : overdue_batches(database_, deadlines)) {
      const auto [place, first] = late.try_emplace({batch.prefecture, batch.overdue.step}, batch);
      if (first) continue;
      const std::int64_t letters = place->second.letters + batch.letters;
      if (batch.overdue.since < place->second.overdue.since) place->second = batch;
      place->second.letters = letters;
    }
    for (const auto& [of, batch] : late) {
      const AlertKind kind =
          of.second == PrintRoomStep::collect ? AlertKind::late_collect : AlertKind::late_post;
      alerts_.push_back(
          make_alert(kind, {of.first},
                     {of.first, std::to_string(batch.letters), japan_minute(batch.overdue.since),
                      std::to_string(deadlines.within_days(of.second)), batch.batch}));
    }
  }

  void look_at_mails(int minutes) {
    add(AlertKind::stuck_mail,
        mails_not_tried(database_, ground_.now.plus_ms(-minutes * kMinuteMs)), minutes);
  }

  /// One mailbox that refuses mail is no trouble of the service. A relay that takes no mail at all
  /// is one.
  void look_at_mails_put_off(int minutes) {
    add(AlertKind::deferred_mail, mails_put_off(database_, minutes * kMinuteMs), minutes);
  }

  /// At once: no mail leaves until a person has mended it.
  void look_at_refusals() {
    const HeldNotices held = notices_refused_to_us(database_);
    if (held.count == 0) return;
    alerts_.push_back(make_alert(AlertKind::relay_refuses, {},
                                 {std::to_string(held.count), japan_minute(held.since)}));
  }

  std::vector<Alert> found() { return std::move(alerts_); }

 private:
  /// The working day after its end is for whoever mends what kept `expire-codes` from it.
  bool ends_by_itself(const Application& held) {
    const auto wait = envelope_wait(database_, held, ground_.settings, ground_.working_days);
    return wait && wait->over_after &&
           ground_.working_days.between(*wait->over_after, ground_.now) <= 1;
  }

  Instant late_from(int within) const {
    return ground_.working_days.latest_late_start(ground_.now, within);
  }

  void add(AlertKind kind, const WaitingWork& work, int within) {
    alerts_.push_back(make_alert(kind, {work.prefecture},
                                 {work.prefecture, std::to_string(work.count),
                                  japan_minute(work.since), std::to_string(within)}));
  }

  void add(AlertKind kind, const WaitingMails& mails, int minutes) {
    if (mails.count == 0) return;
    alerts_.push_back(make_alert(
        kind, {},
        {std::to_string(mails.count), std::to_string(minutes), japan_minute(mails.since)}));
  }

  Database& database_;
  const WatchGround& ground_;
  std::vector<Alert> alerts_;
};

}  // namespace

std::vector<Alert> stuck_work(Database& database, const WatchGround& ground) {
  const WatchSettings& limits = ground.settings.watch;
  Search search(database, ground);
  search.look_at(ApplicationState::submitted, AlertKind::stuck_submitted, limits.submitted_days);
  search.look_at(ApplicationState::in_review, AlertKind::stuck_in_review, limits.in_review_days);
  search.look_at_holds(limits.on_hold_days);
  search.look_at(ApplicationState::approved, AlertKind::stuck_approved, limits.approved_days);
  search.look_at_batches(limits.approved_days);
  search.look_at_print_room();
  search.look_at_inbox();
  search.look_at_mails(limits.mail_minutes);
  search.look_at_mails_put_off(limits.deferred_minutes);
  search.look_at_refusals();
  return search.found();
}

}  // namespace saihakko
