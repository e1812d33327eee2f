#include "core/files/workbook.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <utility>

#include "core/files/cell_lines.hpp"
#include "core/files/zip_archive.hpp"

namespace saihakko {
namespace {

constexpr std::uint32_t kHeaderColour = 0xD9E1F2;
constexpr std::uint32_t kFilledInColour = 0xFFF9E5;

/// A file without a name: what the library writes goes nowhere else.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("workbook", MFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  ~MemoryFile() { ::close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return fmt::format("/proc/self/fd/{}", fd_); }

  std::string content() const {
    std::string bytes(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
    if (::pread(fd_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
      throw std::system_error(errno, std::generic_category(), "read workbook");
    }
    return bytes;
  }

 private:
  int fd_;
};

/// The library numbers its errors; those before the first one of a parameter are the system's.
void check(lxw_error error) {
  if (error == LXW_NO_ERROR) return;
  const bool of_system = error < LXW_ERROR_NULL_PARAMETER_IGNORED;
  throw WorkbookError(
      fmt::format("xlsx を作れません{} (libxlsxwriter {})",
                  of_system ? "。一時ファイルのディスクとメモリーを確かめてください" : "",
                  static_cast<int>(error)));
}

/// A font that Windows 10 and Debian have. Its half-width characters are half as wide as its size.
constexpr const char* kFont = "BIZ UDGothic";
constexpr std::uint8_t kJapaneseCharset = 128;
constexpr double kScreenSize = 10;  // points
constexpr double kPrintSize = 9;

constexpr double kDigitWidth = kScreenSize / 2;  // points, the unit of a column's width
constexpr double kLinePerSize = 1.25;            // the height of a line to the size of its font
constexpr double kCellPadding = 4;               // points above and below the text
constexpr std::size_t kMostLinesAside = 8;  // that a column which is not printed makes a row tall
constexpr double kTallestRow = 409;         // points that Excel allows

double size_of(SheetUse use) {
  return use == SheetUse::print ? kPrintSize : kScreenSize;
}

/// How many half-width characters a line of the column holds.
std::size_t half_widths(const SheetColumn& column, SheetUse use) {
  return static_cast<std::size_t>(
      std::max(2.0, std::floor(column.width * kDigitWidth / (size_of(use) / 2))));
}

std::size_t most_lines(SheetUse use) {
  return static_cast<std::size_t>((kTallestRow - kCellPadding) / (size_of(use) * kLinePerSize));
}

double row_height(std::size_t lines, SheetUse use) {
  const auto shown = static_cast<double>(std::min(lines, most_lines(use)));
  return shown * size_of(use) * kLinePerSize + kCellPadding;
}

/// On paper nothing is left out without a word.
std::string printable(const std::string& text, const std::vector<std::string>& lines) {
  const std::size_t most = most_lines(SheetUse::print);
  if (lines.size() <= most) return text;
  std::string shown;
  for (std::size_t at = 0; at + 1 < most; ++at)
    shown += lines[at] + "\n";
  return shown + "…続きは画面で";
}

/// `&` begins a code in a header of a page.
std::string heading_text(std::string_view heading) {
  std::string text;
  for (const char c : heading)
    text += c == '&' ? std::string("&&") : std::string(1, c);
  return text;
}

/// The workbook of the library, which owns its sheets and formats.
class Book {
 public:
  explicit Book(const std::string& path) : book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) throw WorkbookError("xlsx を作れません。メモリーが足りません");
    set_default_font();
    screen_ = styles(kScreenSize);
    paper_ = styles(kPrintSize);
  }
  ~Book() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  void add(const Sheet& sheet) {
    lxw_worksheet* page = workbook_add_worksheet(book_, sheet.name.c_str());
    if (page == nullptr) throw WorkbookError("xlsx を作れません。シートの名前が使えません");
    write_header(page, sheet);
    for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
      write_row(page, sheet, static_cast<lxw_row_t>(row + 1), sheet.rows[row]);
    }
    lay_out_pages(page, sheet);
    if (sheet.use == SheetUse::fill_in) allow_filling_in(page, sheet);
    const std::string all = fmt::format("A1:XFD{}", sheet.rows.size() + 1);
    check(worksheet_ignore_errors(page, LXW_IGNORE_NUMBER_STORED_AS_TEXT, all.c_str()));
  }

