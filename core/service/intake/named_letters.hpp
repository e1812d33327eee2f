#pragma once

#include <filesystem>

#include "core/domain/serial_set.hpp"

namespace saihakko {

/// The letters that a print-results file names on a line of their own. Those of lines that cannot
/// be read count too where a whole field is a notice number: until somebody has mended the line, no
/// line of the letter's batch may overtake it. Throws FileError.
SerialSet letters_named_in(const std::filesystem::path& file);

}  // namespace saihakko
