#pragma once

#include <map>
#include <string>

#include "jobs/settings/setting_rule.hpp"

namespace saihakko {

/// By key, of all settings but paths and those of a union.
const std::map<std::string, SettingRule, std::less<>>& setting_rules();

/// By the last part of the key, `union.NN.name`. The value of a path comes resolved.
const std::map<std::string, UnionSettingRule, std::less<>>& union_setting_rules();

}  // namespace saihakko
