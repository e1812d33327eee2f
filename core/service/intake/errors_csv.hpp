#pragma once

#include <string>
#include <vector>

#include "core/store/tables/inbox_files_table.hpp"

namespace saihakko {

/// `NAME.errors.csv`: what was set aside of a file and why.
std::string errors_csv(const std::vector<InboxError>& errors);

}  // namespace saihakko
