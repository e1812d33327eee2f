#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/letter/letter_error.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

/// Millimetres from the upper left corner of the page.
struct MmBox {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// Whether two boxes have more in common than an edge.
bool meet(const MmBox& one, const MmBox& other);

enum class Align { left, center, right };
enum class VerticalAlign { top, middle, bottom };

/// A stretch of fixed words (printed_text.hpp), or a field by its place among the page's fields.
struct TextPiece {
  std::u32string words;
  std::optional<std::size_t> field;
};

/// One paragraph. It is left out when it has fields and all of them are empty.
using TextPieces = std::vector<TextPiece>;

/// A text that is fitted into a box (text_fit.hpp). Sizes in points, lengths in millimetres.
struct TextElement {
  int line = 0;  // of the template file
  MmBox box;
  double size = 0;
  double shrink_to = 0;
  double min_size = 0;
  double line_height = 0;
  double hanging = 0;
  double gap = 0;
  int max_lines = 0;
  Align align = Align::left;
  VerticalAlign vertical_align = VerticalAlign::top;
  bool bold = false;
  std::vector<TextPieces> paragraphs;
};

/// A filled rectangle: every line and border is one.
struct RuleElement {
  MmBox box;
};

/// Code 128 of a field, as wide as the box allows with quiet zones of ten modules inside it.
struct Code128Element {
  MmBox box;
  double max_module = 0;  // millimetres
  std::size_t field = 0;
};

/// The customer barcode of postcode and address; its upper left corner, quiet zone not included.
struct CustomerBarcodeElement {
  double x = 0;
  double y = 0;
  double size = 0;  // 8–11.5 points (Japan Post)
};

/// The Data Matrix for an inserting machine in the middle of a box that holds its quiet zone, too.
struct InserterMatrixElement {
  MmBox box;
  double max_module = 0;  // millimetres
};

/// The lines for an inserting machine; the box holds them all, whether they stand or not.
struct InserterLinesElement {
  MmBox box;
  double pitch = 0;  // from line to line, millimetres
  double thickness = 0;
};

/// The temporary password, one cell a character: in as few rows as `columns` allows, which are as
/// long as each other as far as that goes.
struct PasswordElement {
  MmBox box;
  int columns = 0;  // most cells of a row
  int rows = 0;     // for the longest password
  double gap = 0;   // between cells
  double rule_width = 0;
  double character_size = 0;  // points
  double class_size = 0;      // 大文字, 小文字, 数字
  double reading_size = 0;    // at most: the longest reading decides
};

/// The letters of a batch counted by area of postcode, in columns side by side that are filled from
/// the left and each have a head. What the table does not hold is summed in its last row.
struct AreaTableElement {
  int line = 0;  // of the template file
  MmBox box;
  int columns = 0;
  double gap = 0;         // between columns, millimetres
  double row_height = 0;  // millimetres
  double rule_width = 0;  // millimetres
  double size = 0;        // points
  std::u32string area_head;
  std::u32string count_head;
  std::u32string no_postcode;
  std::u32string rest;
};

inline constexpr std::size_t kPullColumns = 6;

/// The voided letters to be pulled, one row each below a head: notice number, batch, file, page,
/// reason, and an empty cell for a tick.
struct PullTableElement {
  int line = 0;  // of the template file
  MmBox box;
  double row_height = 0;  // millimetres
  double rule_width = 0;  // millimetres
  double size = 0;        // points
  double min_size = 0;
  std::array<std::u32string, kPullColumns> heads;
};

/// The look and wording of a letter, or of the cover of a batch, read from a TOML file
/// (templates/letter/default.toml, cover.toml and pull_sheet.toml explain the keys).
class LetterTemplate {
 public:
  /// Throws LetterError naming file, line and key: for bad TOML, an unknown key or field, a value
  /// of a wrong type or outside its limits, a box that leaves the page.
  static LetterTemplate load(const std::filesystem::path& toml);

  /// The same for a cover, which has the fields of cover_fields(), one area table, and neither a
  /// password nor a customer barcode.
  static LetterTemplate load_cover(const std::filesystem::path& toml);

  /// The same for the sheets of a cover that list the letters to be pulled, which have the fields
  /// of pull_sheet_fields(), one pull table, and nothing else but texts and lines.
  static LetterTemplate load_pull_sheet(const std::filesystem::path& toml);

  /// A4, upright: the only paper there is an envelope for.
  static constexpr double kPageWidth = 210;
  static constexpr double kPageHeight = 297;

  const std::filesystem::path& file() const { return file_; }
  const std::vector<TextElement>& texts() const { return texts_; }
  const std::vector<RuleElement>& rules() const { return rules_; }
  const std::vector<Code128Element>& code_128s() const { return code_128s_; }
  const std::vector<CustomerBarcodeElement>& customer_barcodes() const {
    return customer_barcodes_;
  }
  const std::vector<InserterMatrixElement>& inserter_matrices() const { return inserter_matrices_; }
  const std::vector<InserterLinesElement>& inserter_lines() const { return inserter_lines_; }
  const std::vector<PasswordElement>& passwords() const { return passwords_; }
  /// Where the window of the envelope lies over the folded letter; nullopt: there is none.
  const std::optional<MmBox>& window() const { return window_; }
  /// Where the letter is folded, millimetres from the upper edge.
  const std::vector<double>& folds() const { return folds_; }
  const std::vector<AreaTableElement>& area_tables() const { return area_tables_; }
  const std::vector<PullTableElement>& pull_tables() const { return pull_tables_; }

 private:
  friend class LetterTemplateReader;
  LetterTemplate() = default;

  std::filesystem::path file_;
  std::vector<TextElement> texts_;
  std::vector<RuleElement> rules_;
  std::vector<Code128Element> code_128s_;
  std::vector<CustomerBarcodeElement> customer_barcodes_;
  std::vector<InserterMatrixElement> inserter_matrices_;
  std::vector<InserterLinesElement> inserter_lines_;
  std::vector<PasswordElement> passwords_;
  std::vector<AreaTableElement> area_tables_;
  std::vector<PullTableElement> pull_tables_;
  std::optional<MmBox> window_;
  std::vector<double> folds_;
};

}  // namespace saihakko
