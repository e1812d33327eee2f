#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace saihakko {

/// The content of one customer barcode.
struct CustomerBarcode {
  /// Seven digits of the postcode and thirteen address codes: 0–9, 10 for the hyphen, 11–18 for
  /// CC1–CC8. A letter takes two codes; CC4 pads; what goes beyond thirteen is cut.
  std::array<int, 20> codes;
  /// 0–18: brings the sum of all to a multiple of 19.
  int check_digit;
};

/// Why a letter has no customer barcode.
enum class BarcodeGap {
  no_postcode,         ///< none, or not seven digits
  whole_municipality,  ///< the postcode of 以下に掲載がない場合 (manual, p. 18)
  town_unclear,        ///< a numeral may belong to the town's name
  postcode_differs,    ///< the postcode belongs to another place
};

std::string_view to_text(BarcodeGap gap);
std::optional<BarcodeGap> parse_barcode_gap(std::string_view text);
/// Why, in words for the reviewer.
std::string_view japanese(BarcodeGap gap);

/// What a list of postcodes says of a postcode and an address.
enum class PostcodeFit {
  not_known,  ///< nothing: there is no list, or the address is not recognised
  town,       ///< the town's own
  unlisted,   ///< that of the municipality's towns without one (以下に掲載がない場合)
  business,   ///< that of one business (大口事業所個別番号)
  differs     ///< it belongs to another place
};

/// Where an address lies, by a list of postcodes.
struct KnownPlace {
  PostcodeFit fit = PostcodeFit::not_known;
  std::string behind_town;  ///< what follows the town in the address, UTF-8; of `town` alone
};

/// Whether a postcode of seven digits may belong to one business: 85–87 in the fourth and fifth
/// place, 91–99 at the end in the areas of five old digits. 80–84, 88, 89 and 80–90 belong to
/// businesses in some areas and to towns in others.
bool may_be_own(std::string_view digits);

/// `postcode` is seven ASCII digits, a hyphen after the third or none; `address` is UTF-8. Rules:
/// Japan Post, 郵便番号・バーコードマニュアル, p. 17–22. Behind a postcode that belongs to one
/// business, or may by its digits, stands no number. All postcodes that end in 00 are those of
/// 以下に掲載がない場合.
std::variant<CustomerBarcode, BarcodeGap> customer_barcode(std::string_view postcode,
                                                           std::string_view address,
                                                           const KnownPlace& place = {});

}  // namespace saihakko
