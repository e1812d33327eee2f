#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files/cell_format.hpp"
#include "core/files/xml_parser.hpp"
#include "core/files/zip_archive.hpp"

namespace saihakko {

/// What a part of a workbook may become. 300,000 offices are some 80 MiB, and XML of real sheets
/// packs 10 to 40 times smaller.
inline constexpr UnpackLimits kSheetLimits{.bytes = std::uint64_t{128} << 20, .ratio = 250};

/// Where the parts of an xlsx file lie, as its relationships tell (ECMA-376 part 2, section 9).
struct WorkbookParts {
  std::string sheet;  ///< the first one
  std::string texts;  ///< empty: none
  std::string styles;
  bool from_1904 = false;
};

/// Throws ZipError, XmlError.
WorkbookParts workbook_parts(const ZipArchive& archive);

/// Feeds a part to a parser, to its end. Throws ZipError, XmlError.
void read_part(const ZipArchive& archive, const std::string& name, XmlParser& parser);

/// The number formats of the cells, by style. Throws ZipError, XmlError.
std::vector<CellFormat> cell_formats(const ZipArchive& archive, const std::string& styles);

/// A text without the escapes of ST_Xstring: `_x000D_` is a carriage return.
std::string unescaped_text(std::string_view text);

/// The texts that cells share, in one piece of memory.
class SharedTexts {
 public:
  SharedTexts() = default;
  /// Throws ZipError, XmlError.
  SharedTexts(const ZipArchive& archive, const std::string& part);

  /// Throws XmlError where there is none of that number.
  std::string at(std::optional<std::size_t> number) const;

 private:
  std::string texts_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace saihakko
