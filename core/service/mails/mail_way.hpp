#pragma once

#include <memory>
#include <string>

#include "core/mail/mail_transport.hpp"
#include "core/mail/smtp_settings.hpp"
#include "core/service/setup/settings.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The transport that the settings name, for one thread: a session of its own. To be called only
/// where refuse_mail_of_rehearsal() has passed. Throws ConfigurationError: a relay's setting or
/// password that cannot be used; FileError for a Maildir that cannot be made.
std::unique_ptr<MailTransport> open_mail_way(const Settings& settings);

/// As the rows of the attempts name it: the relay's address, or `maildir`.
std::string mail_way_name(const Settings& settings);

/// The settings of the relay with the password, which is read from its file. Throws
/// ConfigurationError.
SmtpSettings relay_settings(const Settings& settings);

/// Throws ConfigurationError where mails would leave an installation for rehearsals for those they
/// are meant for.
void refuse_mail_of_rehearsal(const Settings& settings, Database& database);

}  // namespace saihakko
