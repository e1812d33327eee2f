#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace saihakko {

/// Thrown by the readers below when the bytes end too early.
class ShortRead : public std::runtime_error {
 public:
  ShortRead() : std::runtime_error("the data ends too early") {}
};

/// Big-endian numbers of a font file at a byte offset; each throws ShortRead past the end.
inline std::uint16_t read_u16(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 2) throw ShortRead();
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
  return static_cast<std::uint16_t>(byte(0) << 8U | byte(1));
}

inline std::int16_t read_i16(std::string_view bytes, std::size_t at) {
  return static_cast<std::int16_t>(read_u16(bytes, at));
}

inline std::uint32_t read_u32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read_u16(bytes, at)) << 16U | read_u16(bytes, at + 2);
}

/// The part of `bytes` of `length` bytes from `at` on; throws ShortRead when it is not there.
inline std::string_view read_part(std::string_view bytes, std::size_t at, std::size_t length) {
  if (at > bytes.size() || bytes.size() - at < length) throw ShortRead();
  return bytes.substr(at, length);
}

inline void append_u16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8U & 0xFFU));
  out.push_back(static_cast<char>(value & 0xFFU));
}

inline void append_u32(std::string& out, std::uint32_t value) {
  append_u16(out, value >> 16U);
  append_u16(out, value & 0xFFFFU);
}

}  // namespace saihakko
