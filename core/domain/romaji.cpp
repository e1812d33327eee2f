#include "core/domain/romaji.hpp"

#include <array>
#include <map>
#include <utility>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr char32_t kHiragana = U'ぁ';
constexpr char32_t kLastHiragana = U'ゖ';
constexpr char32_t kToKatakana = U'ァ' - U'ぁ';

const std::map<char32_t, std::string_view>& syllables() {
  static const std::map<char32_t, std::string_view> all{
      {U'ア', "a"},  {U'イ', "i"},  {U'ウ', "u"},  {U'エ', "e"},  {U'オ', "o"},  {U'カ', "ka"},
      {U'キ', "ki"}, {U'ク', "ku"}, {U'ケ', "ke"}, {U'コ', "ko"}, {U'サ', "sa"}, {U'シ', "si"},
      {U'ス', "su"}, {U'セ', "se"}, {U'ソ', "so"}, {U'タ', "ta"}, {U'チ', "ti"}, {U'ツ', "tu"},
      {U'テ', "te"}, {U'ト', "to"}, {U'ナ', "na"}, {U'ニ', "ni"}, {U'ヌ', "nu"}, {U'ネ', "ne"},
      {U'ノ', "no"}, {U'ハ', "ha"}, {U'ヒ', "hi"}, {U'フ', "hu"}, {U'ヘ', "he"}, {U'ホ', "ho"},
      {U'マ', "ma"}, {U'ミ', "mi"}, {U'ム', "mu"}, {U'メ', "me"}, {U'モ', "mo"}, {U'ヤ', "ya"},
      {U'ユ', "yu"}, {U'ヨ', "yo"}, {U'ラ', "ra"}, {U'リ', "ri"}, {U'ル', "ru"}, {U'レ', "re"},
      {U'ロ', "ro"}, {U'ワ', "wa"}, {U'ヲ', "o"},  {U'ン', "n"},  {U'ガ', "ga"}, {U'ギ', "gi"},
      {U'グ', "gu"}, {U'ゲ', "ge"}, {U'ゴ', "go"}, {U'ザ', "za"}, {U'ジ', "zi"}, {U'ズ', "zu"},
      {U'ゼ', "ze"}, {U'ゾ', "zo"}, {U'ダ', "da"}, {U'ヂ', "zi"}, {U'ヅ', "zu"}, {U'デ', "de"},
      {U'ド', "do"}, {U'バ', "ba"}, {U'ビ', "bi"}, {U'ブ', "bu"}, {U'ベ', "be"}, {U'ボ', "bo"},
      {U'パ', "pa"}, {U'ピ', "pi"}, {U'プ', "pu"}, {U'ペ', "pe"}, {U'ポ', "po"}, {U'ヴ', "bu"},
      {U'ッ', ""},   {U'ー', ""}};
  return all;
}

/// The small ones that follow a syllable: キャ is kya, ティ is ti.
const std::map<char32_t, std::string_view>& small_ones() {
  static const std::map<char32_t, std::string_view> all{{U'ャ', "ya"}, {U'ュ', "yu"}, {U'ョ', "yo"},
                                                        {U'ァ', "a"},  {U'ィ', "i"},  {U'ゥ', "u"},
                                                        {U'ェ', "e"},  {U'ォ', "o"}};
  return all;
}

/// Half-width katakana as full-width, with their marks of voice.
std::u32string full_width(const std::u32string& kana) {
  constexpr std::u32string_view kHalfWidth =
      U"ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメ"
      U"モヤユヨ"
      U"ラリルレロワン";
  constexpr char32_t kFirst = U'\uFF66';
  constexpr char32_t kVoiced = U'\uFF9E';
  constexpr char32_t kHalfVoiced = U'\uFF9F';
  std::u32string text;
  for (const char32_t c : kana) {
    if (c >= kFirst && c < kFirst + kHalfWidth.size()) {
      text += kHalfWidth[c - kFirst];
    } else if ((c == kVoiced || c == kHalfVoiced) && !text.empty()) {
      text.back() += c == kVoiced ? 1 : 2;  // ハ バ パ stand one after the other
    } else {
      text += c >= kHiragana && c <= kLastHiragana ? c + kToKatakana : c;
    }
  }
  return text;
}

bool is_vowel(char c) {
  return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

bool is_latin(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

void append_kana(std::string& text, char32_t c) {
  if (const auto small = small_ones().find(c); small != small_ones().end()) {
    if (!text.empty() && is_vowel(text.back())) text.pop_back();
    text += small->second;
    return;
  }
  const auto found = syllables().find(c);
  if (found != syllables().end()) {
    text += found->second;
  } else if (!text.empty() && text.back() != ' ') {
    text += ' ';
  }
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

std::string plain_romaji(std::string_view latin) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kRules{{
      {"shi", "si"},
      {"sha", "sya"},
      {"shu", "syu"},
      {"sho", "syo"},
      {"chi", "ti"},
      {"cha", "tya"},
      {"chu", "tyu"},
      {"cho", "tyo"},
      {"tsu", "tu"},
      {"fu", "hu"},
      {"ji", "zi"},
      {"ja", "zya"},
      {"ju", "zyu"},
      {"jo", "zyo"},
      {"v", "b"},
      {"ou", "o"},
      {"l", "r"},
  }};
  std::string text;
  for (const char c : latin)
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& [what, by] : kRules)
    replace_all(text, what, by);
  std::string single;
  for (const char c : text) {
    if (single.empty() || single.back() != c) single += c;
  }
  return single;
}

std::string romaji_of(std::string_view kana) {
  std::string text;
  const std::string folded = fold_width(kana);
  for (const char32_t c : full_width(decode_utf8(folded).value_or(std::u32string()))) {
    if (is_latin(c)) {
      text += static_cast<char>(c);
    } else {
      append_kana(text, c);
    }
  }
  return plain_romaji(text);
}

}  // namespace saihakko
