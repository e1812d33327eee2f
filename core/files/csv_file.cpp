#include "core/files/csv_file.hpp"

namespace saihakko {

std::string csv_file(std::string_view text, TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::utf8: return std::string(kUtf8Bom).append(text);
    case TextEncoding::cp932: return Cp932Encoder().encode(text);
  }
  return {};
}

}  // namespace saihakko
