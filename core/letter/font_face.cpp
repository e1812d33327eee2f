#include "core/letter/font_face.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/letter/big_endian.hpp"
#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMaxFontBytes = 128UL << 20U;
constexpr std::size_t kCodePoints = 0x10000;
constexpr std::size_t kMostForms = 1UL << 18U;  // more than are registered
constexpr char32_t kLastCodePoint = 0x10FFFF;
constexpr std::uint32_t kTrueType = 0x00010000;
constexpr std::uint32_t kAppleTrueType = 0x74727565;  // 'true'
constexpr unsigned kEmbeddingForbidden = 0x0002 | 0x0200;
constexpr int kThousand = 1000;

bool is_unicode_cmap(unsigned platform, unsigned encoding) {
  return platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10));
}

std::uint32_t read_u24(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read_u16(bytes, at)) << 8U |
         static_cast<unsigned char>(read_part(bytes, at + 2, 1)[0]);
}

bool fits_a_pdf_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

}  // namespace

FontFace FontFace::load(const std::filesystem::path& file) {
  try {
    return FontFace(file);
  } catch (const ShortRead&) {
    throw LetterError(fmt::format("{}: フォントが壊れています", file.string()));
  }
}

FontFace::FontFace(const std::filesystem::path& file) : file_(file), mapping_(file, kMaxFontBytes) {
  const std::string_view bytes = mapping_.bytes();
  const std::uint32_t version = read_u32(bytes, 0);
  if (version != kTrueType && version != kAppleTrueType) {
    throw LetterError(
        fmt::format("{}: TrueType 形式（glyf）のフォントではありません", file.string()));
  }
  const unsigned count = read_u16(bytes, 4);
  for (unsigned i = 0; i < count; ++i) {
    const std::size_t record = 12 + 16UL * i;
    tables_.push_back(
        {std::string(read_part(bytes, record, 4)),
         read_part(bytes, read_u32(bytes, record + 8), read_u32(bytes, record + 12))});
  }
  const std::string_view os2 = table("OS/2");
  if (!os2.empty() && (read_u16(os2, 8) & kEmbeddingForbidden) != 0) {
    throw LetterError(fmt::format("{}: 埋め込みが許可されていないフォントです", file.string()));
  }
  read_metrics();
  read_widths();
  read_glyph_offsets();
  read_character_map();
  read_postscript_name();
}

std::string_view FontFace::table(std::string_view tag) const {
  const auto found = std::find_if(tables_.begin(), tables_.end(),
                                  [tag](const Table& each) { return each.tag == tag; });
  return found == tables_.end() ? std::string_view() : found->bytes;
}

std::uint16_t FontFace::glyph(char32_t c) const {
  if (c < glyphs_.size()) return glyphs_[c];
  const auto run = std::lower_bound(runs_.begin(), runs_.end(), c,
                                    [](const Run& each, char32_t x) { return each.last < x; });
  if (run == runs_.end() || c < run->first) return 0;
  const std::uint32_t glyph = run->glyph + (c - run->first);
  return glyph < glyph_count() ? static_cast<std::uint16_t>(glyph) : std::uint16_t{0};
}

std::uint16_t FontFace::glyph(char32_t base, char32_t selector) const {
  const auto form =
      std::lower_bound(forms_.begin(), forms_.end(), std::tie(base, selector),
                       [](const Form& each, const std::tuple<char32_t, char32_t>& wanted) {
                         return std::tie(each.base, each.selector) < wanted;
                       });
  const bool known = form != forms_.end() && form->base == base && form->selector == selector;
  return known ? form->glyph : std::uint16_t{0};
}

std::string_view FontFace::outline(std::uint16_t glyph) const {
  const std::uint32_t begin = glyph_offsets_[glyph];
  return glyf_.substr(begin, glyph_offsets_[glyph + 1UL] - begin);
}

