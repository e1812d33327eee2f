#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/files/text_file.hpp"

namespace saihakko {

/// Why a text is not a JSON object that we take.
enum class JsonFault {
  not_json,  ///< a syntax error; NaN, Infinity, comments, lone surrogates and numbers beyond double
             ///< too
  trailing_text,
  not_object,
  duplicate_key,
  too_deep,           ///< more than kMaxJsonDepth objects and arrays inside each other
  integer_too_large,  ///< beyond ±(2^53 − 1), where doubles stop being exact
  nul_character,      ///< as a byte or as \u0000: it would cut the text in the database
  not_utf8,
  line_too_long,
  too_many_values  ///< 10,000 are taken: memory must not grow a hundredfold of the line
};

/// A sentence in Japanese for the one who mends the file.
std::string_view to_japanese(JsonFault fault);

struct JsonRefusal {
  JsonFault fault = JsonFault::not_json;
  std::string detail;  ///< Japanese, may be empty; never a value of the text, at most a key
};

/// The outer object counts as one.
inline constexpr int kMaxJsonDepth = 4;

/// The JSON object (RFC 8259) that `text` is, with ASCII white space around it allowed. Keys are
/// unique at every level. The caller bounds the length of `text`.
std::variant<nlohmann::json, JsonRefusal> parse_json_object(std::string_view text);

struct JsonLine {
  std::int64_t line = 0;  ///< from 1
  std::variant<nlohmann::json, JsonRefusal> content;
};

/// The objects of a JSON Lines file, one a line, in bounded memory. UTF-8 only; a BOM, CRLF and
/// blank lines are passed over.
class JsonLinesReader {
 public:
  /// Throws FileError as TextFile does.
  explicit JsonLinesReader(const std::filesystem::path& path);

  /// The next line that is not blank; nullopt at the end. Throws FileError.
  std::optional<JsonLine> next();

  /// The line where next() goes on, and going on there in a later reading of the same file.
  std::int64_t next_line() const { return file_.place().line; }
  void skip_to_line(std::int64_t number) { file_.skip_to_line(number); }

  std::int64_t owner_uid() const { return file_.owner_uid(); }

 private:
  TextFile file_;
};

}  // namespace saihakko
