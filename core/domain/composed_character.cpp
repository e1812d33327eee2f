#include "core/domain/composed_character.hpp"

#include <cstddef>
#include <string_view>

namespace saihakko {
namespace {

/// A mark, the letters that it may stand on, and in the same order what both are together.
struct Marked {
  char32_t mark;
  std::u32string_view letters;
  std::u32string_view composed;
};

// The canonical compositions (UnicodeData.txt) of Latin-1 and Latin Extended-A, and of the kana.
constexpr Marked kMarked[] = {
    {0x0300, U"AEIOUaeiou", U"ÀÈÌÒÙàèìòù"},
    {0x0301, U"AEIOUYaeiouyCcLlNnRrSsZz", U"ÁÉÍÓÚÝáéíóúýĆćĹĺŃńŔŕŚśŹź"},
    {0x0302, U"AEIOUaeiouCcGgHhJjSsWwYy", U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"},
    {0x0303, U"ANOanoIiUu", U"ÃÑÕãñõĨĩŨũ"},
    {0x0304, U"AaEeIiOoUu", U"ĀāĒēĪīŌōŪū"},
    {0x0306, U"AaEeGgIiOoUu", U"ĂăĔĕĞğĬĭŎŏŬŭ"},
    {0x0307, U"CcEeGgIZz", U"ĊċĖėĠġİŻż"},
    {0x0308, U"AEIOUaeiouyY", U"ÄËÏÖÜäëïöüÿŸ"},
    {0x030A, U"AaUu", U"ÅåŮů"},
    {0x030B, U"OoUu", U"ŐőŰű"},
    {0x030C, U"CcDdEeLlNnRrSsTtZz", U"ČčĎďĚěĽľŇňŘřŠšŤťŽž"},
    {0x0327, U"CcGgKkLlNnRrSsTt", U"ÇçĢģĶķĻļŅņŖŗŞşŢţ"},
    {0x0328, U"AaEeIiUu", U"ĄąĘęĮįŲų"},
    {0x3099,
     U"かきくけこさしすせそたちつてとはひふへほうゝカキクケコサシスセソタチツテトハヒフヘホウワヰヱ"
     U"ヲヽ",
     U"がぎぐげござじずぜぞだぢづでどばびぶべぼゔゞガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹ"
     U"ヺヾ"},
    {0x309A, U"はひふへほハヒフヘホ", U"ぱぴぷぺぽパピプペポ"},
};

constexpr char32_t kSpacingVoiced = 0x309B;
constexpr char32_t kSpacingSemiVoiced = 0x309C;
constexpr char32_t kVoiced = 0x3099;
constexpr char32_t kSemiVoiced = 0x309A;

char32_t combining(char32_t mark) {
  if (mark == kSpacingVoiced) return kVoiced;
  if (mark == kSpacingSemiVoiced) return kSemiVoiced;
  return mark;
}

}  // namespace

bool may_be_combining(char32_t mark) {
  return (mark >= 0x300 && mark <= 0x36F) || (mark >= 0x3099 && mark <= 0x309C);
}

char32_t composed_character(char32_t letter, char32_t mark) {
  mark = combining(mark);
  if (mark < kMarked[0].mark || mark > kSemiVoiced) return 0;
  for (const Marked& row : kMarked) {
    if (row.mark != mark) continue;
    const std::size_t at = row.letters.find(letter);
    return at == std::u32string_view::npos ? 0 : row.composed[at];
  }
  return 0;
}

}  // namespace saihakko
