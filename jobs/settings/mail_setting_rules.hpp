#pragma once

#include <map>
#include <string>

#include "core/service/setup/settings.hpp"
#include "jobs/settings/setting_rule.hpp"

namespace saihakko {

/// The rules of `mail.*`, paths excepted, for setting_rules().
std::map<std::string, SettingRule, std::less<>> mail_setting_rules();

/// An address that stands in the configuration: the domain needs no dot there, for a house's own
/// relay may know it. Fails for another form.
std::string parse_address(const SettingAssignment& at);

/// What the mail settings say together: with smtp `mail.from` must be set, a login needs TLS.
/// Throws ConfigurationError.
void check_mail_settings(const MailSettings& mail);

}  // namespace saihakko
