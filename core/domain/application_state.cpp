#include "core/domain/application_state.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace saihakko {
namespace {

using enum ApplicationState;

struct Change {
  ApplicationState from;
  ApplicationState to;
};

constexpr std::array kChanges{
    Change{begun, verified},     Change{begun, abandoned},     Change{verified, submitted},
    Change{verified, abandoned}, Change{submitted, in_review}, Change{submitted, refused},
    Change{in_review, on_hold},  Change{on_hold, in_review},   Change{in_review, rejected},
    Change{in_review, approved}, Change{approved, in_review},  // undone
    Change{approved, issued},    Change{issued, printed},      Change{printed, posted},
    Change{issued, approved},    Change{printed, approved},  // spoiled, or to be reprinted
    Change{posted, approved},                                // to be reprinted
    Change{issued, posted},  // posted by a print room that reports no printing
    Change{issued, in_review},   Change{printed, in_review},  // returned, or voided for good
    Change{posted, in_review},   Change{issued, completed},    Change{printed, completed},
    Change{posted, completed},   Change{issued, lapsed},       Change{printed, lapsed},
    Change{posted, lapsed},
};

constexpr std::array kAll{begun,    verified, submitted, in_review, on_hold,
                          approved, issued,   printed,   posted,    completed,
                          lapsed,   rejected, refused,   withdrawn, abandoned};

}  // namespace

std::string_view to_text(ApplicationState state) {
  switch (state) {
    case begun: return "begun";
    case verified: return "verified";
    case submitted: return "submitted";
    case in_review: return "in_review";
    case on_hold: return "on_hold";
    case approved: return "approved";
    case issued: return "issued";
    case printed: return "printed";
    case posted: return "posted";
    case completed: return "completed";
    case lapsed: return "lapsed";
    case rejected: return "rejected";
    case refused: return "refused";
    case withdrawn: return "withdrawn";
    case abandoned: return "abandoned";
  }
  return {};
}

std::string_view japanese(ApplicationState state) {
  switch (state) {
    case begun: return "入力中";
    case verified: return "確認済";
    case submitted: return "受付";
    case in_review: return "審査中";
    case on_hold: return "保留";
    case approved: return "承認";
    case issued: return "発行";
    case printed: return "印刷済";
    case posted: return "投函済";
    case completed: return "完了";
    case lapsed: return "失効";
    case rejected: return "不承認";
    case refused: return "受付不可";
    case withdrawn: return "取下げ";
    case abandoned: return "中断";
  }
  return {};
}

std::optional<ApplicationState> parse_application_state(std::string_view text) {
  for (const ApplicationState state : kAll) {
    if (text == to_text(state)) return state;
  }
  return std::nullopt;
}

const std::vector<ApplicationState>& all_application_states() {
  static const std::vector<ApplicationState> states(kAll.begin(), kAll.end());
  return states;
}

bool may_change(ApplicationState from, ApplicationState to) {
  if (to == withdrawn) return is_open(from);
  return std::any_of(kChanges.begin(), kChanges.end(), [from, to](const Change& change) {
    return change.from == from && change.to == to;
  });
}

bool has_letter_under_way(ApplicationState state) {
  return state == issued || state == printed || state == posted;
}

bool is_open(ApplicationState state) {
  switch (state) {
    case begun:
    case verified:
    case submitted:
    case in_review:
    case on_hold:
    case approved:
    case issued:
    case printed:
    case posted: return true;
    case completed:
    case lapsed:
    case rejected:
    case refused:
    case withdrawn:
    case abandoned: return false;
  }
  return false;
}

}  // namespace saihakko
