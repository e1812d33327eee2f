#pragma once

#include <string>
#include <string_view>

struct libdeflate_compressor;

namespace saihakko {

/// zlib format (RFC 1950), as PDF's FlateDecode wants it. Reuse one object: making it is dear.
class Deflater {
 public:
  /// 1 (fast) – 12 (small). Throws LetterError when memory is short.
  explicit Deflater(int level);
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// Valid until the next call.
  std::string_view compress(std::string_view bytes);

 private:
  libdeflate_compressor* compressor_;
  std::string buffer_;
};

}  // namespace saihakko
