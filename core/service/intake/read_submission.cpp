#include "core/service/intake/read_submission.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/domain/calendar.hpp"
#include "core/domain/spreadsheet_damage.hpp"
#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kLongestSubmissionId = 100;
constexpr std::string_view kKnownFields[] = {"submission_id", "office_number",     "prefecture",
                                             "kind",          "notification_mail", "submitted_at"};

std::string shown(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Why a text is not what it should be: where a spreadsheet has been at it, that.
std::string reason_of(const std::string& text, const char* reason) {
  std::string damage = damaged_number(text);
  return damage.empty() ? reason : damage;
}

/// Reads the texts of a submission and gathers what is wrong with them.
class Fields {
 public:
  Fields(const nlohmann::json& object, ItemErrors& errors) : object_(object), errors_(errors) {}

  std::optional<std::string> text(const char* key) {
    const auto value = object_.find(key);
    if (value == object_.end()) {
      errors_.push_back({key, "", "項目がありません"});
    } else if (!value->is_string()) {
      errors_.push_back({key, shown(*value), "文字列ではありません"});
    } else {
      return value->get<std::string>();
    }
    return std::nullopt;
  }

  /// What `parse` makes of the text; its refusal is an error with `reason`.
  template <class Parse>
  auto parsed(const char* key, Parse parse, const char* reason) -> decltype(parse("")) {
    const auto value = text(key);
    if (!value) return std::nullopt;
    auto result = parse(*value);
    if (!result) errors_.push_back({key, *value, reason_of(*value, reason)});
    return result;
  }

  void refuse_unknown() {
    for (const auto& [key, value] : object_.items()) {
      if (std::find(std::begin(kKnownFields), std::end(kKnownFields), key) ==
          std::end(kKnownFields)) {
        errors_.push_back({key, shown(value), "知らない項目です"});
      }
    }
  }

 private:
  const nlohmann::json& object_;
  ItemErrors& errors_;
};

std::optional<std::string> parse_submission_id(const std::string& text) {
  const auto printable = [](char c) { return c > 0x20 && c < 0x7F; };
  if (text.empty() || text.size() > kLongestSubmissionId ||
      !std::all_of(text.begin(), text.end(), printable)) {
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> parse_prefecture(const std::string& text) {
  std::string folded = fold_width(text);
  if (!is_prefecture_code(folded)) return std::nullopt;
  return folded;
}

std::optional<std::string> read_mail(Fields& fields, ItemErrors& errors, MailDomains domains) {
  const auto text = fields.text("notification_mail");
  if (!text) return std::nullopt;
  const auto parsed = MailAddress::parse(*text, domains);
  if (const auto* address = std::get_if<MailAddress>(&parsed)) return address->text();
  errors.push_back(
      {"notification_mail", *text, describe(std::get<MailAddressFault>(parsed), *text)});
  return std::nullopt;
}

}  // namespace

std::variant<Submission, ItemErrors> read_submission(const nlohmann::json& object,
                                                     MailDomains domains) {
  ItemErrors errors;
  Fields fields(object, errors);
  const auto id = fields.parsed("submission_id", parse_submission_id,
                                "1〜100文字の半角文字(空白を除く)ではありません");
  const auto number = fields.parsed(
      "office_number", [](const std::string& text) { return OfficeNumber::parse(text); },
      "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)");
  const auto prefecture =
      fields.parsed("prefecture", parse_prefecture, "都道府県コード(01〜47)ではありません");
  const auto mail = read_mail(fields, errors, domains);
  const auto submitted = fields.parsed(
      "submitted_at", [](const std::string& text) { return parse_rfc3339(text); },
      "RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)");
  std::optional<ApplicationKind> kind;
  if (object.contains("kind")) {
    kind = fields.parsed(
        "kind", [](const std::string& text) { return parse_application_kind(text); },
        "reissue か new ではありません");
  }
  fields.refuse_unknown();
  if (!errors.empty()) return errors;
  return Submission{*id, *number, *prefecture, kind, *mail, *submitted};
}

}  // namespace saihakko
