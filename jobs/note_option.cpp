#include "jobs/note_option.hpp"

#include "core/domain/utf8.hpp"
#include "jobs/usage_error.hpp"

namespace saihakko {

std::string note_option(const CommandArguments& arguments) {
  std::string note = arguments.text("note");
  if (has_control_character(note)) {
    throw UsageError("--note に改行などの制御文字か、UTF-8でない文字があります");
  }
  return note;
}

}  // namespace saihakko
