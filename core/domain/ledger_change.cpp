#include "core/domain/ledger_change.hpp"

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

std::string digits_of(std::string_view phone) {
  std::string digits = fold_width(phone);
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  return digits;
}

using Fold = std::string (*)(std::string_view);

/// A field that leads a letter, a mail or a call somewhere, and how its values are compared.
struct Watched {
  std::string_view field;
  std::string Office::*value;
  Fold fold;
  bool wanders;  ///< tells that rows are out of line when it turns up at another office
};

constexpr Watched kWatched[] = {{"name", &Office::name, fold_width, true},
                                {"address", &Office::address, fold_width, true},
                                {"postcode", &Office::postcode, clean_text, false},
                                {"phone", &Office::phone, digits_of, true},
                                {"security_mail", &Office::security_mail, fold_width, true}};

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
    if (!watched.wanders || was == is || was.empty()) continue;
    std::string folded_was = watched.fold(was);
    std::string folded_is = watched.fold(is);
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
