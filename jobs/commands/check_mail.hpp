#pragma once

#include <optional>
#include <string>

#include "core/domain/mail_address.hpp"
#include "core/service/setup/settings.hpp"
#include "jobs/commands/check_list.hpp"

namespace saihakko {

class Database;

/// Reads the address of a test mail. Throws UsageError.
MailAddress test_mail_address(const std::string& text, const Settings& settings);

/// Goes the way that mails go: with SMTP through each step up to the login, and farewell; with
/// `test_mail` sends one there (or to `mail.redirect_to`). A line for each step; where one fails,
/// what to do.
void check_mail(CheckList& list, const Settings& settings, Database& database,
                const std::optional<MailAddress>& test_mail);

}  // namespace saihakko
