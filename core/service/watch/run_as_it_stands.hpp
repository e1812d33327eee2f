#pragma once

#include <optional>
#include <string_view>

#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/runs_table.hpp"

namespace saihakko {

/// The newest run of a job; nullopt when it never ran. One that is open though no process of the
/// job lives is `crashed`; its row is closed only when the job runs again.
std::optional<Run> run_as_it_stands(Database& database, const Settings& settings,
                                    std::string_view job);

}  // namespace saihakko
