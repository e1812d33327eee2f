#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/secrets/master_key.hpp"
#include "core/secrets/random_source.hpp"
#include "core/service/mails/outbox.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"

namespace saihakko {

/// What the portal's requests need.
struct PortalDesk {
  const Settings& settings;
  const UnionList& unions;
  const MasterKey& key;
  const Outbox& outbox;
  RandomSource& random;
};

/// Why a request was not granted: for the portal's program and for the person before it.
struct PortalRefusal {
  std::string code;                        ///< snake_case
  std::string message;                     ///< Japanese, with what to do
  std::optional<Instant> retry_at;         ///< for a limit or a lock
  std::vector<std::string> breaches = {};  ///< of the password rule
};

/// What is to be done once the answer is given.
struct Aftermath {
  std::vector<std::int64_t> notices;  ///< to be sent at once
  std::vector<std::string> alerts;    ///< for the operator's log
  bool letters_voided = false;        ///< the lists of letters not to be posted have changed
};

}  // namespace saihakko
