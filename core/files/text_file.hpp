#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/files/text_encoding.hpp"

namespace saihakko {

/// Which encodings a file may have: a CSV either (contract section 4), JSON Lines UTF-8 only
/// (RFC 8259 section 8.1).
enum class AcceptedText { utf8, utf8_or_cp932 };

/// Why a line of a file is not text.
enum class LineFault { too_long, nul_byte, undecodable };

/// A sentence in Japanese for the one who mends the file.
std::string_view to_japanese(LineFault fault);

/// No line, and no record of a CSV, is held in memory beyond this; a longer one is passed over.
inline constexpr std::size_t kMaxLineBytes = std::size_t{2} * 1024 * 1024;

/// One line: `text` in UTF-8 without its LF (a CR before it stays), empty when `fault` says why
/// there is none. `number` counts from 1.
struct TextLine {
  std::int64_t number = 0;
  std::string text;
  std::optional<LineFault> fault;
};

/// The lines of a regular file, read in bounded memory. A BOM is passed over. Without one, the
/// file is UTF-8 when all of it is well-formed, else CP932 when all of it has that form, else
/// whichever spoils fewer lines (so that one broken byte in a UTF-8 file does not turn every
/// other name into nonsense); the spoilt lines come as LineFault::undecodable.
class TextFile {
 public:
  /// Where a line begins.
  struct Place {
    std::int64_t line = 1;
    std::int64_t offset = 0;
  };

  /// Opens without following a link and reads the file once through to tell its encoding.
  /// Throws FileError: missing, a link (ELOOP), not a regular file (EINVAL), unreadable.
  TextFile(const std::filesystem::path& path, AcceptedText accepted);

  TextEncoding encoding() const { return encoding_; }

  /// The open file, for a reader of what is no text; it shares the file's place.
  int descriptor() const { return file_.fd; }

  /// Of the file that is read, whatever its name names by now.
  std::int64_t owner_uid() const { return owner_uid_; }

  /// Whether anybody but the owner could have written it: others, or a group in which
  /// somebody else is. Then the owner is no proof of who wrote it.
  bool others_may_write() const { return others_may_write_; }

  /// The next line, or nullopt at the end of the file. Throws FileError.
  std::optional<TextLine> next();

  /// Where the next line begins.
  Place place() const { return place_; }

  /// Goes back or on to a line; `place` must come from place() of this file.
  void seek(Place place);

  /// Passes over lines without decoding them until the next one is line `number` or the file
  /// ends. Never goes back.
  void skip_to_line(std::int64_t number);

 private:
  enum class Keep { bytes, nothing };
  struct OpenFile {
    OpenFile() = default;
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int fd = -1;
  };
  bool fill();
  bool raw_line(Keep keep);
  std::optional<std::string> decode();
  TextEncoding detect();

  std::filesystem::path path_;
  OpenFile file_;
  std::int64_t owner_uid_ = -1;
  bool others_may_write_ = false;
  TextEncoding encoding_ = TextEncoding::utf8;
  Place place_;
  std::string buffer_;
  std::size_t used_ = 0;
  std::int64_t read_offset_ = 0;
  std::string raw_;
  bool too_long_ = false;
  std::unique_ptr<Cp932Decoder> cp932_;
};

}  // namespace saihakko
