#include "core/letter/bar_code.hpp"

#include <gtest/gtest.h>
#include <zint.h>

#include <string>
#include <variant>

#include "core/domain/customer_barcode.hpp"

namespace saihakko {
namespace {

/// 1 long, 2 upper, 3 lower, 4 timing: the numbers of Japan Post's table.
std::string numbers(const std::vector<FourStateBar>& bars) {
  std::string out;
  for (const FourStateBar& bar : bars) {
    out += bar.ascender ? (bar.descender ? '1' : '2') : (bar.descender ? '3' : '4');
  }
  return out;
}

/// The bars as zint encodes postcode digits and address number, row by row.
std::string zint_numbers(const std::string& text) {
  zint_symbol* symbol = ZBarcode_Create();
  symbol->symbology = BARCODE_JAPANPOST;
  EXPECT_EQ(ZBarcode_Encode(symbol, reinterpret_cast<const unsigned char*>(text.c_str()), 0), 0)
      << symbol->errtxt;
  std::vector<FourStateBar> bars;
  for (int column = 0; column < symbol->width; column += 2) {
    const auto black = [&](int row) {
      return (symbol->encoded_data[row][column / 8] >> (column % 8) & 1) != 0;
    };
    bars.push_back({black(0), black(2)});
  }
  ZBarcode_Delete(symbol);
  return numbers(bars);
}

KnownPlace in_town(std::string behind) {
  return {PostcodeFit::town, std::move(behind)};
}

TEST(CustomerBars, AreThoseOfZint) {
  const std::string postcode = "2630023";
  for (const char* number : {"", "3-30-8-403", "5-6-3-10", "8-10", "3-20-5B604", "21-480", "7-28",
                             "9-7-6A1-1", "1-3-2-503", "1A2J3K4T5", "1U2Z3", "0123456789-12"}) {
    const auto barcode = std::get<CustomerBarcode>(customer_barcode(postcode, "", in_town(number)));
    EXPECT_EQ(numbers(four_state_bars(barcode)), zint_numbers(postcode + number)) << number;
  }
}

TEST(CustomerBars, AnAddressNumberThatIsCutHasAllItsBarsToo) {
  const auto barcode =
      std::get<CustomerBarcode>(customer_barcode("263-0023", "", in_town("6-9-6N05-6N05")));
  EXPECT_EQ(four_state_bars(barcode).size(), 67U);
}

TEST(Code128, BarsStayInsideTheSymbolInOrder) {
  const LinearBarcode barcode = BarcodeEncoder().code_128("N2101100001-7").value();
  int end = 0;
  for (const Bar& bar : barcode.bars) {
    EXPECT_GE(bar.first, end);
    EXPECT_GE(bar.width, 1);
    EXPECT_LE(bar.width, 4);
    end = bar.first + bar.width;
  }
  EXPECT_EQ(end, barcode.modules);
  EXPECT_EQ(barcode.bars.size() % 3, 1U);  // three a character, one more in the stop
}

TEST(Code128, AnEncoderGivesTheSameBarsWhateverItEncodedBefore) {
  BarcodeEncoder used;
  used.code_128("KJ131371025551-and-a-longer-text");
  const LinearBarcode again = used.code_128("1371025551").value();
  const LinearBarcode first = BarcodeEncoder().code_128("1371025551").value();
  EXPECT_EQ(again.modules, first.modules);
  ASSERT_EQ(again.bars.size(), first.bars.size());
  for (std::size_t i = 0; i < first.bars.size(); ++i) {
    EXPECT_EQ(again.bars[i].first, first.bars[i].first) << i;
    EXPECT_EQ(again.bars[i].width, first.bars[i].width) << i;
  }
}

TEST(Code128, OnlyPrintableAsciiOfLimitedLength) {
  EXPECT_FALSE(BarcodeEncoder().code_128("").has_value());
  EXPECT_FALSE(BarcodeEncoder().code_128("請求").has_value());
  EXPECT_FALSE(BarcodeEncoder().code_128("a\tb").has_value());
  EXPECT_FALSE(BarcodeEncoder().code_128(std::string(41, 'A')).has_value());
}

}  // namespace
}  // namespace saihakko
