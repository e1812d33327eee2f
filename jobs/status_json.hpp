#pragma once

#include "jobs/output.hpp"
#include "jobs/status_facts.hpp"

namespace saihakko {

Json status_json(const StatusFacts& facts);

}  // namespace saihakko
