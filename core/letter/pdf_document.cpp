#include "core/letter/pdf_document.hpp"

#include <fmt/format.h>
#include <algorithm>

#include "core/domain/calendar.hpp"
#include "core/letter/big_endian.hpp"
#include "core/letter/font_subset.hpp"
#include "core/letter/letter_error.hpp"
#include "core/letter/libharu_records.hpp"
#include "core/letter/pdf_stream.hpp"
#include "core/letter/printed_text.hpp"

namespace saihakko {
namespace {

constexpr int kFastLevel = 1;
constexpr int kSmallLevel = 6;
constexpr int kSmallestLevel = 12;
constexpr int kFullWidth = 1000;
constexpr int kSymbolic = 4;
constexpr int kStemWidth = 80;
constexpr int kJapanOffsetHours = 9;

/// A character as the map's UTF-16BE in hexadecimal digits, a variation selector behind its base.
std::string unicode_digits(char32_t character) {
  const PrintedParts parts = printed_parts(character);
  std::string digits;
  for (const char32_t c : {parts.base, parts.selector}) {
    if (c == 0) continue;
    if (c > 0xFFFF) {
      const char32_t offset = c - 0x10000;
      digits += fmt::format("{:04X}{:04X}", 0xD800 + (offset >> 10U), 0xDC00 + (offset & 0x3FFU));
    } else {
      digits += fmt::format("{:04X}", static_cast<std::uint32_t>(c));
    }
  }
  return digits;
}

/// Every code singly, in blocks of 100, the most that one may hold (Adobe Technical Note
/// 5014, 1.4.2). No ranges: Ghostscript 10.00 keeps of a range's target the first byte alone, so
/// that a letter that a printer driver has distilled again could not be searched. A character with
/// a selector is lost there all the same, and some beyond U+FFFF are (10.00 and 10.05).
std::string to_unicode_map(const std::vector<char32_t>& characters) {
  constexpr std::size_t kBlock = 100;
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
      "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  for (std::size_t first = 0; first < characters.size(); first += kBlock) {
    const std::size_t last = std::min(characters.size(), first + kBlock);
    out += fmt::format("{} beginbfchar\n", last - first);
    for (std::size_t i = first; i < last; ++i)
      out += fmt::format("<{:04X}><{}>\n", i + 1, unicode_digits(characters[i]));
    out += "endbfchar\n";
  }
  return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

/// Where the font has the characters, in order of their codes.
std::vector<FontChain::Place> places_of(const FontChain& fonts, std::size_t face,
                                        const std::vector<char32_t>& characters) {
  std::vector<FontChain::Place> places;
  places.reserve(characters.size());
  for (const char32_t c : characters)
    places.push_back(fonts.place_in(face, c));
  return places;
}

/// The W array: a list of widths for every run of codes that are not of full width.
void add_widths(HPDF_Array array, HPDF_MMgr memory, const std::vector<FontChain::Place>& places) {
  HPDF_Array run = nullptr;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].width == kFullWidth) {
      run = nullptr;
      continue;
    }
    if (run == nullptr) {
      HPDF_Array_AddNumber(array, static_cast<HPDF_INT32>(i + 1));
      run = HPDF_Array_New(memory);
      if (run == nullptr) return;
      HPDF_Array_Add(array, run);
    }
    HPDF_Array_AddNumber(run, places[i].width);
  }
}

HPDF_Dict system_info(HPDF_MMgr memory) {
  HPDF_Dict info = HPDF_Dict_New(memory);
  if (info == nullptr) return nullptr;
  HPDF_Dict_Add(info, "Registry", HPDF_String_New(memory, "Adobe", nullptr));
  HPDF_Dict_Add(info, "Ordering", HPDF_String_New(memory, "Identity", nullptr));
  HPDF_Dict_AddNumber(info, "Supplement", 0);
  return info;
}

HPDF_Date japan_time(Instant instant) {
  const JapanDate date = japan_date(instant);
  const std::int64_t minutes = (instant.ms - start_of_japan_day(date).ms) / kMinuteMs;
  const std::int64_t seconds = instant.ms / 1000 % 60;
  return {date.year,
          date.month,
          date.day,
          static_cast<HPDF_INT>(minutes / 60),
          static_cast<HPDF_INT>(minutes % 60),
          static_cast<HPDF_INT>(seconds),
          '+',
          kJapanOffsetHours,
          0};
}

}  // namespace

