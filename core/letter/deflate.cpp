#include "core/letter/deflate.hpp"

#include <libdeflate.h>

#include "core/letter/letter_error.hpp"

namespace saihakko {

Deflater::Deflater(int level) : compressor_(libdeflate_alloc_compressor(level)) {
  if (compressor_ == nullptr) throw LetterError("圧縮できません。メモリーが足りません(libdeflate)");
}

Deflater::~Deflater() {
  libdeflate_free_compressor(compressor_);
}

std::string_view Deflater::compress(std::string_view bytes) {
  const std::size_t bound = libdeflate_zlib_compress_bound(compressor_, bytes.size());
  if (buffer_.size() < bound) buffer_.resize(bound);
  const std::size_t size = libdeflate_zlib_compress(compressor_, bytes.data(), bytes.size(),
                                                    buffer_.data(), buffer_.size());
  if (size == 0) throw LetterError("圧縮できません(libdeflate)");
  return std::string_view(buffer_).substr(0, size);
}

}  // namespace saihakko
