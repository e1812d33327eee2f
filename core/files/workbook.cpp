#include "core/files/workbook.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include "core/files/zip_archive.hpp"

namespace saihakko {
namespace {

constexpr std::uint32_t kHeaderColour = 0xD9E1F2;
constexpr std::uint32_t kFilledInColour = 0xFFF9E5;
constexpr double kHeaderHeight = 30;  // points: two lines

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

/// The workbook of the library, which owns its sheets and formats.
class Book {
 public:
  explicit Book(const std::string& path) : book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) throw WorkbookError("xlsx を作れません。メモリーが足りません");
    header_ = wrapped_format(kHeaderColour);
    format_set_bold(header_);
    told_ = wrapped_format(0);
    filled_in_ = wrapped_format(kFilledInColour);
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
    if (!sheet.rows.empty()) add_drop_downs(page, sheet);
    const std::string all = fmt::format("A1:XFD{}", sheet.rows.size() + 1);
    check(worksheet_ignore_errors(page, LXW_IGNORE_NUMBER_STORED_AS_TEXT, all.c_str()));
  }

  void close() { check(workbook_close(std::exchange(book_, nullptr))); }

 private:
  lxw_format* wrapped_format(std::uint32_t colour) {
    lxw_format* format = workbook_add_format(book_);
    format_set_num_format(format, "@");
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    format_set_border(format, LXW_BORDER_HAIR);
    if (colour != 0) format_set_bg_color(format, colour);
    return format;
  }

  void write_header(lxw_worksheet* page, const Sheet& sheet) {
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      const SheetColumn& column = sheet.columns[at];
      const auto number = static_cast<lxw_col_t>(at);
      check(worksheet_set_column(page, number, number, column.width, nullptr));
      check(worksheet_write_string(page, 0, number, column.title.c_str(), header_));
    }
    check(worksheet_set_row(page, 0, kHeaderHeight, nullptr));
    worksheet_freeze_panes(page, 1, static_cast<lxw_col_t>(sheet.frozen));
    worksheet_repeat_rows(page, 0, 0);
    worksheet_set_landscape(page);
    worksheet_set_paper(page, kA4);
    worksheet_fit_to_pages(page, 1, 0);
  }

  void write_row(lxw_worksheet* page, const Sheet& sheet, lxw_row_t row,
                 const std::vector<std::string>& cells) {
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      const bool filled_in = sheet.columns[at].use == CellUse::filled_in;
      check(worksheet_write_string(page, row, static_cast<lxw_col_t>(at), cells.at(at).c_str(),
                                   filled_in ? filled_in_ : told_));
    }
  }

  static void add_drop_downs(lxw_worksheet* page, const Sheet& sheet) {
    for (std::size_t at = 0; at < sheet.columns.size(); ++at) {
      std::string choices = sheet.columns[at].choices;
      if (choices.empty()) continue;
      if (!choices.starts_with('=')) choices = fmt::format("\"{}\"", choices);
      lxw_data_validation validation{};
      validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
      validation.value_formula = choices.data();
      const auto column = static_cast<lxw_col_t>(at);
      check(worksheet_data_validation_range(
          page, 1, column, static_cast<lxw_row_t>(sheet.rows.size()), column, &validation));
    }
  }

  static constexpr std::uint8_t kA4 = 9;

  lxw_workbook* book_;
  lxw_format* header_;
  lxw_format* told_;
  lxw_format* filled_in_;
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