void FontFace::read_metrics() {
  const std::string_view head = table("head");
  units_per_em_ = read_u16(head, 18);
  if (units_per_em_ == 0) throw ShortRead();
  const auto scaled = [this](int value) { return value * kThousand / units_per_em_; };
  metrics_.x_min = scaled(read_i16(head, 36));
  metrics_.y_min = scaled(read_i16(head, 38));
  metrics_.x_max = scaled(read_i16(head, 40));
  metrics_.y_max = scaled(read_i16(head, 42));
  metrics_.ascent = scaled(read_i16(table("hhea"), 4));
  metrics_.descent = scaled(read_i16(table("hhea"), 6));
  const std::string_view os2 = table("OS/2");
  const bool has_cap_height = os2.size() >= 90 && read_u16(os2, 0) >= 2;
  metrics_.cap_height = has_cap_height ? scaled(read_i16(os2, 88)) : metrics_.ascent;
}

void FontFace::read_widths() {
  const unsigned glyphs = read_u16(table("maxp"), 4);
  const unsigned metrics = read_u16(table("hhea"), 34);
  if (glyphs == 0 || metrics == 0) throw ShortRead();
  const std::string_view hmtx = table("hmtx");
  widths_.reserve(glyphs);
  for (unsigned glyph = 0; glyph < glyphs; ++glyph) {
    const int advance = read_u16(hmtx, 4UL * std::min(glyph, metrics - 1));
    widths_.push_back(static_cast<std::uint16_t>(advance * kThousand / units_per_em_));
  }
}

void FontFace::read_glyph_offsets() {
  const bool long_offsets = read_i16(table("head"), 50) != 0;
  const std::string_view loca = table("loca");
  glyf_ = table("glyf");
  const std::size_t end = glyf_.size();
  glyph_offsets_.reserve(glyph_count() + 1);
  for (std::size_t i = 0; i <= glyph_count(); ++i) {
    const std::uint32_t offset = long_offsets ? read_u32(loca, i * 4) : read_u16(loca, i * 2) * 2U;
    const std::uint32_t before = glyph_offsets_.empty() ? 0 : glyph_offsets_.back();
    if (offset < before || offset > end) throw ShortRead();
    glyph_offsets_.push_back(offset);
  }
}

void FontFace::read_character_map() {
  glyphs_.assign(kCodePoints, 0);
  const std::string_view cmap = table("cmap");
  const unsigned count = read_u16(cmap, 2);
  const auto first_of_format = [&](unsigned format) {
    for (unsigned i = 0; i < count; ++i) {
      const std::size_t record = 4 + 8UL * i;
      const std::size_t offset = read_u32(cmap, record + 4);
      if (!is_unicode_cmap(read_u16(cmap, record), read_u16(cmap, record + 2))) continue;
      if (read_u16(cmap, offset) == format) return cmap.substr(offset);
    }
    return std::string_view();
  };
  const std::string_view basic = first_of_format(4);
  if (basic.empty()) {
    throw LetterError(
        fmt::format("{}: Unicode の文字表（cmap 形式 4）がありません", file_.string()));
  }
  read_format_4(basic);
  if (const auto wide = first_of_format(12); !wide.empty()) read_format_12(wide);
  if (const auto forms = first_of_format(14); !forms.empty()) read_format_14(forms);
}

/// Only what lies above U+FFFF: the rest is in the table of format 4 as well.
void FontFace::read_format_12(std::string_view subtable) {
  const std::uint32_t count = read_u32(subtable, 12);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t at = 16 + 12UL * i;
    const Run run = {read_u32(subtable, at), read_u32(subtable, at + 4),
                     read_u32(subtable, at + 8)};
    const char32_t after = runs_.empty() ? 0 : runs_.back().last + 1;
    if (run.last < run.first || run.last > kLastCodePoint || run.glyph >= glyph_count()) {
      throw ShortRead();
    }
    if (run.last < kCodePoints) continue;
    if (run.first < after) throw ShortRead();
    runs_.push_back(run);
  }
}

