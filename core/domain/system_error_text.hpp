#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace saihakko {

/// What an errno says, in Japanese, with its name for a search engine:
/// `ファイルがありません (ENOENT)`. `operation`, when it is given, stands beside the name:
/// `(open: ENOENT)`. A number that the table does not know is told by its name alone.
std::string system_error_text(int code, std::string_view operation = "");

/// What an exception says to a person: those of the standard library come in Japanese, paths and
/// the error's name kept; all others are ours and say it themselves.
std::string failure_text(const std::exception& failure);

}  // namespace saihakko
