#pragma once

#include "core/secrets/master_key.hpp"
#include "core/service/applications/decide_application.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/press/letter_press.hpp"
#include "core/service/setup/installation_remains.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"

namespace saihakko {

/// What everything that queues mails is made of. Constructors throw ConfigurationError, KeyError.
struct FrontRoom {
  explicit FrontRoom(const Settings& settings)
      : unions(UnionList::load(settings)),
        key(load_key(settings)),
        outbox(settings, unions, key) {}
  FrontRoom(const FrontRoom&) = delete;
  FrontRoom& operator=(const FrontRoom&) = delete;

  UnionList unions;
  MasterKey key;
  Outbox outbox;
};

/// What everything that judges applications or prints letters is made of.
struct ReviewRoom {
  explicit ReviewRoom(const Settings& settings)
      : front(settings),
        reasons(ReasonList::load(settings)),
        press(settings, front.unions),
        rules(settings.review) {}

  Desk desk() const { return {press, front.outbox, reasons, rules}; }

  FrontRoom front;
  ReasonList reasons;
  LetterPress press;
  ReviewSettings rules;
};

}  // namespace saihakko
