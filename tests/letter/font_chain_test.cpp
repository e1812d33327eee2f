#include "core/letter/font_chain.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "core/letter/big_endian.hpp"
#include "core/letter/font_subset.hpp"
#include "core/letter/letter_error.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

std::u32string unprintable(std::string_view text) {
  return default_fonts().unprintable(text);
}

std::string load_error(const std::filesystem::path& file) {
  try {
    FontChain::load({file}, file);
  } catch (const LetterError& error) {
    return error.what();
  }
  return "no error";
}

std::string first_font() {
  std::ifstream in(default_font_files().front(), std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string_view table_of(std::string_view file, std::string_view tag) {
  for (std::size_t record = 12; record < 12 + 16UL * read_u16(file, 4); record += 16) {
    if (read_part(file, record, 4) == tag) {
      return read_part(file, read_u32(file, record + 8), read_u32(file, record + 12));
    }
  }
  return {};
}

std::string_view outline_of(std::string_view file, std::size_t glyph) {
  const std::uint32_t begin = read_u32(table_of(file, "loca"), 4 * glyph);
  const std::uint32_t end = read_u32(table_of(file, "loca"), 4 * glyph + 4);
  return read_part(table_of(file, "glyf"), begin, end - begin);
}

TEST(FontChain, OrdinaryNamesArePrintable) {
  EXPECT_EQ(unprintable("医療法人社団　髙﨑クリニック㈱ ABCabc019ｱｲｳ〒①Ⅱ～－―"), U"");
}

TEST(FontChain, RareKanjiAreFoundInALaterFont) {
  EXPECT_EQ(default_fonts().find(U'護')->face, 0U);
  EXPECT_EQ(default_fonts().find(U'⼾')->face, 1U);
  EXPECT_EQ(default_fonts().find(U'芪')->face, 2U);
  EXPECT_EQ(default_fonts().find(U'\u207B')->face, 3U);
}

TEST(FontChain, UnprintableCharactersAreNamedOnceInOrderOfAppearance) {
  EXPECT_EQ(unprintable("😀野\U000E0001😀"), U"😀\U000E0001");
  EXPECT_EQ(unprintable("か\u3099き\u309A"), U"\u3099\u309A");
  EXPECT_EQ(unprintable("e\u0301\u200B\u200E\uFEFF"), U"\u0301\u200B\u200E\uFEFF");
  EXPECT_EQ(unprintable("外字\uE000"), U"\uE000");
  EXPECT_EQ(unprintable("一\n二\t\x7F"), U"\n\t\x7F");
  EXPECT_EQ(unprintable("\u0634\u0E01"), U"\u0634\u0E01");
}

TEST(FontChain, TextThatIsNotUtf8IsAReplacementCharacter) {
  EXPECT_EQ(unprintable("\x8D\x82"), U"\uFFFD");
}

TEST(FontChain, AFileThatIsNoUsableFontIsNamed) {
  const ScratchDirectory directory;
  const auto missing = directory.path() / "none.ttf";
  EXPECT_NE(load_error(missing).find(missing.string()), std::string::npos);
  const auto text = directory.write("text.ttf", "this is no font at all");
  EXPECT_NE(load_error(text).find("TrueType 形式"), std::string::npos);
  const auto empty = directory.write("empty.ttf", "");
  EXPECT_NE(load_error(empty).find("空"), std::string::npos);
  EXPECT_NE(load_error(directory.path()).find("通常のファイルではありません"), std::string::npos);
  EXPECT_THROW(FontChain::load({}, default_bold_font_file()), LetterError);
}

TEST(FontChain, ACutOffFontIsRefusedNeverReadBeyondItsEnd) {
  const std::string whole = first_font();
  const ScratchDirectory directory;
  for (const std::size_t size : {4UL, 11UL, 13UL, 100UL, 300UL, whole.size() / 2}) {
    const auto file = directory.write("cut.ttf", whole.substr(0, size));
    EXPECT_NE(load_error(file).find("壊れています"), std::string::npos) << size;
  }
}

TEST(FontChain, EveryOutlineOfEveryDefaultFontCanBeCutOut) {
  for (const FontFace& face : default_fonts().faces()) {
    if (face.glyph_count() > 30000) continue;  // for the sake of time
    std::vector<std::uint16_t> all;
    for (std::size_t i = 0; i < face.glyph_count(); ++i) {
      all.push_back(static_cast<std::uint16_t>(i));
    }
    const std::string subset = subset_font(face, all);
    EXPECT_EQ(read_u16(table_of(subset, "maxp"), 4), 1 + all.size()) << face.file();  // .notdef too
  }
}

TEST(FontChain, EveryCharacterOfTheFirstFontIsBoldAndAsWide) {
  const FontChain& fonts = default_fonts();
  std::size_t bold = 0;
  for (char32_t c = 0; c < 0x10000; ++c) {
    const auto regular = fonts.find(c);
    if (!regular || regular->face != 0) {
      EXPECT_FALSE(fonts.find_bold(c)) << std::hex << static_cast<unsigned>(c);
      continue;
    }
    const auto found = fonts.find_bold(c);
    ASSERT_TRUE(found) << std::hex << static_cast<unsigned>(c);
    EXPECT_EQ(found->face, 4U);
    EXPECT_EQ(found->width, regular->width);
    ++bold;
  }
  EXPECT_GT(bold, 9'000U);
}

TEST(FontSubset, HoldsTheRequestedGlyphsRenumberedAndLittleElse) {
  const FontFace& face = default_fonts().faces()[0];
  const std::uint16_t kanji = face.glyph(u'護');
  const std::string subset = subset_font(face, {kanji, face.glyph(u'A'), kanji});
  EXPECT_EQ(read_u16(table_of(subset, "maxp"), 4), 4);  // .notdef and these three
  EXPECT_EQ(outline_of(subset, 1), outline_of(subset, 3));
  EXPECT_NE(outline_of(subset, 1), outline_of(subset, 2));
  EXPECT_LT(subset.size(), 20000U);

  const FontFace again = FontFace::load(default_font_files()[0]);
  EXPECT_EQ(subset_font(again, {kanji, face.glyph(u'A'), kanji}), subset);
}

TEST(FontSubset, TheComponentsOfACompositeComeAlongRenumbered) {
  const FontFace& dejavu = default_fonts().faces()[3];
  const std::string_view accented = dejavu.outline(dejavu.glyph(u'é'));
  ASSERT_LT(read_i16(accented, 0), 0) << "no composite any more: choose another";
  const std::string_view letter = dejavu.outline(read_u16(accented, 12));

  const std::string subset = subset_font(dejavu, {dejavu.glyph(u'é')});
  EXPECT_EQ(read_u16(table_of(subset, "maxp"), 4), 4);  // .notdef, é, e and the accent
  const std::uint16_t component = read_u16(outline_of(subset, 1), 12);
  EXPECT_EQ(component, 2);
  EXPECT_EQ(outline_of(subset, component).substr(0, letter.size()), letter);
}

}  // namespace
}  // namespace saihakko