PdfDocument::PdfDocument(double width, double height, const PdfProperties& properties,
                         std::string_view common)
    : fast_(kFastLevel), small_(kSmallLevel), smallest_(kSmallestLevel) {
  // Only records: an exception could not pass through the C frames.
  const auto record = [](HPDF_STATUS code, HPDF_STATUS detail, void* user) {
    auto* error = static_cast<Error*>(user);
    if (error->code == 0) *error = {code, detail};
  };
  document_ = HPDF_New(record, &error_);
  if (document_ == nullptr) throw LetterError("PDF を作れません。メモリーが足りません(libharu)");
  try {
    set_document_properties(properties);
    resources_ = indirect_dictionary();
    set_page_defaults(width, height);
    common_ = stream(common, smallest_);
  } catch (const LetterError&) {
    HPDF_Free(document_);
    throw;
  }
}

PdfDocument::~PdfDocument() {
  HPDF_Free(document_);
}

void PdfDocument::check() const {
  const HPDF_STATUS sticky = HPDF_GetError(document_);
  if (error_.code == 0 && sticky == 0) return;
  throw LetterError(fmt::format("PDF を作れません(libharu 0x{:04X}、詳細 {})",
                                error_.code != 0 ? error_.code : sticky, error_.detail));
}

void PdfDocument::set_document_properties(const PdfProperties& properties) {
  HPDF_UseUTFEncodings(document_);
  HPDF_SetCurrentEncoder(document_, "UTF-8");
  HPDF_SetInfoAttr(document_, HPDF_INFO_TITLE, properties.title.c_str());
  HPDF_SetInfoAttr(document_, HPDF_INFO_PRODUCER, "saihakko (libharu " HPDF_VERSION_TEXT ")");
  HPDF_SetInfoDateAttr(document_, HPDF_INFO_CREATION_DATE, japan_time(properties.made_at));
  HPDF_Dict_Add(document_->catalog, "Lang", HPDF_String_New(document_->mmgr, "ja-JP", nullptr));
  add_print_preferences(document_);
  check();
}

void PdfDocument::set_page_defaults(double width, double height) {
  HPDF_Array box = HPDF_Array_New(document_->mmgr);
  check();
  for (const double side : {0.0, 0.0, width, height}) {
    HPDF_Array_AddReal(box, static_cast<HPDF_REAL>(side));
  }
  HPDF_Dict_Add(document_->root_pages, "MediaBox", box);
  HPDF_Dict_Add(document_->root_pages, "Resources", resources_);
  check();
}

HPDF_Dict PdfDocument::indirect_dictionary() {
  HPDF_Dict dictionary = HPDF_Dict_New(document_->mmgr);
  if (dictionary != nullptr) HPDF_Xref_Add(document_->xref, dictionary);
  check();
  return dictionary;
}

HPDF_Dict PdfDocument::stream(std::string_view bytes, Deflater& deflater) {
  HPDF_Dict dictionary = add_stream(document_, streams_.emplace_back(deflater.compress(bytes)));
  check();
  return dictionary;
}

void PdfDocument::add_page(std::string_view operators, std::string_view name) {
  HPDF_Dict page = add_bare_page(document_);
  HPDF_Array contents = HPDF_Array_New(document_->mmgr);
  check();
  HPDF_Array_Add(contents, common_);
  HPDF_Array_Add(contents, stream(operators, fast_));
  HPDF_Dict_Add(page, "Contents", contents);
  check();
  pages_.push_back({page, std::string(name)});
}

