#pragma once

#include "core/domain/working_days.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"

namespace saihakko {

/// What the making of letters needs.
struct PrintShop {
  const Settings& settings;
  const UnionList& unions;
  const LetterPress& press;
  const Outbox& outbox;
  RandomSource& random;
  const WorkingDays& working_days;
};

}  // namespace saihakko
