#include "core/service/intake/csv_source.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace saihakko {
namespace {

InboxError error_row(const CsvError& error) {
  std::string reason(to_japanese(error.fault));
  if (!error.detail.empty()) reason += fmt::format("({})", error.detail);
  return {error.line, "", "", reason};
}

/// A spreadsheet that was saved as something else than CSV, and what to do about it.
std::string wrong_format(const CsvReader& reader) {
  const auto& error = reader.header_error();
  if (error && error->fault == CsvFault::nul_byte) {
    return fmt::format(
        "{}。Excel のブックか「Unicode テキスト」なら、「CSV UTF-8(コンマ区切り)」で"
        "保存し直してください",
        to_japanese(error->fault));
  }
  if (error || reader.columns().size() != 1) return "";
  for (const auto& [separator, name] : {std::pair{';', "セミコロン"}, std::pair{'\t', "タブ"}}) {
    if (reader.columns().front().find(separator) == std::string::npos) continue;
    return fmt::format("項目の区切りが{}です。コンマ区切りの CSV で保存し直してください", name);
  }
  return "";
}

}  // namespace

ItemErrors CsvSource::owner_errors() const {
  if (!reader_.others_may_write()) return {};
  return {{"", "",
           "ほかの人も書き換えられるファイルなので、だれが書いたか分かりません。umask を 022 か "
           "027 にして"
           "置き直してください"}};
}

InboxSource::Item CsvSource::take_next(std::vector<InboxError>& errors) {
  if (!header_checked_) {
    header_checked_ = true;
    const std::size_t before = errors.size();
    if (const std::string reason = wrong_format(reader_); !reason.empty()) {
      errors.push_back({1, "", "", reason});
    } else if (reader_.header_error()) {
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
