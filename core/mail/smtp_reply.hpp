#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// A server's reply (RFC 5321 section 4.2).
struct SmtpReply {
  int code = 0;                    ///< 200–599
  std::vector<std::string> lines;  ///< without code and line end; at least one

  bool is_positive() const { return code / 100 == 2; }
  bool is_transient() const { return code / 100 == 4; }
  bool is_permanent() const { return code / 100 == 5; }

  /// Code and lines for a person's eyes: in one line, without control characters and malformed
  /// UTF-8, at most 500 bytes.
  std::string text() const;
};

/// What came is no reply. what() is Japanese and holds nothing of it.
class SmtpReplyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Cuts the bytes of a server into replies. Lines end in CRLF or LF and have at most 2,048 bytes, a
/// reply at most 16 KiB (RFC 5321 section 4.5.3.1.5 asks for 512 a line; not all servers keep it).
class SmtpReplyParser {
 public:
  /// Takes in what came; keeps nothing behind the first line that is no reply's.
  void add(std::string_view bytes);

  /// The next whole reply, oldest first. Throws SmtpReplyError where none is left and then came a
  /// line that is no reply's: one that begins without three digits (the first 2–5) and a space or
  /// hyphen, another code within one reply, too much.
  std::optional<SmtpReply> take();

  /// Whether nothing is left of what came: no reply, no beginning of one.
  bool empty() const;

 private:
  void add_lines(std::string_view bytes);
  void add_line(std::string_view line);

  std::vector<SmtpReply> whole_;
  std::optional<SmtpReply> begun_;
  std::size_t begun_bytes_ = 0;
  std::string rest_;  ///< of a line
  std::optional<SmtpReplyError> fault_;
};

}  // namespace saihakko
