#pragma once

#include "core/mail/mime_part.hpp"

namespace saihakko {

/// Whether a mail system wrote it: a null path (RFC 5321 section 4.5.5), or
/// is_signed_by_a_mail_system().
bool is_from_a_mail_system(const MimePart& top);

/// Whether MAILER-DAEMON, postmaster or another name that mail systems sign with stands in
/// Return-Path, From, Reply-To or Sender, a mailing list's robot sent it, or the subject says that
/// something did not arrive. Names are compared without `-`, `_` and `.`: carriers write
/// Mail.Delivery.System, post_master. A null path is no such name: automatic answers have it as
/// well (RFC 3834 section 3.3).
bool is_signed_by_a_mail_system(const MimePart& top);

/// Whether a provider passes on that somebody called a mail unwanted, in the forms that are none of
/// RFC 5965 (Hotmail's).
bool is_complaint(const MimePart& top);

/// Whether a person's mailbox answered by itself: RFC 3834, RFC 8098 and what was in use before.
bool is_automatic_answer(const MimePart& top);

}  // namespace saihakko
