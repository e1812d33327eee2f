#include "core/domain/place_key.hpp"

#include "core/domain/address_number.hpp"
#include "core/domain/prefecture_name.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

using View = std::u32string_view;

// Forms of one character in names of places, in pairs: as written, as compared.
constexpr View kForms =
    U"澤沢龍竜嶋島嶌島淵渕曾曽藪薮檜桧鶯鴬舘館濱浜濵浜齋斉斎斉齊斉條条瀧滝廣広邊辺邉辺萬万櫻桜"
    U"國国圓円靜静豐豊縣県區区驛駅橫横德徳惠恵壽寿榮栄團団學学會会寶宝眞真槇槙頸頚麴麹籠篭諫諌"
    U"螢蛍龜亀鷗鴎餠餅讃讚礒磯穗穂冨富檮梼枡桝鹽塩狹狭峽峡鐵鉄樂楽觀観戶戸吳呉黑黒靑青髙高𠮷吉"
    U"蘆芦鄕郷竈釜乃ノ之ノヶケガケヵケ箇ケ個ケ"
    U"\uFA10塚\uFA11崎\uFA19神\uFA1B福\uFA26都";
// U+FF66 to U+FF9D, in their order.
constexpr View kOfHalfWidth =
    U"ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ"
    U"ヤユヨラリルレロワン";
constexpr char32_t kHalfWidth = 0xFF66;
constexpr char32_t kHalfVoiced = 0xFF9E;
constexpr char32_t kHalfSemiVoiced = 0xFF9F;
constexpr View kSmall = U"ァアィイゥウェエォオッツャヤュユョヨヮワ";

char32_t exchanged(char32_t c, View pairs) {
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (pairs[i] == c) return pairs[i + 1];
  }
  return c;
}

/// The letter that half-width kana write, with the mark of voice behind it; 0: they write none.
char32_t of_half_width(View plain, std::size_t at) {
  if (plain[at] < kHalfWidth || plain[at] >= kHalfWidth + kOfHalfWidth.size()) return 0;
  const char32_t c = kOfHalfWidth[plain[at] - kHalfWidth];
  const char32_t mark = at + 1 < plain.size() ? plain[at + 1] : 0;
  const bool in_ha = View(U"ハヒフヘホ").find(c) != View::npos;
  if (mark == kHalfSemiVoiced && in_ha) return c + 2;
  if (mark != kHalfVoiced) return c;
  if (c == U'ウ') return U'ヴ';
  const bool voiced = View(U"カキクケコサシスセソタチツテト").find(c) != View::npos;
  return voiced || in_ha ? c + 1 : c;
}

char32_t folded(char32_t c) {
  constexpr char32_t kToKatakana = U'ア' - U'あ';
  if (c >= U'ぁ' && c <= U'ゖ') c += kToKatakana;
  return exchanged(exchanged(c, kForms), kSmall);
}

bool is_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}

/// 千 counts in no town's name: 千代田.
bool is_town_numeral(char32_t c) {
  return is_kanji_numeral(c) && c != U'千';
}

bool is_left_out(View plain, std::size_t at) {
  const char32_t c = plain[at];
  const bool form_selector = (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
  if (form_selector || is_blank(c) || is_unseen(c) || c == U'字') return true;
  return c == U'大' && at + 1 < plain.size() && plain[at + 1] == U'字';
}

void append_numeral(PlaceKey& key, std::string_view digits, std::size_t end) {
  for (const char digit : digits) {
    key.text.push_back(static_cast<char32_t>(digit));
    key.ends.push_back(PlaceKey::kInside);
  }
  key.ends.back() = end;
}

}  // namespace

bool PlaceKey::may_end(std::size_t length) const {
  return length > 0 && length <= ends.size() && ends[length - 1] != kInside;
}

PlaceKey place_key(View plain) {
  constexpr std::size_t kLongestNumeral = 7;
  PlaceKey key;
  for (std::size_t i = 0; i < plain.size();) {
    const bool kanji = is_town_numeral(plain[i]);
    std::size_t end = i;
    while (end < plain.size() && end - i < kLongestNumeral &&
           (kanji ? is_town_numeral(plain[end]) : is_digit(plain[end])))
      ++end;
    const View numeral = plain.substr(i, end - i);
    if (kanji) {
      append_numeral(key, std::to_string(kanji_numeral_value(numeral)), end);
    } else if (!numeral.empty()) {
      append_numeral(key, encode_utf8(numeral), end);
    } else if (const char32_t kana = of_half_width(plain, i); kana != 0) {
      const bool marked = kana != kOfHalfWidth[plain[i] - kHalfWidth];
      end = i + (marked ? 2 : 1);
      key.text.push_back(folded(kana));
      key.ends.push_back(end);
    } else if (end = i + 1; !is_left_out(plain, i)) {
      key.text.push_back(folded(plain[i]));
      key.ends.push_back(end);
    }
    i = end;
  }
  return key;
}

std::string place_key_text(std::string_view name) {
  const auto decoded = decode_utf8(name);
  return decoded ? encode_utf8(place_key(plain_address(*decoded)).text) : std::string();
}

PlaceKey without_district(const PlaceKey& key) {
  const std::size_t begin = prefecture_length(key.text);
  const std::size_t district = key.text.find(U'郡', begin + 1);
  if (district == std::u32string::npos) return key;
  PlaceKey shorter = key;
  shorter.text.erase(begin, district + 1 - begin);
  const auto from = shorter.ends.begin() + static_cast<std::ptrdiff_t>(begin);
  shorter.ends.erase(from, from + static_cast<std::ptrdiff_t>(district + 1 - begin));
  return shorter;
}

}  // namespace saihakko
