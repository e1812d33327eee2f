#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace saihakko {

/// The address number (住所表示番号) that Japan Post's customer barcode takes out of an address:
/// digits, hyphens and single capital letters, for example "3-20-5B604"; empty when the address
/// holds none. `address` is UTF-8; text that is not well-formed gives an empty number. Rules:
/// Japan Post, カスタマバーコード マニュアル. Full-width forms, circled digits and Roman numerals
/// count as their plain characters.
std::string address_number(std::string_view address);

/// The content of one customer barcode.
struct CustomerBarcode {
  /// Seven digits of the postcode and thirteen address codes: 0–9, 10 for the hyphen, 11–18 for
  /// CC1–CC8. A letter takes two codes; CC4 pads; what goes beyond thirteen is cut.
  std::array<int, 20> codes;
  /// 0–18: brings the sum of all to a multiple of 19.
  int check_digit;
};

/// nullopt when `postcode` is not seven ASCII digits, a hyphen after the third or none.
std::optional<CustomerBarcode> customer_barcode(std::string_view postcode,
                                                std::string_view address);

}  // namespace saihakko
