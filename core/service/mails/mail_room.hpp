#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/notice_state.hpp"
#include "core/mail/mail_template.hpp"
#include "core/mail/mail_transport.hpp"
#include "core/secrets/master_key.hpp"
#include "core/service/setup/settings.hpp"
#include "core/service/setup/union_list.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

using MailTemplates = std::map<NoticeKind, MailTemplate>;

/// The template of each kind of mail. Throws ConfigurationError for one that cannot be used.
MailTemplates load_mail_templates(const Settings& settings);

/// Of each text of an earlier version, or of the union's own, its file and the fields that the
/// shipped text uses and it does not: `templates/mail/result.txt {{union_name}} {{valid_until}}`.
std::vector<std::string> fields_left_out(const MailTemplates& templates);

/// A mail that was handed over.
struct Delivery {
  DeliveryResult result;
  std::string template_version;  ///< MailTemplate::version(); empty when no mail was composed
};

/// The templates of the mails and their sender. For any number of threads.
class MailRoom {
 public:
  /// `settings` and `key` must outlive it. Throws as load_mail_templates() does.
  MailRoom(const Settings& settings, const MasterKey& key);

  /// Subject and body as a person of the union may read them, a code hidden. Throws
  /// MailTemplateError.
  RenderedMail render(const Notice& notice) const;

  /// The mail of a notice, as it goes over the wire. Throws MailError, MailTemplateError.
  std::string compose(const Notice& notice) const;

  /// Composes and hands over; what cannot be composed has failed for good. A notice without a
  /// recipient takes the same steps and reaches nobody. With `mail.redirect_to` all others go
  /// there, whom they were for in a header. A reply that quotes the code comes back without it.
  Delivery deliver(MailTransport& transport, const Notice& notice) const;

 private:
  using MailFields = std::map<std::string, std::string>;

  void complete(const Notice& notice, MailFields& fields) const;
  RenderedMail render_with(const Notice& notice, std::string_view code) const;

  std::string code_of(const Notice& notice) const;
  std::string compose_with(const Notice& notice, std::string_view code) const;
  std::optional<std::string> reply_to(const Notice& notice) const;

  const Settings& settings_;
  const MasterKey& key_;
  MailTemplates templates_;
  UnionList unions_;
};

/// Whether what a delivery threw came before anything was sent, or where repeating is safe (the
/// Maildir).
bool safe_to_repeat(const std::exception& failure);

}  // namespace saihakko
