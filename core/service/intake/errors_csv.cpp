#include "core/service/intake/errors_csv.hpp"

#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"

namespace saihakko {

std::string errors_csv(const std::vector<InboxError>& errors) {
  std::string text(kUtf8Bom);
  text += "行,項目,値,理由,番号\r\n";
  for (const InboxError& error : errors) {
    const std::vector<std::string> fields{std::to_string(error.line), defused(error.field),
                                          defused(error.value), error.reason,
                                          defused(error.number)};
    text += csv_line(fields);
  }
  return text;
}

}  // namespace saihakko