  void close() { check(workbook_close(std::exchange(book_, nullptr))); }

 private:
  struct Styles {
    lxw_format* header;
    lxw_format* told;
    lxw_format* filled_in;
  };

  Styles styles(double size) {
    const Styles made{wrapped_format(size, kHeaderColour), wrapped_format(size, 0),
                      wrapped_format(size, kFilledInColour)};
    format_set_bold(made.header);
    format_set_unlocked(made.filled_in);
    return made;
  }

  /// Programs measure columns in digits of the font of the workbook's first format, which the
  /// library makes Calibri: where that is missing, columns are a third wider.
  void set_default_font() {
    lxw_format* first = STAILQ_FIRST(book_->formats);
    format_set_font_name(first, kFont);
    format_set_font_charset(first, kJapaneseCharset);
    format_set_font_size(first, kScreenSize);
  }

  const Styles& styles_of(const Sheet& sheet) const {
    return sheet.use == SheetUse::print ? paper_ : screen_;
  }

  lxw_format* wrapped_format(double size, std::uint32_t colour) {
    lxw_format* format = workbook_add_format(book_);
    format_set_font_name(format, kFont);
    format_set_font_charset(format, kJapaneseCharset);
    format_set_font_size(format, size);
    format_set_num_format(format, "@");
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(format, LXW_BORDER_HAIR);
    if (colour != 0) format_set_bg_color(format, colour);
    return format;
  }

