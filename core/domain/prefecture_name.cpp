#include "core/domain/prefecture_name.hpp"

#include <algorithm>
#include <array>

namespace saihakko {
namespace {

// In the order of their codes (JIS X 0401).
constexpr std::array<std::u32string_view, 47> kPrefectures = {
    U"北海道", U"青森県", U"岩手県", U"宮城県", U"秋田県", U"山形県",   U"福島県", U"茨城県",
    U"栃木県", U"群馬県", U"埼玉県", U"千葉県", U"東京都", U"神奈川県", U"新潟県", U"富山県",
    U"石川県", U"福井県", U"山梨県", U"長野県", U"岐阜県", U"静岡県",   U"愛知県", U"三重県",
    U"滋賀県", U"京都府", U"大阪府", U"兵庫県", U"奈良県", U"和歌山県", U"鳥取県", U"島根県",
    U"岡山県", U"広島県", U"山口県", U"徳島県", U"香川県", U"愛媛県",   U"高知県", U"福岡県",
    U"佐賀県", U"長崎県", U"熊本県", U"大分県", U"宮崎県", U"鹿児島県", U"沖縄県"};

}  // namespace

std::size_t prefecture_length(std::u32string_view address) {
  const auto found = std::find_if(kPrefectures.begin(), kPrefectures.end(),
                                  [address](auto name) { return address.starts_with(name); });
  return found == kPrefectures.end() ? 0 : found->size();
}

}  // namespace saihakko
