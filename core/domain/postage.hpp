#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// What a letter weighs, what that costs, and from how many letters with a customer barcode on they
/// cost less.
struct PostageRates {
  std::int64_t letter_grams = 0;  ///< with its envelope
  std::int64_t most_grams = 0;    ///< of a letter at this price
  std::int64_t yen = 0;
  std::int64_t discount_letters = 0;
  std::int64_t discount_percent = 0;
};

/// A letter as the post office counts it.
struct PostageLetter {
  std::string postcode;  ///< 7 digits, or empty
  bool barcode = false;
};

struct Postage {
  std::int64_t letters = 0;
  std::int64_t barcodes = 0;
  std::int64_t grams = 0;
  std::int64_t yen = 0;       ///< without discount
  std::int64_t discount = 0;  ///< yen that the letters with a barcode cost less

  std::int64_t without_barcode() const { return letters - barcodes; }
};

Postage postage_of(const std::vector<PostageLetter>& letters, const PostageRates& rates);

/// One line for the cover, in Japanese.
std::string postage_text(const Postage& postage, const PostageRates& rates);

/// The letters of an area: the first three digits of the postcode, empty for those without one.
struct PostageArea {
  std::string digits;
  Postage postage;  ///< the discount is that of the whole, and not told here
};
/// In ascending order.
std::vector<PostageArea> postage_areas(const std::vector<PostageLetter>& letters,
                                       const PostageRates& rates);

}  // namespace saihakko
