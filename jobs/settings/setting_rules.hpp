#pragma once

#include <cstdint>
#include <functional>
#include <map>
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

/// By key, of all settings but paths and those of a union.
const std::map<std::string, SettingRule, std::less<>>& setting_rules();

/// By the last part of the key, `union.NN.name`. The value of a path comes resolved.
const std::map<std::string, UnionSettingRule, std::less<>>& union_setting_rules();

}  // namespace saihakko
