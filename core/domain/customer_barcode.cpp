#include "core/domain/customer_barcode.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "core/domain/address_number.hpp"
#include "core/domain/town_end.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kPostcodeDigits = 7;
constexpr std::size_t kCodes = 20;
constexpr int kHyphen = 10;
constexpr int kFirstControl = 11;            // CC1
constexpr int kPadding = kFirstControl + 3;  // CC4
constexpr int kModulus = 19;

std::string postcode_digits(std::string_view postcode) {
  std::string digits(postcode);
  if (digits.size() == kPostcodeDigits + 1 && digits[3] == '-') digits.erase(3, 1);
  const bool good =
      digits.size() == kPostcodeDigits &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return good ? digits : std::string();
}

void append_codes(std::vector<int>& codes, char c) {
  if (c == '-') {
    codes.push_back(kHyphen);
  } else if (c >= '0' && c <= '9') {
    codes.push_back(c - '0');
  } else {
    codes.push_back(kFirstControl + (c - 'A') / 10);
    codes.push_back((c - 'A') % 10);
  }
}

/// Where 80–84, 88 and 89 in the fourth and fifth place are towns and no business's: of the areas
/// of SKK-JISYO.zipcode those that SKK-JISYO.office.zipcode has none of.
bool town_block(std::string_view area) {
  constexpr std::string_view kAreas =
      " 002 036 070 071 078 079 388 422 432 433 441 459 483 492 493 496 500 510 512 579 591 592"
      " 593 599 600 601 602 603 604 606 607 612 614 615 616 630 640 663 672 680 702 703 704 712"
      " 713 761 770 780 781 791 796 852 861 918 920 921 931 939 951 960 961 970 971 972 973 974"
      " 981 ";
  return kAreas.find(" " + std::string(area) + " ") != std::string_view::npos;
}

CustomerBarcode encoded(const std::string& digits, const std::string& number) {
  std::vector<int> codes;
  for (const char c : digits + number)
    append_codes(codes, c);
  codes.resize(kCodes, kPadding);
  CustomerBarcode barcode{};
  std::copy(codes.begin(), codes.end(), barcode.codes.begin());
  const int sum = std::accumulate(codes.begin(), codes.end(), 0);
  barcode.check_digit = (kModulus - sum % kModulus) % kModulus;
  return barcode;
}

}  // namespace

bool may_be_own(std::string_view digits) {
  const std::string_view block = digits.substr(3, 2);
  if (block[0] == '8')
    return !town_block(digits.substr(0, 3)) || (block[1] >= '5' && block[1] <= '7');
  const bool of_three_digits = block == "00" || block == "08" || block == "09";
  return !of_three_digits && digits[5] >= '8';
}

std::string_view to_text(BarcodeGap gap) {
  switch (gap) {
    case BarcodeGap::no_postcode: return "no_postcode";
    case BarcodeGap::whole_municipality: return "whole_municipality";
    case BarcodeGap::town_unclear: return "town_unclear";
    case BarcodeGap::postcode_differs: return "postcode_differs";
  }
  return {};
}

std::optional<BarcodeGap> parse_barcode_gap(std::string_view text) {
  for (const BarcodeGap gap : {BarcodeGap::no_postcode, BarcodeGap::whole_municipality,
                               BarcodeGap::town_unclear, BarcodeGap::postcode_differs}) {
    if (text == to_text(gap)) return gap;
  }
  return std::nullopt;
}

std::string_view japanese(BarcodeGap gap) {
  switch (gap) {
    case BarcodeGap::no_postcode: return "郵便番号が7桁の数字ではありません";
    case BarcodeGap::whole_municipality:
      return "「以下に掲載がない場合」の郵便番号です。町域に郵便番号があれば台帳に入れてください";
    case BarcodeGap::town_unclear: return "住所の最初の数字が町域の名前の一部かもしれません";
    case BarcodeGap::postcode_differs: return "郵便番号が住所と一致しません";
  }
  return {};
}

std::variant<CustomerBarcode, BarcodeGap> customer_barcode(std::string_view postcode,
                                                           std::string_view address,
                                                           const KnownPlace& place) {
  const std::string digits = postcode_digits(postcode);
  if (digits.empty()) return BarcodeGap::no_postcode;
  if (digits.ends_with("00")) return BarcodeGap::whole_municipality;
  switch (place.fit) {
    case PostcodeFit::not_known: break;
    case PostcodeFit::unlisted: return BarcodeGap::whole_municipality;
    case PostcodeFit::differs: return BarcodeGap::postcode_differs;
    case PostcodeFit::business: return encoded(digits, {});
    case PostcodeFit::town: {
      const auto behind = decode_utf8(place.behind_town).value_or(std::u32string());
      return encoded(digits, address_number(without_postcodes(plain_address(behind), digits)));
    }
  }
  if (may_be_own(digits)) return encoded(digits, {});
  const auto whole = decode_utf8(address).value_or(std::u32string());
  const auto behind = behind_unknown_town(without_postcodes(plain_address(whole), digits));
  if (!behind) return BarcodeGap::town_unclear;
  return encoded(digits, address_number(*behind));
}

}  // namespace saihakko
