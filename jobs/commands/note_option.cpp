#include "jobs/commands/note_option.hpp"

#include <fmt/format.h>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"
#include "core/service/run/usage_error.hpp"

namespace saihakko {

std::string free_text_option(const CommandArguments& arguments, const std::string& option) {
  std::string text = clean_text(arguments.text(option));
  if (has_control_character(text)) {
    throw UsageError(
        fmt::format("--{} の{}", option, control_character_in(arguments.text(option))));
  }
  return text;
}

std::string note_option(const CommandArguments& arguments) {
  return free_text_option(arguments, "note");
}

}  // namespace saihakko
