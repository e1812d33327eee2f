#include "core/mail/mail_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>
#include <mutex>
#include <optional>
#include <utility>

#include "core/domain/sha256.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "core/mail/mail_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMaxTemplateBytes = 64 * 1024;
constexpr std::size_t kVersionDigits = 16;
constexpr std::string_view kBom = "\xEF\xBB\xBF";
// An address, the one value that has several lines; it is kept from subjects.
constexpr std::array<std::string_view, 2> kFieldsOfLines{"return_envelope", "listed"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string with_lf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
  }
  return out;
}

/// The line holds one tag that begins a section or is a remark, and nothing else.
bool is_opening_alone(std::string_view line) {
  line = trimmed(line);
  const bool opens = line.starts_with("{{#") || line.starts_with("{{^") || line.starts_with("{{!");
  return opens && line.find("}}") == line.size() - 2;
}

/// Such a line must vanish whole, but where a section drops out and behind a remark the library
/// leaves an empty line. It does drop an empty line that a shown section touches: so each of them
/// gets an empty section that is always shown.
std::string with_lines_that_vanish(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, size);
    if (is_opening_alone(line.substr(0, line.find('\n')))) out += "{{#_}}{{/_}}";
    out += line;
    text.remove_prefix(size);
  }
  return out;
}

bool is_filled(const std::map<std::string, std::string>& values, const std::string& field) {
  const auto value = values.find(field);
  return value != values.end() && !value->second.empty();
}

std::string without_line_ends(std::string value) {
  std::erase(value, '\n');
  return value;
}

kainjow::mustache::mustache parsed(const std::string& text) {
  kainjow::mustache::mustache mustache(text);
  mustache.set_custom_escape([](const std::string& value) { return value; });
  return mustache;
}

}  // namespace

/// Subject and body as the library has parsed them: that takes longer than filling them. The
/// library does not say that threads may share one.
struct MailTemplate::Parsed {
  Parsed(const std::string& subject_text, const std::string& body_text)
      : subject(parsed(subject_text)), body(parsed(body_text)) {}

  std::mutex mutex;
  kainjow::mustache::mustache subject;
  kainjow::mustache::mustache body;
};

MailTemplate MailTemplate::load(const std::filesystem::path& path,
                                std::span<const std::string_view> known_fields,
                                std::span<const std::string_view> kept_from_subject) {
  MailTemplate loaded;
  loaded.file_ = path.string();
  loaded.known_fields_.assign(known_fields.begin(), known_fields.end());
  const std::string content = read_file(path, kMaxTemplateBytes);
  loaded.version_ = sha256_hex(content).substr(0, kVersionDigits);
  std::string text = with_lf(content);
  if (text.starts_with(kBom)) text.erase(0, kBom.size());
  loaded.check_text(text);

  const std::size_t first_end = text.find('\n');
  const std::string subject = text.substr(0, first_end);
  if (trimmed(subject).empty()) loaded.fail(1, "件名がありません");
  if (first_end == std::string::npos || first_end + 1 >= text.size() ||
      text[first_end + 1] != '\n') {
    loaded.fail(2, "件名の次の行は空けてください");
  }
  const std::string body = text.substr(first_end + 2);
  if (body.find_first_not_of(" \n") == std::string::npos) {
    loaded.fail(3, "本文がありません");
  }
  loaded.scan_tags(subject, 1);
  loaded.check_subject(kept_from_subject);
  loaded.scan_tags(body, 3);
  loaded.parsed_ = std::make_shared<Parsed>(subject, with_lines_that_vanish(body));
  return loaded;
}

void MailTemplate::fail(int line, std::string_view reason) const {
  throw MailTemplateError(fmt::format("{}:{}: {}", file_, line, reason));
}

void MailTemplate::check_text(std::string_view text) const {
  int line = 1;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (has_control_character(text.substr(0, end))) {
      fail(line, "制御文字か、UTF-8でない文字があります");
    }
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
  }
}

