#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/customer_barcode.hpp"

struct zint_symbol;

namespace saihakko {

/// A bar of a linear barcode, in modules from the first bar's left edge.
struct Bar {
  int first = 0;
  int width = 0;
};

struct LinearBarcode {
  int modules = 0;  // width of the symbol without its quiet zones
  std::vector<Bar> bars;
};

/// A square of modules, dark or not, without its quiet zone.
struct MatrixBarcode {
  int size = 0;
  std::vector<bool> modules;  // dark or not, row by row
};

/// Encodes one barcode after the other. Reuse one object: the record in which zint encodes is
/// large, and to make it costs more than all the rest.
class BarcodeEncoder {
 public:
  /// Throws LetterError when memory is short.
  BarcodeEncoder();
  ~BarcodeEncoder();
  BarcodeEncoder(const BarcodeEncoder&) = delete;
  BarcodeEncoder& operator=(const BarcodeEncoder&) = delete;

  /// Code 128 (ISO/IEC 15417) of printable ASCII of at most 40 characters; nullopt for anything
  /// else.
  std::optional<LinearBarcode> code_128(std::string_view text);

  /// Data Matrix (ISO/IEC 16022, ECC 200), square, of printable ASCII of at most 40 characters;
  /// nullopt for anything else.
  std::optional<MatrixBarcode> data_matrix(std::string_view text);

 private:
  zint_symbol* symbol_;
};

/// A bar of Japan Post's customer barcode: every one has the timing part in the middle.
struct FourStateBar {
  bool ascender = false;
  bool descender = false;
};

/// Start, codes, check digit and stop: 67 bars. Ours rather than zint's, which refuses a text that
/// is cut at twenty codes.
std::vector<FourStateBar> four_state_bars(const CustomerBarcode& barcode);

}  // namespace saihakko
