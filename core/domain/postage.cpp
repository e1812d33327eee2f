#include "core/domain/postage.hpp"

#include <fmt/format.h>

#include <map>

namespace saihakko {
namespace {

constexpr std::size_t kAreaDigits = 3;

}  // namespace

Postage postage_of(const std::vector<PostageLetter>& letters, const PostageRates& rates) {
  Postage postage;
  for (const PostageLetter& letter : letters) {
    ++postage.letters;
    if (letter.barcode) ++postage.barcodes;
  }
  postage.grams = postage.letters * rates.letter_grams;
  postage.yen = postage.letters * rates.yen;
  if (postage.barcodes >= rates.discount_letters)
    postage.discount = postage.barcodes * rates.yen * rates.discount_percent / 100;
  return postage;
}

std::string postage_text(const Postage& postage, const PostageRates& rates) {
  const std::string discount = postage.discount > 0
                                   ? fmt::format("バーコード割引 −{} 円", postage.discount)
                                   : fmt::format("割引なし（{} 通から）", rates.discount_letters);
  return fmt::format("バーコードなし {} 通　{} g　{} 円　{}", postage.without_barcode(),
                     postage.grams, postage.yen - postage.discount, discount);
}

std::vector<PostageArea> postage_areas(const std::vector<PostageLetter>& letters,
                                       const PostageRates& rates) {
  std::map<std::string, std::vector<PostageLetter>> areas;
  for (const PostageLetter& letter : letters)
    areas[letter.postcode.substr(0, kAreaDigits)].push_back(letter);
  PostageRates plain = rates;
  plain.discount_percent = 0;
  std::vector<PostageArea> counted;
  for (const auto& [digits, own] : areas)
    counted.push_back({digits, postage_of(own, plain)});
  return counted;
}

}  // namespace saihakko
