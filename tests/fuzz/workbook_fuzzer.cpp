// SheetReader on any XML of a sheet, of shared texts and of styles: what its rows promise. The
// three parts are divided by a line `---`; they are packed here, because no mutation would find a
// right CRC-32.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/utf8.hpp"
#include "core/files/csv_reader.hpp"
#include "tests/files/made_archive.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

constexpr std::string_view kBetween = "\n---\n";

std::string next_part(std::string_view& bytes) {
  const std::size_t end = bytes.find(kBetween);
  std::string part(bytes.substr(0, end));
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + kBetween.size());
  return part;
}

std::string relationship(const char* id, const char* type, const char* target) {
  return std::string("<Relationship Id=\"") + id + "\" Type=\"x/" + type + "\" Target=\"" + target +
         "\"/>";
}

std::string workbook_of(std::string_view bytes) {
  const std::string sheet = next_part(bytes);
  const std::string texts = next_part(bytes);
  return made_archive(
      {{"_rels/.rels", "<R>" + relationship("a", "officeDocument", "xl/book.xml") + "</R>"},
       {"xl/book.xml", "<workbook><sheets><sheet id=\"b\"/></sheets></workbook>"},
       {"xl/_rels/book.xml.rels", "<R>" + relationship("b", "worksheet", "sheet.xml") +
                                      relationship("c", "sharedStrings", "texts.xml") +
                                      relationship("d", "styles", "styles.xml") + "</R>"},
       {"xl/sheet.xml", sheet},
       {"xl/texts.xml", texts},
       {"xl/styles.xml", std::string(bytes)}});
}

void examine(std::string_view bytes) {
  static const ScratchFile file("input.xlsx");
  file.put(workbook_of(bytes));
  CsvReader reader(file.path());
  if (const auto& error = reader.header_error()) {
    check(is_utf8(error->detail), "what is wrong with a workbook is UTF-8");
    check(!reader.next(), "a broken workbook has no rows");
    return;
  }
  std::int64_t last = 0;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    check(row != nullptr, "no column matters, so no row is refused");
    check(row->row > last && reader.next_line() == row->row + 1, "rows come by number");
    last = row->row;
    check(row->fields.size() == reader.columns().size(), "a row has the header's fields");
    for (const std::string& field : row->fields)
      check(is_utf8(field) && field.find('\0') == std::string::npos, "a field is UTF-8");
  }
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