HPDF_Dict PdfDocument::descriptor(const FontFace& face, const std::string& name,
                                  std::string_view file) {
  const FontFace::Metrics& metrics = face.metrics();
  HPDF_Dict dictionary = indirect_dictionary();
  HPDF_Dict_AddName(dictionary, "Type", "FontDescriptor");
  HPDF_Dict_AddName(dictionary, "FontName", name.c_str());
  HPDF_Dict_AddNumber(dictionary, "Flags", kSymbolic);
  HPDF_Array box = HPDF_Array_New(document_->mmgr);
  for (const int side : {metrics.x_min, metrics.y_min, metrics.x_max, metrics.y_max}) {
    HPDF_Array_AddNumber(box, side);
  }
  HPDF_Dict_Add(dictionary, "FontBBox", box);
  HPDF_Dict_AddNumber(dictionary, "ItalicAngle", 0);
  HPDF_Dict_AddNumber(dictionary, "Ascent", metrics.ascent);
  HPDF_Dict_AddNumber(dictionary, "Descent", metrics.descent);
  HPDF_Dict_AddNumber(dictionary, "CapHeight", metrics.cap_height);
  HPDF_Dict_AddNumber(dictionary, "StemV", kStemWidth);
  HPDF_Dict font_file = stream(file, small_);
  HPDF_Dict_AddNumber(font_file, "Length1", static_cast<HPDF_INT32>(file.size()));
  HPDF_Dict_Add(dictionary, "FontFile2", font_file);
  check();
  return dictionary;
}

HPDF_Dict PdfDocument::font(const FontChain& fonts, const UsedCharacters& used, std::size_t index) {
  const FontFace& face = fonts.faces()[index];
  const std::vector<char32_t>& characters = used.of_face(index);
  const std::vector<FontChain::Place> places = places_of(fonts, index, characters);
  std::vector<std::uint16_t> glyphs;
  for (const FontChain::Place& place : places)
    glyphs.push_back(place.glyph);
  const std::string name =
      fmt::format("SAIHA{}+{}", static_cast<char>('A' + index), face.postscript_name());

  HPDF_Dict descendant = indirect_dictionary();
  HPDF_Dict_AddName(descendant, "Type", "Font");
  HPDF_Dict_AddName(descendant, "Subtype", "CIDFontType2");
  HPDF_Dict_AddName(descendant, "BaseFont", name.c_str());
  HPDF_Dict_Add(descendant, "CIDSystemInfo", system_info(document_->mmgr));
  HPDF_Dict_Add(descendant, "FontDescriptor", descriptor(face, name, subset_font(face, glyphs)));
  HPDF_Dict_AddNumber(descendant, "DW", kFullWidth);
  HPDF_Array widths = HPDF_Array_New(document_->mmgr);
  check();
  add_widths(widths, document_->mmgr, places);
  HPDF_Dict_Add(descendant, "W", widths);
  HPDF_Dict_AddName(descendant, "CIDToGIDMap", "Identity");

  HPDF_Dict dictionary = indirect_dictionary();
  HPDF_Dict_AddName(dictionary, "Type", "Font");
  HPDF_Dict_AddName(dictionary, "Subtype", "Type0");
  HPDF_Dict_AddName(dictionary, "BaseFont", name.c_str());
  HPDF_Dict_AddName(dictionary, "Encoding", "Identity-H");
  HPDF_Array descendants = HPDF_Array_New(document_->mmgr);
  HPDF_Dict_Add(dictionary, "DescendantFonts", descendants);
  check();
  HPDF_Array_Add(descendants, descendant);
  HPDF_Dict_Add(dictionary, "ToUnicode", stream(to_unicode_map(characters), smallest_));
  check();
  return dictionary;
}

std::string PdfDocument::finish(const FontChain& fonts, const UsedCharacters& used) {
  HPDF_Dict names = HPDF_Dict_New(document_->mmgr);
  HPDF_Dict_Add(resources_, "Font", names);
  check();
  for (std::size_t face = 0; face < fonts.faces().size(); ++face) {
    if (used.of_face(face).empty()) continue;
    HPDF_Dict_Add(names, fmt::format("F{}", face).c_str(), font(fonts, used, face));
  }
  add_bookmarks(document_, pages_);
  add_page_labels(document_, pages_);
  check();
  std::string bytes;
  save_to(document_, bytes);
  check();
  if (bytes.size() != HPDF_GetStreamSize(document_)) {
    throw LetterError("PDF を作れません。途中で切れています(libharu)");
  }
  return bytes;
}

}  // namespace saihakko