void FontFace::read_format_14(std::string_view subtable) {
  const std::uint32_t count = read_u32(subtable, 6);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t record = 10 + 11UL * i;
    const char32_t selector = read_u24(subtable, record);
    const std::uint32_t usual = read_u32(subtable, record + 3);
    const std::uint32_t other = read_u32(subtable, record + 7);
    if (usual > subtable.size() || other > subtable.size()) throw ShortRead();
    if (usual != 0) read_usual_forms(subtable.substr(usual), selector);
    if (other != 0) read_other_forms(subtable.substr(other), selector);
  }
  std::sort(forms_.begin(), forms_.end(), [](const Form& a, const Form& b) {
    return std::tie(a.base, a.selector) < std::tie(b.base, b.selector);
  });
}

/// Sequences that look like the base character alone.
void FontFace::read_usual_forms(std::string_view table, char32_t selector) {
  const std::uint32_t count = read_u32(table, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view range = read_part(table, 4 + 4UL * i, 4);
    const char32_t first = read_u24(range, 0);
    const char32_t last = first + static_cast<unsigned char>(range[3]);
    for (char32_t base = first; base <= last; ++base)
      add_form(base, selector, glyph(base));
  }
}

void FontFace::read_other_forms(std::string_view table, char32_t selector) {
  const std::uint32_t count = read_u32(table, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string_view mapping = read_part(table, 4 + 5UL * i, 5);
    add_form(read_u24(mapping, 0), selector, read_u16(mapping, 3));
  }
}

void FontFace::add_form(char32_t base, char32_t selector, std::uint16_t glyph) {
  if (glyph >= glyph_count() || forms_.size() >= kMostForms) throw ShortRead();
  if (glyph != 0) forms_.push_back({base, selector, glyph});
}

void FontFace::read_format_4(std::string_view subtable) {
  const std::size_t segments = read_u16(subtable, 6) / 2U;
  const std::size_t end_codes = 14;
  const std::size_t start_codes = end_codes + segments * 2 + 2;
  const std::size_t deltas = start_codes + segments * 2;
  const std::size_t range_offsets = deltas + segments * 2;
  for (std::size_t s = 0; s < segments; ++s) {
    const unsigned first = read_u16(subtable, start_codes + s * 2);
    const unsigned last = read_u16(subtable, end_codes + s * 2);
    const unsigned delta = read_u16(subtable, deltas + s * 2);
    const std::size_t range_at = range_offsets + s * 2;
    const unsigned range = read_u16(subtable, range_at);
    for (unsigned c = first; c <= last && c < 0xFFFF; ++c) {
      unsigned glyph = c;
      if (range != 0) {
        glyph = read_u16(subtable, range_at + range + 2UL * (c - first));
        if (glyph == 0) continue;
      }
      glyph = (glyph + delta) & 0xFFFFU;
      if (glyph < glyph_count()) glyphs_[c] = static_cast<std::uint16_t>(glyph);
    }
  }
}

void FontFace::read_postscript_name() {
  constexpr unsigned kPostscriptName = 6;
  const std::string_view name = table("name");
  const unsigned count = read_u16(name, 2);
  const std::size_t strings = read_u16(name, 4);
  for (unsigned i = 0; i < count && postscript_name_.empty(); ++i) {
    const std::size_t record = 6 + 12UL * i;
    if (read_u16(name, record + 6) != kPostscriptName) continue;
    // Latin letters in one or two bytes each: passing over the zero bytes reads both forms.
    for (const char c :
         read_part(name, strings + read_u16(name, record + 10), read_u16(name, record + 8))) {
      if (fits_a_pdf_name(c) && postscript_name_.size() < 63) postscript_name_.push_back(c);
    }
  }
  if (postscript_name_.empty()) postscript_name_ = "Unnamed";
}

}  // namespace saihakko
