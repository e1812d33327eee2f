#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// A mail template cannot be used or was given the wrong fields: a fault of the configuration.
/// what() names file, line and field, never a value.
class MailTemplateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RenderedMail {
  std::string subject;
  std::string body;  ///< LF line ends
};

/// A text file of templates/mail: the subject in the first line, an empty line, the body; UTF-8,
/// at most 64 KiB. Mustache: `{{field}}` stands for a value, `{{#field}}…{{/field}}` for a part
/// that is there when the value is not empty, `{{^field}}…{{/field}}` for one when it is empty,
/// `{{! … }}` for a remark. Nothing is escaped: a mail is plain text.
class MailTemplate {
 public:
  /// Throws MailTemplateError for a field that is not in `known_fields`, one of
  /// `kept_from_subject` in the subject, a tag that is not one of the above, an unclosed or wrongly
  /// nested section, a file without subject or body, malformed UTF-8; FileError where the file
  /// cannot be read.
  static MailTemplate load(const std::filesystem::path& path,
                           std::span<const std::string_view> known_fields,
                           std::span<const std::string_view> kept_from_subject = {});

  /// Fills in the values, which are data: `{{x}}` in one of them stays as it is. Throws
  /// MailTemplateError for a value that is not a known field, and for a field that the text needs
  /// (outside every section that drops out) and that is missing or empty; MailError for a value
  /// with a control character or malformed UTF-8. `return_envelope` alone may hold line feeds.
  RenderedMail render(const std::map<std::string, std::string>& values) const;

  /// Whether the field stands in it, as a value or as a section.
  bool uses(std::string_view field) const;

  const std::string& file() const { return file_; }

  /// The first 16 hexadecimal digits of the SHA-256 of the file as it was loaded, so that
  /// `sha256sum` tells which wording a mail had.
  const std::string& version() const { return version_; }

 private:
  struct Parsed;
  struct Tag {
    char kind;  ///< v for a value, # ^ / for sections
    std::string field;
    int line;
  };

  MailTemplate() = default;
  void check_text(std::string_view text) const;
  void check_subject(std::span<const std::string_view> kept_from_subject) const;
  void scan_tags(std::string_view text, int first_line);
  std::optional<Tag> read_tag(std::string_view inside, int line) const;
  void check_values(const std::map<std::string, std::string>& values) const;
  void check_needed(const std::map<std::string, std::string>& values) const;
  [[noreturn]] void fail(int line, std::string_view reason) const;

  std::string file_;
  std::string version_;
  std::vector<std::string> known_fields_;
  std::vector<Tag> tags_;
  std::shared_ptr<Parsed> parsed_;
};

}  // namespace saihakko
