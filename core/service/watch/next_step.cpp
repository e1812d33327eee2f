#include "core/service/watch/next_step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/service/applications/return_envelope.hpp"
#include "core/service/letters/overdue_letters.hpp"
#include "core/store/queries/letters_waiting.hpp"
#include "core/store/tables/runs_table.hpp"
#include "core/store/tables/tickets_table.hpp"

namespace saihakko {
namespace {

std::string day_text(JapanDate day) {
  return fmt::format("{}-{:02}-{:02}", day.year, day.month, day.day);
}

class Outlook {
 public:
  Outlook(Database& database, const Application& application, const std::optional<Letter>& letter,
          const WatchGround& ground)
      : database_(database), application_(application), letter_(letter), ground_(ground) {}

  NextStep look() const {
    switch (application_.state) {
      case ApplicationState::begun: return form("申請者が確認コードを入力するのを待っています");
      case ApplicationState::verified: return form("申請者が送信するのを待っています");
      case ApplicationState::submitted:
        return by_job("審査前の確認を待っています", "", "screen-applications");
      case ApplicationState::in_review:
        return decision("国保連合会の判定(承認・不承認・保留)を待っています");
      case ApplicationState::on_hold: return hold();
      case ApplicationState::approved: return letter_making();
      case ApplicationState::issued: return printing();
      case ApplicationState::printed: return posting();
      case ApplicationState::posted: return first_login();
      case ApplicationState::completed:
      case ApplicationState::lapsed:
      case ApplicationState::rejected:
      case ApplicationState::refused:
      case ApplicationState::withdrawn:
      case ApplicationState::abandoned: return {"手続きは終わっています", "", "", std::nullopt, ""};
    }
    return {};
  }

 private:
  NextStep by_job(std::string waits_for, std::string person, std::string job,
                  Instant from = {}) const {
    const Instant at = ground_.timetable.next_after(job, std::max(from, ground_.now));
    return {std::move(waits_for), std::move(person), std::move(job), at, ""};
  }

  NextStep form(std::string waits_for) const {
    NextStep next{std::move(waits_for), "申請者", "", std::nullopt, ""};
    if (const auto until = form_open_until(database_, application_.id)) {
      next.otherwise =
          fmt::format("{} を過ぎると、次の expire-codes が中断にします", japan_minute(*until));
    }
    return next;
  }

  NextStep decision(std::string waits_for) const {
    return by_job(std::move(waits_for),
                  "審査担当者(saihakko application ならすぐ、判定ファイルなら)", "take-decisions");
  }

  NextStep hold() const {
    NextStep next = decision("保留の理由が解けて、判定されるのを待っています");
    const auto wait =
        envelope_wait(database_, application_, ground_.settings, ground_.working_days);
    if (!wait) return next;
    next.otherwise = "届いたら判定するか application envelope で記録します";
    if (wait->over_after) {
      const Instant after = std::max(*wait->over_after, ground_.now);
      next.otherwise +=
          fmt::format("。届かなければ、{} の expire-codes が不承認にします",
                      japan_minute(ground_.timetable.next_after("expire-codes", after)));
    }
    return next;
  }

  NextStep letter_making() const {
    return by_job(application_.batch_id == 0 ? "通知書の作成を待っています" : "通知書を作成中です",
                  "", "render-letters", application_.undo_until);
  }

  NextStep printing() const {
    if (letter_ && letter_->state == LetterState::collected) {
      NextStep next = posting();
      next.waits_for = "通知書が印刷されるのを待っています";
      return next;
    }
    NextStep next = by_job("印刷室が通知書を受け取るのを待っています", "印刷室", "track-letters");
    if (letter_) {
      next.otherwise = deadline(PrintRoomStep::collect, letter_->state_since);
    }
    return next;
  }

  NextStep posting() const {
    NextStep next = by_job("通知書が投函されるのを待っています", "印刷室", "track-letters");
    if (letter_) {
      next.otherwise = deadline(PrintRoomStep::post, in_print_room_since(database_, letter_->id));
    }
    return next;
  }

  NextStep first_login() const {
    NextStep next{"事業所が仮パスワードでログインするのを待っています", "事業所", "", std::nullopt,
                  ""};
    if (letter_) {
      next.otherwise = fmt::format("有効期限 {} を過ぎると、次の expire-codes が失効にします",
                                   japan_minute(letter_->valid_until));
    }
    return next;
  }

  std::string deadline(PrintRoomStep step, Instant since) const {
    const Deadlines deadlines{ground_.settings.letters, ground_.working_days, ground_.now};
    return fmt::format(
        "{}の期限は {}", japanese(step),
        day_text(ground_.working_days.day_after(since, deadlines.within_days(step))));
  }

  Database& database_;
  const Application& application_;
  const std::optional<Letter>& letter_;
  const WatchGround& ground_;
};

}  // namespace

NextStep next_step(Database& database, const Application& application,
                   const std::optional<Letter>& letter, const WatchGround& ground) {
  return Outlook(database, application, letter, ground).look();
}

std::string mover_text(Database& database, const NextStep& next) {
  std::string text = next.person;
  if (!next.job.empty()) {
    if (!text.empty()) text += "、その後 ";
    const auto run = last_run(database, next.job);
    text += fmt::format("ジョブ {}(次の予定 {}、{})", next.job, japan_minute(next.at.value()),
                        run ? "前回 " + japan_minute(run->started_at) + "、" +
                                  std::string(japanese_outcome(run->outcome))
                            : "まだ動いたことがありません");
  }
  if (next.otherwise.empty()) return text;
  return fmt::format("{}。{}", text, next.otherwise);
}

}  // namespace saihakko
