#pragma once

#include "core/service/watch/status_facts.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {

Json status_json(const StatusFacts& facts);

/// What a comparison counted, by union.
Json ledger_counts_json(const std::vector<LedgerCounts>& counts);

}  // namespace saihakko
