#include "core/letter/font_subset.hpp"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/letter/big_endian.hpp"
#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

// Flags of a composite glyph's components (OpenType specification, table glyf).
constexpr unsigned kArgumentsAreWords = 0x0001;
constexpr unsigned kHasScale = 0x0008;
constexpr unsigned kMoreComponents = 0x0020;
constexpr unsigned kHasTwoScales = 0x0040;
constexpr unsigned kHasTwoByTwo = 0x0080;

void set_u16(std::string& bytes, std::size_t at, unsigned value) {
  if (at + 2 > bytes.size()) throw ShortRead();
  bytes[at] = static_cast<char>(value >> 8U & 0xFFU);
  bytes[at + 1] = static_cast<char>(value & 0xFFU);
}

std::size_t component_size(unsigned flags) {
  std::size_t size = 4 + ((flags & kArgumentsAreWords) != 0 ? 4U : 2U);
  if ((flags & kHasScale) != 0) size += 2;
  if ((flags & kHasTwoScales) != 0) size += 4;
  if ((flags & kHasTwoByTwo) != 0) size += 8;
  return size;
}

void pad_to_four(std::string& bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4);
}

class Subsetter {
 public:
  Subsetter(const FontFace& face, const std::vector<std::uint16_t>& glyphs) : face_(face) {
    append(0);
    for (const std::uint16_t glyph : glyphs)
      append(glyph);
  }

  std::string file() {
    build_glyphs();
    add("cvt ", std::string(face_.table("cvt ")));
    add("fpgm", std::string(face_.table("fpgm")));
    add("glyf", std::move(glyf_));
    add("head", head());
    add("hhea", with_u16(face_.table("hhea"), 34, originals_.size()));
    add("hmtx", hmtx());
    add("loca", std::move(loca_));
    add("maxp", with_u16(face_.table("maxp"), 4, originals_.size()));
    add("prep", std::string(face_.table("prep")));
    return assembled();
  }

 private:
  struct Table {
    std::string_view tag;
    std::string bytes;
  };

  void append(std::uint16_t glyph) {
    if (glyph >= face_.glyph_count()) throw ShortRead();
    numbers_.emplace(glyph, static_cast<std::uint16_t>(originals_.size()));
    originals_.push_back(glyph);
  }

  std::uint16_t number_of(std::uint16_t glyph) {
    if (!numbers_.contains(glyph)) append(glyph);
    return numbers_.at(glyph);
  }

  /// Components of composites are appended while the list is walked, theirs in turn as well.
  void build_glyphs() {
    for (std::size_t i = 0; i < originals_.size(); ++i) {
      append_u32(loca_, static_cast<std::uint32_t>(glyf_.size()));
      glyf_ += renumbered(face_.outline(originals_[i]));
      pad_to_four(glyf_);
    }
    append_u32(loca_, static_cast<std::uint32_t>(glyf_.size()));
  }

  std::string renumbered(std::string_view outline) {
    std::string copy(outline);
    if (copy.empty() || read_i16(copy, 0) >= 0) return copy;
    std::size_t at = 10;
    for (unsigned flags = kMoreComponents; (flags & kMoreComponents) != 0;) {
      flags = read_u16(copy, at);
      set_u16(copy, at + 2, number_of(read_u16(copy, at + 2)));
      at += component_size(flags);
    }
    return copy;
  }

  static std::string with_u16(std::string_view table, std::size_t at, std::size_t value) {
    std::string copy(table);
    set_u16(copy, at, static_cast<unsigned>(value));
    return copy;
  }

  std::string head() const {
    constexpr unsigned kLongOffsets = 1;
    std::string copy = with_u16(face_.table("head"), 50, kLongOffsets);
    set_u16(copy, 8, 0);  // checkSumAdjustment: of the whole file, not needed inside a PDF
    set_u16(copy, 10, 0);
    return copy;
  }

  std::string hmtx() const {
    const std::string_view source = face_.table("hmtx");
    const std::size_t metrics = read_u16(face_.table("hhea"), 34);
    std::string out;
    for (const std::uint16_t glyph : originals_) {
      const bool own = glyph < metrics;
      append_u16(out, read_u16(source, 4 * (own ? glyph : metrics - 1)));
      append_u16(out,
                 read_u16(source, own ? 4UL * glyph + 2 : 4 * metrics + 2 * (glyph - metrics)));
    }
    return out;
  }

  void add(std::string_view tag, std::string bytes) {
    if (!bytes.empty()) tables_.push_back({tag, std::move(bytes)});
  }

  static std::uint32_t check_sum(std::string bytes) {
    pad_to_four(bytes);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 4)
      sum += read_u32(bytes, i);
    return sum;
  }

  std::string assembled() const {
    unsigned power = 1;
    unsigned exponent = 0;
    for (; power * 2 <= tables_.size(); power *= 2)
      ++exponent;
    const auto count = static_cast<unsigned>(tables_.size());
    std::string out;
    append_u32(out, 0x00010000);
    append_u16(out, count);
    append_u16(out, power * 16);
    append_u16(out, exponent);
    append_u16(out, (count - power) * 16);
    std::string body;
    for (const Table& table : tables_) {
      out += table.tag;
      append_u32(out, check_sum(table.bytes));
      append_u32(out, static_cast<std::uint32_t>(12 + 16 * tables_.size() + body.size()));
      append_u32(out, static_cast<std::uint32_t>(table.bytes.size()));
      body += table.bytes;
      pad_to_four(body);
    }
    return out + body;
  }

  const FontFace& face_;
  std::unordered_map<std::uint16_t, std::uint16_t> numbers_;
  std::vector<std::uint16_t> originals_;
  std::string glyf_;
  std::string loca_;
  std::vector<Table> tables_;
};

}  // namespace

std::string subset_font(const FontFace& face, const std::vector<std::uint16_t>& glyphs) {
  try {
    return Subsetter(face, glyphs).file();
  } catch (const ShortRead&) {
    throw LetterError(fmt::format("{}: フォントの字形が壊れています", face.file().string()));
  }
}

}  // namespace saihakko
