#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/domain/instant.hpp"
#include "core/mail/mail_transport.hpp"

namespace saihakko {

/// A transport that keeps a log of what was sent apart from the database, a file a month, a line a
/// mail: time and Message-ID. After the loss of the database it tells what must not be sent again.
/// A line outlives the process, however it dies; it is not synced, for the log helps only where the
/// disk lives on. A mail that was sent stays sent when its line cannot be written: the reply says
/// so.
class RecordedTransport : public MailTransport {
 public:
  RecordedTransport(std::unique_ptr<MailTransport> transport, std::filesystem::path directory)
      : transport_(std::move(transport)), directory_(std::move(directory)) {}

  DeliveryResult deliver(std::string_view envelope_from, std::string_view envelope_to,
                         std::string_view message, std::string_view unique) override;
  DeliveryResult pretend(std::string_view message, std::string_view unique) override;

 private:
  std::unique_ptr<MailTransport> transport_;
  std::filesystem::path directory_;
};

/// The files of the log, oldest month first. Others that lie in the directory (`mail.sent_log` may
/// name one that is not ours alone) are not among them.
std::vector<std::filesystem::path> sent_mails_logs(const std::filesystem::path& directory);

/// Calls `use` with every Message-ID in a text file, also one of a relay. Throws FileError.
void for_each_message_id(const std::filesystem::path& file,
                         const std::function<void(std::string_view message_id)>& use);

/// Calls `use` with the Message-IDs of a Maildir's mails that came at `from` or later.
void for_each_delivered(const std::filesystem::path& maildir, Instant from,
                        const std::function<void(std::string_view message_id)>& use);

/// Whether the log was kept already at an instant: it has a line from before.
bool log_reaches_back(const std::filesystem::path& directory, Instant instant);

}  // namespace saihakko
