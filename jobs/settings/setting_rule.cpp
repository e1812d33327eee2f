#include "jobs/settings/setting_rule.hpp"

#include <fmt/format.h>

#include <charconv>

#include "core/service/setup/configuration_error.hpp"

namespace saihakko {

void fail_setting(const SettingAssignment& at, std::string_view reason) {
  throw ConfigurationError(fmt::format("{}: {} = {}: {}", at.place, at.key, at.value, reason));
}

std::int64_t parse_number(const SettingAssignment& at, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(at.value.data(), at.value.data() + at.value.size(), number);
  if (error != std::errc() || end != at.value.data() + at.value.size() || number < least ||
      number > most) {
    fail_setting(at, fmt::format("{}から{}までの整数ではありません", least, most));
  }
  return number;
}

}  // namespace saihakko