/// With the tags of the subject alone.
void MailTemplate::check_subject(std::span<const std::string_view> kept_from_subject) const {
  for (const Tag& tag : tags_) {
    if (std::ranges::find(kept_from_subject, tag.field) == kept_from_subject.end()) continue;
    fail(tag.line, fmt::format("{{{{{}}}}} は件名には書けません", tag.field));
  }
}

void MailTemplate::scan_tags(std::string_view text, int first_line) {
  std::vector<Tag> open;
  std::size_t position = 0;
  const auto line_at = [&](std::size_t offset) {
    return first_line +
           static_cast<int>(
               std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
  };
  while ((position = text.find("{{", position)) != std::string_view::npos) {
    const int line = line_at(position);
    const std::size_t end = text.find("}}", position);
    if (end == std::string_view::npos) fail(line, "{{ に対する }} がありません");
    if (const auto tag = read_tag(text.substr(position + 2, end - position - 2), line)) {
      if (tag->kind == '#' || tag->kind == '^') open.push_back(*tag);
      if (tag->kind == '/') {
        if (open.empty() || open.back().field != tag->field) {
          fail(line, fmt::format("{{{{/{0}}}}} に対する {{{{#{0}}}}} がありません", tag->field));
        }
        open.pop_back();
      }
      tags_.push_back(*tag);
    }
    position = end + 2;
  }
  if (!open.empty()) {
    fail(open.back().line,
         fmt::format("{{{{#{0}}}}} に対する {{{{/{0}}}}} がありません", open.back().field));
  }
}

bool MailTemplate::uses(std::string_view field) const {
  return std::ranges::any_of(tags_, [&](const Tag& tag) { return tag.field == field; });
}

std::optional<MailTemplate::Tag> MailTemplate::read_tag(std::string_view inside, int line) const {
  if (inside.starts_with('!')) return std::nullopt;
  const bool section =
      inside.starts_with('#') || inside.starts_with('^') || inside.starts_with('/');
  const std::string field(trimmed(inside.substr(section ? 1 : 0)));
  if (std::find(known_fields_.begin(), known_fields_.end(), field) == known_fields_.end()) {
    fail(line, fmt::format("知らない項目 {{{{{}}}}} です", inside));
  }
  return Tag{section ? inside.front() : 'v', field, line};
}

void MailTemplate::check_values(const std::map<std::string, std::string>& values) const {
  for (const auto& [field, value] : values) {
    if (std::find(known_fields_.begin(), known_fields_.end(), field) == known_fields_.end()) {
      throw MailTemplateError(fmt::format("{}: 知らない項目 {} の値が渡されました", file_, field));
    }
    const bool has_lines =
        std::find(kFieldsOfLines.begin(), kFieldsOfLines.end(), field) != kFieldsOfLines.end();
    if (has_control_character(has_lines ? without_line_ends(value) : value)) {
      throw MailError(fmt::format("{}: {} に制御文字か、UTF-8でない文字があります", file_, field));
    }
  }
}

void MailTemplate::check_needed(const std::map<std::string, std::string>& values) const {
  std::size_t depth = 0;
  std::size_t left_out_at = 0;  // depth of the outermost section that drops out, 0: none
  for (const Tag& tag : tags_) {
    if (tag.kind == '/') {
      if (left_out_at == depth) left_out_at = 0;
      --depth;
    } else if (tag.kind != 'v') {
      ++depth;
      const bool shown = is_filled(values, tag.field) == (tag.kind == '#');
      if (left_out_at == 0 && !shown) left_out_at = depth;
    } else if (left_out_at == 0 && !is_filled(values, tag.field)) {
      fail(tag.line, fmt::format("{} の値がありません", tag.field));
    }
  }
}

RenderedMail MailTemplate::render(const std::map<std::string, std::string>& values) const {
  check_values(values);
  check_needed(values);
  kainjow::mustache::data data("_", kainjow::mustache::data::type::bool_true);
  for (const auto& [field, value] : values) {
    // To the library an empty text is true; to a template's author it is not there.
    if (!value.empty()) data.set(field, value);
  }
  const std::lock_guard lock(parsed_->mutex);
  return {parsed_->subject.render(data), parsed_->body.render(data)};
}

}  // namespace saihakko
