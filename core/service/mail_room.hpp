#pragma once

#include <map>

#include "core/domain/notice_state.hpp"
#include "core/mail/mail_template.hpp"
#include "core/mail/mail_transport.hpp"
#include "core/service/settings.hpp"
#include "core/store/notices_table.hpp"

namespace saihakko {

/// The templates of the mails and their sender.
class MailRoom {
 public:
  /// Throws ConfigurationError for a template that cannot be used.
  explicit MailRoom(const Settings& settings);

  /// Subject and body as a person reads them. Throws MailTemplateError.
  RenderedMail render(const Notice& notice) const;

  /// The mail of a notice, as it goes over the wire. Throws MailError, MailTemplateError.
  std::string compose(const Notice& notice) const;

  /// Composes and hands over; what cannot be composed has failed for good.
  DeliveryResult deliver(MailTransport& transport, const Notice& notice) const;

 private:
  std::string from_;
  std::map<NoticeKind, MailTemplate> templates_;
};

}  // namespace saihakko
