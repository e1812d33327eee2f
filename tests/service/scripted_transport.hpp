#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/mail/mail_transport.hpp"

namespace saihakko {

/// What a transport was handed.
struct Mail {
  std::string from;
  std::string to;
  std::string message;
  std::string unique;
};

/// A relay that answers as it was told and keeps every mail that it was handed.
class ScriptedTransport : public MailTransport {
 public:
  explicit ScriptedTransport(std::deque<DeliveryResult> answers) : answers_(std::move(answers)) {}

  DeliveryResult deliver(std::string_view from, std::string_view to, std::string_view message,
                         std::string_view unique) override {
    mails.push_back(
        {std::string(from), std::string(to), std::string(message), std::string(unique)});
    DeliveryResult answer = answers_.front();
    answers_.pop_front();
    return answer;
  }

  DeliveryResult pretend(std::string_view, std::string_view) override {
    ++pretended;
    return {DeliveryResult::Outcome::sent, "to nobody"};
  }

  std::vector<Mail> mails;
  int pretended = 0;

 private:
  std::deque<DeliveryResult> answers_;
};

}  // namespace saihakko
