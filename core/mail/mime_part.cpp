#include "core/mail/mime_part.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/mail/mail_text.hpp"

namespace saihakko {
namespace {

constexpr int kDeepest = 8;
constexpr std::size_t kMostParts = 64;
constexpr std::size_t kMostHeaders = 500;
constexpr std::size_t kLongestHeader = 8 * 1024;
constexpr std::size_t kLongestBoundary = 200;  // RFC 2046 allows 70

bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~'; });
}

/// Reads headers up to the empty line, or up to the first line that is none (a body without
/// headers), and takes them off the text.
void read_headers(std::string_view& text, MimePart& part) {
  if (text.starts_with("From ")) take_line(text);
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view line = take_line(rest);
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    if (line.empty()) {
      text = rest;
      return;
    }
    if (folded && part.headers.empty()) return;
    if (folded) {
      std::string& value = part.headers.back().second;
      if (value.size() + line.size() < kLongestHeader) value += line;
      text = rest;
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_header_name(line.substr(0, colon))) return;
    text = rest;
    if (part.headers.size() >= kMostHeaders) continue;
    part.headers.emplace_back(lower_case(line.substr(0, colon)),
                              trimmed(line.substr(colon + 1).substr(0, kLongestHeader)));
  }
}

/// A parameter of Content-Type, quoted or not.
std::string parameter(std::string_view header, std::string_view name) {
  std::string_view rest = header;
  while (true) {
    const std::size_t semicolon = rest.find(';');
    if (semicolon == std::string_view::npos) return {};
    rest.remove_prefix(semicolon + 1);
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return {};
    if (lower_case(trimmed(rest.substr(0, equals))) != name) continue;
    std::string_view value = trimmed(rest.substr(equals + 1));
    if (!value.starts_with('"')) return std::string(trimmed(value.substr(0, value.find(';'))));
    std::string text;
    for (value.remove_prefix(1); !value.empty() && value.front() != '"'; value.remove_prefix(1)) {
      if (value.front() == '\\' && value.size() > 1) value.remove_prefix(1);
      text += value.front();
    }
    return text;
  }
}

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// What is no digit is passed over, as RFC 2045 section 6.8 asks.
std::string decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) continue;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xFFFFFF;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFF);
  }
  return out;
}

int hexadecimal_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.front() != '=') {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(1);
    if (text.starts_with("\r\n")) {
      text.remove_prefix(2);
    } else if (text.starts_with('\n')) {
      text.remove_prefix(1);
    } else if (text.size() >= 2 && hexadecimal_digit(text[0]) >= 0 &&
               hexadecimal_digit(text[1]) >= 0) {
      out += static_cast<char>(hexadecimal_digit(text[0]) * 16 + hexadecimal_digit(text[1]));
      text.remove_prefix(2);
    } else {
      out += '=';
    }
  }
  return out;
}

std::string type_of(const MimePart& part) {
  const std::string_view header = part.header("content-type");
  const std::string type = lower_case(trimmed(header.substr(0, header.find(';'))));
  return type.empty() ? "text/plain" : type;
}

void read_part(std::string_view text, int depth, MimeMessage* whole, std::vector<MimePart>& leaves);

/// Blanks may follow a boundary (RFC 2046 section 5.1.1), and the two hyphens of the last one. One
/// boundary may be the beginning of another.
bool is_border(std::string_view line, std::string_view delimiter) {
  if (!line.starts_with(delimiter)) return false;
  const std::string_view rest = line.substr(delimiter.size());
  return rest.starts_with("--") || trimmed(rest).empty();
}

/// Reads the pieces between the lines of the boundary and takes them off the body; what stands
/// before the first is no part. False where no such line is found.
bool read_pieces(std::string_view& body, const std::string& boundary, int depth,
                 std::vector<MimePart>& leaves) {
  const std::string delimiter = "--" + boundary;
  const char* start = nullptr;
  while (leaves.size() < kMostParts) {
    const bool over = body.empty();
    const char* line_start = body.data();
    const std::string_view line = take_line(body);
    const bool border = is_border(line, delimiter);
    if (!over && !border) continue;
    if (start != nullptr) {
      read_part({start, static_cast<std::size_t>(line_start - start)}, depth + 1, nullptr, leaves);
    }
    if (over || line.substr(delimiter.size()).starts_with("--")) return start != nullptr;
    start = body.data();
  }
  return true;
}

/// `whole`: the message, where its own headers and what stands behind it go; null for a part of it.
void read_part(std::string_view text, int depth, MimeMessage* whole,
               std::vector<MimePart>& leaves) {
  MimePart part;
  read_headers(text, part);
  part.type = type_of(part);
  const std::string boundary = parameter(part.header("content-type"), "boundary");
  const bool branches = part.type.starts_with("multipart/") && !boundary.empty() &&
                        boundary.size() <= kLongestBoundary && depth < kDeepest;
  part.charset = parameter(part.header("content-type"), "charset");
  if (whole != nullptr) whole->top = part;
  std::string_view rest = text;
  if (branches && read_pieces(rest, boundary, depth, leaves)) {
    if (whole != nullptr) whole->behind = rest;
    return;
  }
  if (leaves.size() >= kMostParts) return;
  if (part.type.starts_with("multipart/")) part.type = "text/plain";
  part.content = undo_transfer_encoding(text, part.header("content-transfer-encoding"));
  if (whole != nullptr) whole->top.content = part.content;
  leaves.push_back(std::move(part));
}

}  // namespace

std::string_view MimePart::header(std::string_view name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& h) { return h.first == name; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string undo_transfer_encoding(std::string_view body, std::string_view encoding) {
  const std::string name = lower_case(trimmed(encoding));
  if (name == "base64") return decode_base64(body);
  if (name == "quoted-printable") return decode_quoted_printable(body);
  return std::string(body);
}

MimeMessage read_mime(std::string_view mail) {
  MimeMessage message;
  read_part(mail, 0, &message, message.parts);
  return message;
}

}  // namespace saihakko
