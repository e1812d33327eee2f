#pragma once

#include <optional>
#include <string>

#include "core/domain/customer_barcode.hpp"
#include "core/letter/bar_code.hpp"
#include "core/letter/letter_obstacle.hpp"
#include "core/letter/letter_template.hpp"
#include "core/letter/page_content.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

/// Nothing for an empty field. Gives back what keeps the field from being a barcode that is read.
std::optional<LetterObstacle> draw_code_128(const Code128Element& element, const PageFields& fields,
                                            BarcodeEncoder& encoder, PageContent& page);

/// Where the bars of a customer barcode are, which are as many in each, without the clear space.
MmBox customer_barcode_box(const CustomerBarcodeElement& element);

/// The same with the 2 mm around it in which nothing else may stand (Japan Post, カスタマバーコード
/// マニュアル).
MmBox customer_barcode_clear_space(const CustomerBarcodeElement& element);

void draw_customer_barcode(const CustomerBarcodeElement& element, const CustomerBarcode& barcode,
                           PageContent& page);

}  // namespace saihakko
