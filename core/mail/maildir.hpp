#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/mail/mail_transport.hpp"

namespace saihakko {

/// A Maildir (tmp new cur) as the receiver: for trials and for a local mail reader. Mails lie
/// there in clear, so directories are 0700 and files 0600.
class Maildir : public MailTransport {
 public:
  /// Makes the directory and its three parts where they are missing. Throws FileError.
  explicit Maildir(std::filesystem::path directory);

  /// Writes to tmp, syncs, renames into new as `{unique}.saihakko`, syncs new. A mail of that
  /// name in new or, with whatever flags, in cur counts as sent and is left as it is: delivery
  /// after a kill makes no second copy. The envelope is kept as Return-Path and Delivered-To, line
  /// ends become LF. Throws FileError: a disk that is full or broken is so for the next mail, too.
  /// Repeating is always safe.
  DeliveryResult deliver(std::string_view envelope_from, std::string_view envelope_to,
                         std::string_view message, std::string_view unique) override;

  /// Writes to tmp, syncs, and removes it where deliver() would rename it. Throws FileError.
  DeliveryResult pretend(std::string_view message, std::string_view unique) override;

 private:
  bool holds(const std::string& name) const;

  std::filesystem::path directory_;
};

}  // namespace saihakko
