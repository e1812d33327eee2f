#include "jobs/portal/portal_fields.hpp"

#include <fmt/format.h>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

/// A key as it may stand in an answer.
std::string shown(const std::string& key) {
  constexpr std::size_t kLongestShown = 60;
  if (key.empty() || key.size() > kLongestShown || has_control_character(key)) return "";
  return fmt::format("「{}」", key);
}

}  // namespace

std::string_view PortalFields::read(const nlohmann::json& value, const char* key) {
  if (!value.is_string()) {
    problems_.push_back(fmt::format("項目「{}」が文字列ではありません", key));
    return {};
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > kLongestText) {
    problems_.push_back(fmt::format("項目「{}」が長すぎます({}バイトまで)", key, kLongestText));
    return {};
  }
  return text;
}

std::string_view PortalFields::text(const char* key) {
  known_.insert(key);
  const auto value = object_.find(key);
  if (value != object_.end()) return read(*value, key);
  problems_.push_back(fmt::format("項目「{}」がありません", key));
  return {};
}

std::string_view PortalFields::optional_text(const char* key) {
  known_.insert(key);
  const auto value = object_.find(key);
  return value == object_.end() ? std::string_view() : read(*value, key);
}

std::optional<PortalRefusal> PortalFields::refusal() {
  for (const auto& [key, value] : object_.items()) {
    if (!known_.contains(key))
      problems_.push_back(fmt::format("知らない項目{}があります", shown(key)));
  }
  if (problems_.empty()) return std::nullopt;
  return PortalRefusal{"bad_request", fmt::format("要求を読めません: {}", problems_.front())};
}

}  // namespace saihakko
