#include "jobs/commands/note_option.hpp"

#include <fmt/format.h>

#include "core/domain/utf8.hpp"
#include "core/service/run/usage_error.hpp"

namespace saihakko {

std::string free_text_option(const CommandArguments& arguments, const std::string& option) {
  std::string text = arguments.text(option);
  if (has_control_character(text)) {
    throw UsageError(fmt::format("--{} に改行などの制御文字か、UTF-8でない文字があります", option));
  }
  return text;
}

std::string note_option(const CommandArguments& arguments) {
  return free_text_option(arguments, "note");
}

}  // namespace saihakko
