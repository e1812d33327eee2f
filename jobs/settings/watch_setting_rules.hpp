#pragma once

#include <map>
#include <string>

#include "jobs/settings/setting_rule.hpp"

namespace saihakko {

/// Of `watch.*`, `alerts.*` and `ping.*`, paths left out.
std::map<std::string, SettingRule, std::less<>> watch_setting_rules();

}  // namespace saihakko
