#pragma once

#include <filesystem>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Refuses a file that a command is to write where something is already, a link included, and where
/// the letters lie. Throws UsageError.
void refuse_old_file(const std::filesystem::path& file, const Settings& settings);

/// The same, but for a regular PDF file, whose place another one may take.
void refuse_old_file_but_pdf(const std::filesystem::path& file, const Settings& settings);

}  // namespace saihakko
