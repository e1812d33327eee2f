#include "jobs/csv_source.hpp"

#include <fmt/format.h>

namespace saihakko {
namespace {

InboxError error_row(const CsvError& error) {
  std::string reason(to_japanese(error.fault));
  if (!error.detail.empty()) reason += fmt::format("({})", error.detail);
  return {error.line, "", "", reason};
}

}  // namespace

InboxSource::Item CsvSource::take_next(std::vector<InboxError>& errors) {
  if (!header_checked_) {
    header_checked_ = true;
    const std::size_t before = errors.size();
    if (reader_.header_error()) {
      errors.push_back(error_row(*reader_.header_error()));
    } else {
      add_errors(errors, 1, header_errors());
    }
    header_broken_ = errors.size() > before;
    if (header_broken_) return Item::malformed;
  }
  if (header_broken_) return Item::end;
  const auto item = reader_.next();
  if (!item) return Item::end;
  if (const auto* error = std::get_if<CsvError>(&*item)) {
    errors.push_back(error_row(*error));
    return Item::malformed;
  }
  return take_row(std::get<CsvRow>(*item), errors);
}

}  // namespace saihakko
