#include "core/service/stuck_work.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/domain/calendar.hpp"
#include "core/service/overdue_letters.hpp"
#include "core/service/reason_list.hpp"
#include "core/store/work_waiting.hpp"

namespace saihakko {
namespace {

class Search {
 public:
  Search(Database& database, const WatchGround& ground) : database_(database), ground_(ground) {}

  void look_at(ApplicationState state, AlertKind kind, int within) {
    for (const WaitingWork& work : applications_waiting(database_, state, late_from(within), "")) {
      add(kind, work, within);
    }
  }

  /// What waits for a return envelope has an end of its own: it is stuck when that is over.
  void look_at_holds(int within) {
    const Instant latest = late_from(within);
    std::map<std::string, WaitingWork> holds;
    const auto take = [&holds](const WaitingWork& work) {
      const auto [place, first] = holds.try_emplace(work.prefecture, work);
      if (first) return;
      place->second.count += work.count;
      place->second.since = std::min(place->second.since, work.since);
    };
    constexpr ApplicationState on_hold = ApplicationState::on_hold;
    for (const auto& work : applications_waiting(database_, on_hold, latest, kWaitingForEnvelope))
      take(work);
    for (const auto& work :
         applications_waiting_for(database_, on_hold, latest, kWaitingForEnvelope)) {
      const UnionSettings& rule = settings_of_union(ground_.settings, work.prefecture);
      if (rule.return_envelope.empty() || rule.envelope_lapse_days == 0) {
        take(work);
        continue;
      }
      const Instant over = late_from(std::max(within, rule.envelope_lapse_days + 1));
      for (const auto& left :
           applications_waiting_for(database_, on_hold, over, kWaitingForEnvelope)) {
        if (left.prefecture == work.prefecture) take(left);
      }
    }
    for (const auto& [prefecture, work] : holds)
      add(AlertKind::stuck_on_hold, work, within);
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
    const WaitingMails mails =
        mails_not_tried(database_, ground_.now.plus_ms(-minutes * kMinuteMs));
    if (mails.count == 0) return;
    alerts_.push_back(make_alert(
        AlertKind::stuck_mail, {},
        {std::to_string(mails.count), std::to_string(minutes), japan_minute(mails.since)}));
  }

  std::vector<Alert> found() { return std::move(alerts_); }

 private:
  Instant late_from(int within) const {
    return ground_.working_days.latest_late_start(ground_.now, within);
  }

  void add(AlertKind kind, const WaitingWork& work, int within) {
    alerts_.push_back(make_alert(kind, {work.prefecture},
                                 {work.prefecture, std::to_string(work.count),
                                  japan_minute(work.since), std::to_string(within)}));
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
  search.look_at_mails(limits.mail_minutes);
  return search.found();
}

}  // namespace saihakko
