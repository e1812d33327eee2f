#include "core/letter/draw_bars.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/domain/customer_barcode.hpp"
#include "core/letter/bar_code.hpp"
#include "core/letter/draw_text.hpp"

namespace saihakko {
namespace {

constexpr double kPrinterDot = 72.0 / 600;  // bars in whole dots of a 600 dpi printer, in points
constexpr int kQuietModules = 10;
constexpr int kBars = 67;  // of a customer barcode

/// Measures at 10 points, all in proportion to the size: bars 0.6 mm wide every 1.2 mm, the timing
/// part 1.2 mm high in the middle of 3.6 mm (Japan Post, カスタマバーコード マニュアル).
double unit_mm(const CustomerBarcodeElement& element) {
  return 0.6 * element.size / 10;
}

}  // namespace

std::optional<LetterObstacle> draw_code_128(const Code128Element& element, const PageFields& fields,
                                            BarcodeEncoder& encoder, PageContent& page) {
  constexpr double kNarrowestModule = 0.25;
  const PageField& field = fields[element.field];
  const std::string& value = field.texts.front();
  if (value.empty()) return std::nullopt;
  const auto barcode = encoder.code_128(value);
  if (!barcode) return LetterObstacle{std::string(field.name), "Code 128 にできません"};
  const double room = points(element.box.width) / (barcode->modules + 2 * kQuietModules);
  const double wanted = std::min(room, points(element.max_module));
  const double module = std::floor(wanted / kPrinterDot + 1e-6) * kPrinterDot;
  if (module < points(kNarrowestModule)) return too_long(field.name);
  const double space = points(element.box.width) - barcode->modules * module;
  const double left = points(element.box.x) + space / 2;
  std::vector<PageContent::Cell> cells;
  cells.reserve(barcode->bars.size());
  for (const Bar& bar : barcode->bars)
    cells.push_back({bar.first, 0, bar.width, 1});
  page.fill_grid(left, points(element.box.y), module, points(element.box.height), cells);
  return std::nullopt;
}

MmBox customer_barcode_box(const CustomerBarcodeElement& element) {
  constexpr int kHeight = 6;
  const double unit = unit_mm(element);
  return {element.x, element.y, unit * (2 * kBars - 1), unit * kHeight};
}

MmBox customer_barcode_clear_space(const CustomerBarcodeElement& element) {
  constexpr double kClearSpace = 2;
  const MmBox bars = customer_barcode_box(element);
  return {bars.x - kClearSpace, bars.y - kClearSpace, bars.width + 2 * kClearSpace,
          bars.height + 2 * kClearSpace};
}

void draw_customer_barcode(const CustomerBarcodeElement& element, const CustomerBarcode& barcode,
                           PageContent& page) {
  const double unit = points(unit_mm(element));
  std::vector<PageContent::Cell> cells;
  cells.reserve(kBars);
  for (const FourStateBar& bar : four_state_bars(barcode)) {
    const int top = bar.ascender ? 0 : 2;
    const int bottom = bar.descender ? 6 : 4;
    cells.push_back({static_cast<int>(cells.size()) * 2, top, 1, bottom - top});
  }
  page.fill_grid(points(element.x), points(element.y), unit, unit, cells);
}

}  // namespace saihakko
