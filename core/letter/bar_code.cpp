#include "core/letter/bar_code.hpp"

#include <zint.h>

#include <algorithm>
#include <array>

#include "core/letter/letter_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostCharacters = 40;

// Japan Post's table: 1 long, 2 upper, 3 lower, 4 timing bar; three for each of 0–9, the hyphen
// and CC1–CC8.
constexpr std::array<std::string_view, 19> kCodeBars = {
    "144", "114", "132", "312", "123", "141", "321", "213", "231", "411",
    "414", "324", "342", "234", "432", "243", "423", "441", "111"};
constexpr std::string_view kStart = "13";
constexpr std::string_view kStop = "31";

/// Encodes the symbol's modules anew; false when the text is refused. Not zint's vector: making
/// that is half of the work, and the modules say the same.
bool encode(zint_symbol& symbol, int symbology, int option, std::string_view text) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (text.empty() || text.size() > kMostCharacters || !printable) return false;
  ZBarcode_Clear(&symbol);
  symbol.symbology = symbology;
  symbol.option_3 = option;
  symbol.show_hrt = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  return ZBarcode_Encode(&symbol, bytes, static_cast<int>(text.size())) < ZINT_ERROR;
}

bool is_dark(const zint_symbol& symbol, int row, int module) {
  return (symbol.encoded_data[row][module / 8] >> (module % 8) & 1) != 0;
}

}  // namespace

BarcodeEncoder::BarcodeEncoder() : symbol_(ZBarcode_Create()) {
  if (symbol_ == nullptr)
    throw LetterError("バーコードを作れません。メモリーが足りません(libzint)");
}

BarcodeEncoder::~BarcodeEncoder() {
  ZBarcode_Delete(symbol_);
}

std::optional<LinearBarcode> BarcodeEncoder::code_128(std::string_view text) {
  if (!encode(*symbol_, BARCODE_CODE128, 0, text) || symbol_->rows != 1) return std::nullopt;
  LinearBarcode barcode;
  barcode.modules = symbol_->width;
  for (int module = 0; module < symbol_->width; ++module) {
    if (!is_dark(*symbol_, 0, module)) continue;
    const bool goes_on = module > 0 && is_dark(*symbol_, 0, module - 1);
    if (!goes_on) barcode.bars.push_back({module, 0});
    ++barcode.bars.back().width;
  }
  return barcode;
}

std::optional<MatrixBarcode> BarcodeEncoder::data_matrix(std::string_view text) {
  if (!encode(*symbol_, BARCODE_DATAMATRIX, DM_SQUARE, text)) return std::nullopt;
  if (symbol_->rows != symbol_->width) return std::nullopt;
  MatrixBarcode barcode;
  barcode.size = symbol_->width;
  for (int row = 0; row < symbol_->rows; ++row) {
    for (int column = 0; column < symbol_->width; ++column)
      barcode.modules.push_back(is_dark(*symbol_, row, column));
  }
  return barcode;
}

std::vector<FourStateBar> four_state_bars(const CustomerBarcode& barcode) {
  std::vector<FourStateBar> bars;
  const auto append = [&bars](std::string_view kinds) {
    for (const char kind : kinds)
      bars.push_back({kind == '1' || kind == '2', kind == '1' || kind == '3'});
  };
  append(kStart);
  for (const int code : barcode.codes)
    append(kCodeBars.at(static_cast<std::size_t>(code)));
  append(kCodeBars.at(static_cast<std::size_t>(barcode.check_digit)));
  append(kStop);
  return bars;
}

}  // namespace saihakko
