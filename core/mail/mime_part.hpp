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
  std::string charset;  ///< as Content-Type names it; empty where it does not
  std::string content;  ///< base64 and quoted-printable undone

  /// The first header of that name (in lower case); empty when there is none.
  std::string_view header(std::string_view name) const;
};

struct MimeMessage {
  MimePart top;  ///< its headers and type; its content only when it is the leaf itself
  std::vector<MimePart>
      parts;  ///< the leaves, in order; the message itself when it is no multipart
  /// What stands behind the last border of a multipart, a view into the mail: RFC 2046 section
  /// 5.1.1 has it ignored. Whoever puts two mails into one file puts the second there.
  std::string_view behind;
};

/// Reads a mail (RFC 5322, RFC 2045, RFC 2046) of any bytes, CRLF or LF, with or without an mbox
/// line before it. Never fails: what is no MIME is one text, and so is a multipart in which no
/// border is found. A message/rfc822 is a leaf; its text can be read by another call.
MimeMessage read_mime(std::string_view mail);

/// Undoes base64 and quoted-printable (RFC 2045 section 6); any other encoding leaves the body as
/// it is. For any bytes.
std::string undo_transfer_encoding(std::string_view body, std::string_view encoding);

}  // namespace saihakko
