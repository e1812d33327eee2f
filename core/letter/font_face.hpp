#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/letter/mapped_file.hpp"

namespace saihakko {

/// One TrueType file: which glyph a character has, how wide glyphs are, and the tables that a
/// subset is cut from. Nothing in the file is trusted: every offset is checked before it is used.
class FontFace {
 public:
  /// Throws LetterError naming the file when it is no single TrueType font with glyf outlines and
  /// a Unicode cmap of format 4 (12 and 14 are read where there are any), when its licence bits
  /// forbid embedding, or when it is damaged.
  static FontFace load(const std::filesystem::path& file);

  const std::filesystem::path& file() const { return file_; }
  const std::string& postscript_name() const { return postscript_name_; }

  /// 0 when the font has no glyph for the code point.
  std::uint16_t glyph(char32_t c) const;
  /// The glyph of a base character in the form that a variation selector asks for; 0 when the font
  /// does not know the sequence.
  std::uint16_t glyph(char32_t base, char32_t selector) const;
  std::size_t glyph_count() const { return widths_.size(); }
  /// Advance in 1/1000 of the font size, rounded down: the figure that the PDF carries too.
  unsigned width(std::uint16_t glyph) const { return widths_[glyph]; }
  /// The glyf entry; empty for a glyph without an outline.
  std::string_view outline(std::uint16_t glyph) const;
  /// The bytes of a table ("head", "cvt "); empty when the font has none.
  std::string_view table(std::string_view tag) const;

  /// All in 1/1000 of the font size.
  struct Metrics {
    int ascent = 0;
    int descent = 0;
    int cap_height = 0;
    int x_min = 0, y_min = 0, x_max = 0, y_max = 0;
  };
  const Metrics& metrics() const { return metrics_; }

 private:
  explicit FontFace(const std::filesystem::path& file);

  void read_metrics();
  void read_widths();
  void read_glyph_offsets();
  void read_character_map();
  void read_format_4(std::string_view subtable);
  void read_format_12(std::string_view subtable);
  void read_format_14(std::string_view subtable);
  void read_usual_forms(std::string_view table, char32_t selector);
  void read_other_forms(std::string_view table, char32_t selector);
  void add_form(char32_t base, char32_t selector, std::uint16_t glyph);
  void read_postscript_name();

  struct Table {
    std::string tag;
    std::string_view bytes;
  };

  /// Code points above U+FFFF that have glyphs one after the other.
  struct Run {
    char32_t first = 0;
    char32_t last = 0;
    std::uint32_t glyph = 0;  // of the first
  };

  struct Form {
    char32_t base = 0;
    char32_t selector = 0;
    std::uint16_t glyph = 0;
  };

  std::filesystem::path file_;
  MappedFile mapping_;
  std::vector<Table> tables_;
  std::string_view glyf_;
  std::vector<std::uint16_t> glyphs_;         // 65,536: by code point up to U+FFFF
  std::vector<Run> runs_;                     // in ascending order
  std::vector<Form> forms_;                   // by base, then selector
  std::vector<std::uint16_t> widths_;         // by glyph
  std::vector<std::uint32_t> glyph_offsets_;  // into glyf; one more than there are glyphs
  std::string postscript_name_;
  Metrics metrics_;
  int units_per_em_ = 0;
};

}  // namespace saihakko
