#include "core/service/intake/csv_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/domain/text_folding.hpp"
#include "core/files/inbox.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kSaveAnew = "「CSV UTF-8(コンマ区切り)」で保存し直してください";

InboxError error_row(const CsvError& error) {
  std::string reason(to_japanese(error.fault));
  if (!error.detail.empty()) reason += fmt::format("({})", error.detail);
  return {.line = error.row, .field = "", .value = "", .reason = reason};
}

/// Files of old Macs, and of programs that follow them.
bool ends_lines_with_cr_alone(const std::filesystem::path& file) {
  bool has_cr = false;
  bool has_lf = false;
  read_through(file, [&](std::string_view chunk) {
    has_cr = has_cr || chunk.find('\r') != std::string_view::npos;
    has_lf = has_lf || chunk.find('\n') != std::string_view::npos;
  });
  return has_cr && !has_lf;
}

/// A `sep=;` line tells Excel how a file is written; nobody else reads it.
bool names_its_separator(const CsvReader& reader) {
  return !reader.columns().empty() && fold_width(reader.columns().front()).starts_with("SEP=");
}

/// A spreadsheet that was saved as something else than CSV, and what to do about it.
std::string wrong_format(const CsvReader& reader, const std::filesystem::path& file) {
  const auto& error = reader.header_error();
  if (error && error->fault == CsvFault::nul_byte) {
    return fmt::format("{}。Excel のブックか「Unicode テキスト」なら、{}",
                       to_japanese(error->fault), kSaveAnew);
  }
  if (error && ends_lines_with_cr_alone(file)) {
    return fmt::format("改行が CR だけのファイルです(古い Macintosh の形式)。{}", kSaveAnew);
  }
  if (names_its_separator(reader)) {
    return "1行目が「sep=」の行です。その行を消し、コンマ区切りの CSV で保存し直してください";
  }
  if (error || reader.columns().size() != 1) return "";
  for (const auto& [separator, name] : {std::pair{';', "セミコロン"}, std::pair{'\t', "タブ"}}) {
    if (reader.first_column_as_written().find(separator) == std::string::npos) continue;
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

bool CsvSource::check_header(std::vector<InboxError>& errors) {
  const std::size_t before = errors.size();
  if (const std::string reason = wrong_format(reader_, file_); !reason.empty()) {
    errors.push_back({.line = 1, .field = "", .value = "", .reason = reason});
  } else if (reader_.header_error()) {
    errors.push_back(error_row(*reader_.header_error()));
  } else {
    add_errors(errors, 1, header_errors());
  }
  return errors.size() == before;
}

std::optional<std::optional<CsvRow>> CsvSource::next_row(std::vector<InboxError>& errors) {
  if (!header_checked_) {
    header_checked_ = true;
    header_broken_ = !check_header(errors);
    if (header_broken_) return std::optional<CsvRow>();
  }
  if (header_broken_) return std::nullopt;
  auto item = reader_.next();
  if (!item) return std::nullopt;
  if (const auto* error = std::get_if<CsvError>(&*item)) {
    errors.push_back(error_row(*error));
    return std::optional<CsvRow>();
  }
  return std::get<CsvRow>(std::move(*item));
}

void CsvSource::place(const CsvRow& row, std::vector<InboxError>& errors, std::size_t first) const {
  const auto column = reader_.column(number_column_);
  for (std::size_t i = first; i < errors.size(); ++i) {
    errors[i].line = row.row;
    if (column) errors[i].number = reported(clean_text(row.fields[*column]));
  }
}

InboxSource::Item CsvSource::take_next(std::vector<InboxError>& errors) {
  const auto row = next_row(errors);
  if (!row) return Item::end;
  if (!*row) return Item::malformed;
  const std::size_t before = errors.size();
  const Item item = take_row(**row, errors);
  place(**row, errors, before);
  return item;
}

}  // namespace saihakko
