#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saihakko {

/// A leaf of a mail that came in: one that is no multipart. Whatever a stranger wrote, it is read
/// within bounds of depth, number and size; what goes beyond them is left out.
struct MimePart {
  /// Names in lower case, values unfolded and bounded, in order.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string type;     ///< `text/plain`, in lower case
  std::string content;  ///< base64 and quoted-printable undone

  /// The first header of that name (in lower case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

struct MimeMessage {
  MimePart top;  ///< its headers and type; its content only when it is the leaf itself
  std::vector<MimePart>
      parts;  ///< the leaves, in order; the message itself when it is no multipart
};

/// Reads a mail (RFC 5322, RFC 2045, RFC 2046) of any bytes, CRLF or LF, with or without an mbox
/// line before it. Never fails: what is no MIME is one text. A message/rfc822 is a leaf; its text
/// can be read by another call.
MimeMessage read_mime(std::string_view mail);

}  // namespace saihakko
