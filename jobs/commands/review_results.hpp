#pragma once

#include "jobs/commands/command.hpp"

namespace saihakko {

/// `review result`: what became of the rows of a decisions file.
Verb review_result_verb();

}  // namespace saihakko
