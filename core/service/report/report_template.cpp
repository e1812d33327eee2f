#include "core/service/report/report_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/files/durable_file.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;

constexpr std::array<std::string_view, 43> kFields{
    "title",   "date",    "made_at",   "alert",    "alerts",   "text",    "sections",    "id",
    "heading", "tiles",   "label",     "value",    "unit",     "charts",  "chart_title", "legend",
    "colour",  "name",    "svg",       "note",     "balances", "subject", "rows",        "state",
    "opening", "arrived", "departed",  "stock",    "wrong",    "mails",   "month",       "days",
    "day",     "rest",    "submitted", "approved", "rejected", "posted",  "completed",   "tall",
    "waiting", "median",  "within95"};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// Mustache takes a missing field for an empty one, so a mistyped name would go unseen.
void check_tags(std::string_view text, const std::string& file) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) break;  // the library says so
    std::string_view field = text.substr(at + 2, end - at - 2);
    at = end;
    if (field.starts_with('!')) continue;
    if (!field.empty() && std::string_view("#^/{&").find(field.front()) != std::string_view::npos) {
      field.remove_prefix(1);
    }
    if (std::find(kFields.begin(), kFields.end(), trimmed(field)) == kFields.end()) {
      throw ConfigurationError(fmt::format("{}: 知らない項目 {{{{{}}}}} です", file, field));
    }
  }
}

}  // namespace

ReportTemplate ReportTemplate::load(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "report/daily.html");
  ReportTemplate loaded;
  loaded.text_ = read_file(file, kMostBytes);
  check_tags(loaded.text_, file.string());
  const kainjow::mustache::mustache parsed(loaded.text_);
  if (!parsed.is_valid()) {
    throw ConfigurationError(
        fmt::format("{}: {{{{ と }}}} の対応が正しくありません", file.string()));
  }
  return loaded;
}

std::string ReportTemplate::fill(const kainjow::mustache::data& values) const {
  return kainjow::mustache::mustache(text_).render(values);
}

}  // namespace saihakko
