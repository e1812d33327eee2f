#include "core/files/json_lines.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

using nlohmann::json;

/// Far more than anybody sends; a value takes some hundred bytes however short it is written.
constexpr std::size_t kMostValues = 10'000;
constexpr std::int64_t kMaxInteger = (std::int64_t{1} << 53) - 1;

/// The key as it may stand in a report: short and without control characters.
std::string shown(const std::string& key) {
  constexpr std::size_t kMaxShownBytes = 60;
  if (key.empty() || key.size() > kMaxShownBytes || has_control_character(key)) return {};
  return fmt::format("「{}」", key);
}

/// Builds the object and stops at the first thing that we do not take. nlohmann's own builder
/// lets a later duplicate key win and turns large integers into doubles.
class ObjectBuilder : public nlohmann::json_sax<json> {
 public:
  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override {
    return value < -kMaxInteger ? refuse(JsonFault::integer_too_large) : add(value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return value > kMaxInteger ? refuse(JsonFault::integer_too_large) : add(value);
  }
  bool number_float(number_float_t value, const string_t& text) override {
    const bool integer = text.find_first_of(".eE") == string_t::npos;
    return integer ? refuse(JsonFault::integer_too_large) : add(value);
  }
  bool string(string_t& value) override {
    return has_nul(value) ? refuse(JsonFault::nul_character, shown(key_)) : add(std::move(value));
  }
  bool binary(binary_t& /*value*/) override { return refuse(JsonFault::not_json); }
  bool start_object(std::size_t /*size*/) override { return open(json::object()); }
  bool start_array(std::size_t /*size*/) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    if (has_nul(value)) return refuse(JsonFault::nul_character);
    if (open_.back()->contains(value)) return refuse(JsonFault::duplicate_key, shown(value));
    key_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const json::exception& /*error*/) override {
    if (complete_) return refuse(JsonFault::trailing_text);
    return refuse(JsonFault::not_json, fmt::format("{}バイト目", position));
  }

  std::variant<json, JsonRefusal> result() && {
    if (refusal_) return std::move(*refusal_);
    return std::move(root_);
  }

 private:
  static bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

  bool refuse(JsonFault fault, std::string detail = {}) {
    if (!refusal_) refusal_ = JsonRefusal{fault, std::move(detail)};
    return false;
  }

  json* place(json&& value) {
    ++values_;
    json& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(value));
    return &(parent[key_] = std::move(value));
  }

  bool add(json value) {
    if (open_.empty()) return refuse(JsonFault::not_object);
    if (values_ >= kMostValues) return refuse(JsonFault::too_many_values);
    place(std::move(value));
    return true;
  }

  bool open(json container) {
    if (open_.empty() && !container.is_object()) return refuse(JsonFault::not_object);
    if (open_.size() >= kMaxJsonDepth) return refuse(JsonFault::too_deep);
    if (values_ >= kMostValues) return refuse(JsonFault::too_many_values);
    if (open_.empty()) {
      root_ = std::move(container);
      open_.push_back(&root_);
    } else {
      open_.push_back(place(std::move(container)));
    }
    return true;
  }

  bool close() {
    open_.pop_back();
    complete_ = open_.empty();
    return true;
  }

  json root_;
  std::vector<json*> open_;
  std::string key_;
  std::size_t values_ = 0;
  bool complete_ = false;
  std::optional<JsonRefusal> refusal_;
};

JsonFault json_fault(LineFault fault) {
  switch (fault) {
    case LineFault::too_long: return JsonFault::line_too_long;
    case LineFault::nul_byte: return JsonFault::nul_character;
    case LineFault::undecodable: return JsonFault::not_utf8;
  }
  return JsonFault::not_utf8;
}

bool is_blank(const TextLine& line) {
  return !line.fault && line.text.find_first_not_of(" \t\r") == std::string::npos;
}

}  // namespace

std::string_view to_japanese(JsonFault fault) {
  switch (fault) {
    case JsonFault::not_json: return "JSONとして読めません";
    case JsonFault::trailing_text: return "JSONオブジェクトの後ろに余分な文字があります";
    case JsonFault::not_object: return "JSONオブジェクトではありません";
    case JsonFault::duplicate_key: return "同じ名前の項目が複数あります";
    case JsonFault::too_deep: return "入れ子が深すぎます（4段まで）";
    case JsonFault::integer_too_large: return "整数が大きすぎます（53ビットまで）";
    case JsonFault::nul_character: return to_japanese(LineFault::nul_byte);
    case JsonFault::not_utf8: return "UTF-8として正しくない部分があります";
    case JsonFault::too_many_values: return "値が多すぎます（10000個まで）";
    case JsonFault::line_too_long: return to_japanese(LineFault::too_long);
  }
  return {};
}

std::variant<json, JsonRefusal> parse_json_object(std::string_view text) {
  // To nlohmann's lexer a NUL byte is the end of the text, whatever follows it.
  if (text.find('\0') != std::string_view::npos) return JsonRefusal{JsonFault::nul_character, {}};
  if (!is_utf8(text)) return JsonRefusal{JsonFault::not_utf8, {}};
  ObjectBuilder builder;
  json::sax_parse(text, &builder);
  return std::move(builder).result();
}

JsonLinesReader::JsonLinesReader(const std::filesystem::path& path)
    : file_(path, AcceptedText::utf8) {}

std::optional<JsonLine> JsonLinesReader::next() {
  std::optional<TextLine> line = file_.next();
  while (line && is_blank(*line))
    line = file_.next();
  if (!line) return std::nullopt;
  if (line->fault) return JsonLine{line->number, JsonRefusal{json_fault(*line->fault), {}}};
  return JsonLine{line->number, parse_json_object(line->text)};
}

}  // namespace saihakko
