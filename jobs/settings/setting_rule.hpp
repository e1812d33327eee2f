#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// One `key = value` and where it stands, for messages.
struct SettingAssignment {
  std::string key;
  std::string value;
  std::string place;
};

/// Throws ConfigurationError that names place, key and value.
[[noreturn]] void fail_setting(const SettingAssignment& at, std::string_view reason);

/// A number in these bounds, or fails.
std::int64_t parse_number(const SettingAssignment& at, std::int64_t least, std::int64_t most);

/// Takes a value over into the settings, or fails.
using SettingRule = std::function<void(Settings&, const SettingAssignment&)>;
using UnionSettingRule = void (*)(UnionSettings&, const SettingAssignment&);

}  // namespace saihakko
