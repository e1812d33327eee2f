#include "core/domain/ledger_change.hpp"

#include <algorithm>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

std::string digits_of(std::string_view phone) {
  std::string digits = fold_width(phone);
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  return digits;
}

/// An address without what people write or leave out: postcode, blanks, prefecture.
std::string local_address(std::string_view address) {
  std::string folded = fold_width(address);
  std::erase(folded, ' ');
  constexpr std::string_view kPostMark = "〒";
  if (folded.starts_with(kPostMark)) {
    folded.erase(
        0, std::min(folded.find_first_not_of("0123456789-", kPostMark.size()), folded.size()));
  }
  for (const std::string_view capital : {"東京都", "北海道", "京都府", "大阪府"}) {
    if (folded.starts_with(capital)) return folded.substr(capital.size());
  }
  constexpr std::string_view kKen = "県";
  for (const std::size_t characters : {std::size_t{2}, std::size_t{3}}) {
    const std::size_t at = characters * kKen.size();
    if (folded.compare(std::min(at, folded.size()), kKen.size(), kKen) == 0) {
      return folded.substr(at + kKen.size());
    }
  }
  return folded;
}

using Fold = std::string (*)(std::string_view);

/// A field that leads a letter, a mail or a call somewhere, and how its values are compared.
struct Watched {
  std::string_view field;
  std::string Office::*value;
  Fold fold;
  Fold moved;  ///< how it is told at another office, where it says that rows are out of line
};

constexpr Watched kWatched[] = {{"name", &Office::name, fold_width, fold_width},
                                {"address", &Office::address, fold_width, local_address},
                                {"postcode", &Office::postcode, clean_text, nullptr},
                                {"phone", &Office::phone, digits_of, digits_of},
                                {"security_mail", &Office::security_mail, fold_width, fold_width}};

bool exceeds(std::int64_t count, std::int64_t offices, HoldLimit limit) {
  return count >= limit.least && count * 100 > offices * limit.percent;
}

}  // namespace

OfficeChangeKinds kinds_of_change(const Office& before, const Office& after) {
  OfficeChangeKinds kinds;
  for (const Watched& watched : kWatched) {
    const std::string& was = before.*watched.value;
    const std::string& is = after.*watched.value;
    if (was.empty() || was == is) continue;
    if (is.empty()) {
      kinds.lost = true;
    } else if (watched.fold(was) != watched.fold(is)) {
      kinds.changed = true;
    }
  }
  if (before.status != after.status) {
    (after.status == OfficeStatus::closed ? kinds.closed : kinds.changed) = true;
  }
  return kinds;
}

std::vector<MovedValue> moved_values(const Office& before, const Office& after) {
  std::vector<MovedValue> moved;
  for (const Watched& watched : kWatched) {
    const std::string& was = before.*watched.value;
    const std::string& is = after.*watched.value;
    if (watched.moved == nullptr || was == is || was.empty()) continue;
    std::string folded_was = watched.moved(was);
    std::string folded_is = watched.moved(is);
    if (folded_was != folded_is) {
      moved.push_back({watched.field, std::move(folded_was), std::move(folded_is)});
    }
  }
  return moved;
}

std::string_view to_text(LedgerHold hold) {
  switch (hold) {
    case LedgerHold::changed: return "changed";
    case LedgerHold::absent: return "absent";
    case LedgerHold::shifted: return "shifted";
  }
  return {};
}

std::vector<LedgerHold> holds(const HoldFigures& figures, HoldLimit changed, HoldLimit absent) {
  std::vector<LedgerHold> all;
  if (figures.shifted >= kLeastShifted) all.push_back(LedgerHold::shifted);
  if (exceeds(figures.affected, figures.offices, changed)) all.push_back(LedgerHold::changed);
  if (exceeds(figures.absent, figures.offices, absent)) all.push_back(LedgerHold::absent);
  return all;
}

}  // namespace saihakko