  void write_header(lxw_worksheet* page, const Sheet& sheet) {
    std::size_t lines = 2;  // room for the button of a filter
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      const SheetColumn& column = sheet.columns[at];
      const auto number = static_cast<lxw_col_t>(at);
      check(worksheet_set_column(page, number, number, column.width, nullptr));
      check(worksheet_write_string(page, 0, number, column.title.c_str(), styles_of(sheet).header));
      lines = std::max(lines, cell_lines(column.title, half_widths(column, sheet.use)).size());
    }
    check(worksheet_set_row(page, 0, row_height(lines, sheet.use), nullptr));
    worksheet_freeze_panes(page, 1, static_cast<lxw_col_t>(sheet.frozen));
  }

  /// Its height is set: LibreOffice does not fit rows whose file was written without one.
  void write_row(lxw_worksheet* page, const Sheet& sheet, lxw_row_t row,
                 const std::vector<std::string>& cells) {
    const Styles& styles = styles_of(sheet);
    const auto printed_columns = static_cast<std::size_t>(sheet.printed_columns);
    std::size_t tallest = 1;
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      const auto lines = cell_lines(cells.at(at), half_widths(sheet.columns[at], sheet.use));
      const bool aside = sheet.printed_columns > 0 && at >= printed_columns;
      tallest = std::max(tallest, aside ? std::min(lines.size(), kMostLinesAside) : lines.size());
      const bool filled_in = sheet.columns[at].use == CellUse::filled_in;
      const std::string text =
          sheet.use == SheetUse::print ? printable(cells[at], lines) : cells[at];
      check(worksheet_write_string(page, row, static_cast<lxw_col_t>(at), text.c_str(),
                                   filled_in ? styles.filled_in : styles.told));
    }
    check(worksheet_set_row(page, row, row_height(tallest, sheet.use), nullptr));
  }

  static void lay_out_pages(lxw_worksheet* page, const Sheet& sheet) {
    worksheet_set_landscape(page);
    worksheet_set_paper(page, kA4);
    worksheet_set_margins(page, kSideMargin, kSideMargin, kTopMargin, kTopMargin);
    check(worksheet_repeat_rows(page, 0, 0));
    worksheet_fit_to_pages(page, 1, 0);
    if (sheet.printed_columns > 0) {
      check(worksheet_print_area(page, 0, 0, static_cast<lxw_row_t>(sheet.rows.size()),
                                 static_cast<lxw_col_t>(sheet.printed_columns - 1)));
    }
    const std::string font = fmt::format("&\"{},Regular\"&9", kFont);
    check(worksheet_set_header(page,
                               fmt::format("&L{}{}", font, heading_text(sheet.heading)).c_str()));
    check(worksheet_set_footer(
        page, fmt::format("&L{0}{1}&R{0}&P / &N ページ", font, heading_text(sheet.name)).c_str()));
  }

  static void allow_filling_in(lxw_worksheet* page, const Sheet& sheet) {
    const auto last_row = static_cast<lxw_row_t>(sheet.rows.size());
    const auto last_column = static_cast<lxw_col_t>(sheet.columns.size() - 1);
    check(worksheet_autofilter(page, 0, 0, last_row, last_column));
    lxw_protection allowed{};
    allowed.autofilter = LXW_TRUE;
    allowed.format_columns = LXW_TRUE;
    allowed.format_rows = LXW_TRUE;
    worksheet_protect(page, nullptr, &allowed);
    if (!sheet.rows.empty()) add_validations(page, sheet);
  }

  static void add_validations(lxw_worksheet* page, const Sheet& sheet) {
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      const SheetColumn& column = sheet.columns[at];
      if (column.choices.empty() && column.longest == 0) continue;
      std::string choices = column.choices;
      if (!choices.empty() && !choices.starts_with('=')) choices = fmt::format("\"{}\"", choices);
      std::string title = column.title;
      std::string refusal = column.refusal;
      lxw_data_validation validation{};
      if (choices.empty()) {
        validation.validate = LXW_VALIDATION_TYPE_LENGTH;
        validation.criteria = LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO;
        validation.value_number = static_cast<double>(column.longest);
      } else {
        validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        validation.value_formula = choices.data();
      }
      validation.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
      validation.error_title = title.data();
      validation.error_message = refusal.data();
      const auto number = static_cast<lxw_col_t>(at);
      check(worksheet_data_validation_range(
          page, 1, number, static_cast<lxw_row_t>(sheet.rows.size()), number, &validation));
    }
  }

  static constexpr std::uint8_t kA4 = 9;
  static constexpr double kSideMargin = 0.3;  // inches
  static constexpr double kTopMargin = 0.65;

  lxw_workbook* book_;
  Styles screen_{};
  Styles paper_{};
};

bool is_whole_xml(std::string_view xml) {
  if (xml.ends_with('\n')) xml.remove_suffix(1);
  const std::size_t root = xml.find('<', xml.starts_with("<?xml") ? 1 : 0);
  if (root == std::string_view::npos) return false;
  const std::string_view name = xml.substr(root + 1, xml.find_first_of(" >", root) - root - 1);
  return xml.ends_with(fmt::format("</{}>", name));
}

}  // namespace

std::string write_workbook(const std::vector<Sheet>& sheets) {
  const MemoryFile file;
  Book book(file.path());
  for (const Sheet& sheet : sheets)
    book.add(sheet);
  book.close();
  std::string workbook = file.content();
  if (!is_whole_workbook(workbook)) {
    throw WorkbookError(
        "xlsx が途中で切れました。一時ファイルのディスクに空きがあるか確かめてください");
  }
  return workbook;
}

bool is_whole_workbook(std::string_view workbook) {
  const ZipArchive archive(workbook);
  const auto names = archive.names();
  return std::all_of(names.begin(), names.end(), [&archive](const std::string& name) {
    return is_whole_xml(archive.content(name));
  });
}

}  // namespace saihakko
