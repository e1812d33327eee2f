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
};

std::string_view to_text(BarcodeGap gap);
std::optional<BarcodeGap> parse_barcode_gap(std::string_view text);
/// Why, in words for the reviewer.
std::string_view japanese(BarcodeGap gap);

/// What an address is known to be from a list of postcodes.
struct KnownPlace {
  /// What follows the town in the address, UTF-8; nullopt: the town is not known.
  std::optional<std::string> behind_town;
  /// True where the postcode belongs to one business (大口事業所個別番号).
  bool own_postcode = false;
};

/// `postcode` is seven ASCII digits, a hyphen after the third or none; `address` is UTF-8. Rules:
/// Japan Post, 郵便番号・バーコードマニュアル, p. 17–22. Behind a postcode that belongs to one
/// business, or may by its digits, stands no number. All postcodes that end in 00 are those of
/// 以下に掲載がない場合.
std::variant<CustomerBarcode, BarcodeGap> customer_barcode(std::string_view postcode,
                                                           std::string_view address,
                                                           const KnownPlace& place = {});

}  // namespace saihakko
