#pragma once

#include "core/service/watch/status_facts.hpp"
#include "jobs/ground/output.hpp"

namespace saihakko {

Json status_json(const StatusFacts& facts);

}  // namespace saihakko
