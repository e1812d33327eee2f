// The SMTP sender by itself, for tests that play the relay: one JSON object a line on standard
// input, one answer a line.
//
//   {"do": "open", "relay": "127.0.0.1:2525", "tls": "none", "ca_file": "", "user": "",
//    "password": "", "helo_name": "", "command_ms": 500, …}
//   {"do": "deliver", "from": …, "to": …, "message": …}      {"do": "pretend", "message": …}
//   {"do": "compose", "from", "from_name", "to", "reply_to", "subject", "body", "message_id"}
//   {"do": "close"}

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/mail/message.hpp"
#include "core/mail/smtp_transport.hpp"

namespace saihakko {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

void read_time(const json& order, const char* key, milliseconds& time) {
  if (order.contains(key)) time = milliseconds(order.at(key).get<std::int64_t>());
}

SmtpSettings settings_from(const json& order) {
  SmtpSettings settings;
  settings.relay = RelayAddress::parse(order.at("relay").get<std::string>()).value();
  const std::string tls = order.value("tls", "none");
  settings.tls = tls == "tls"        ? RelayTls::tls
                 : tls == "starttls" ? RelayTls::starttls
                                     : RelayTls::none;
  settings.ca_file = order.value("ca_file", "");
  settings.user = order.value("user", "");
  settings.password = order.value("password", "");
  settings.helo_name = order.value("helo_name", "test.example.jp");
  read_time(order, "connect_ms", settings.timeouts.connect);
  read_time(order, "greeting_ms", settings.timeouts.greeting);
  read_time(order, "command_ms", settings.timeouts.command);
  read_time(order, "data_ms", settings.timeouts.data);
  read_time(order, "mail_ms", settings.timeouts.mail);
  return settings;
}

std::string_view name_of(DeliveryResult::Outcome outcome) {
  switch (outcome) {
    case DeliveryResult::Outcome::sent: return "sent";
    case DeliveryResult::Outcome::deferred: return "deferred";
    case DeliveryResult::Outcome::failed: return "failed";
    case DeliveryResult::Outcome::unknown: return "unknown";
  }
  return {};
}

std::string_view name_of(DeliveryResult::Scope scope) {
  switch (scope) {
    case DeliveryResult::Scope::mail: return "mail";
    case DeliveryResult::Scope::relay: return "relay";
    case DeliveryResult::Scope::service: return "service";
  }
  return {};
}

/// getrusage() would count the process that started this one, too.
long peak_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long peak = -1;
  while (status >> word) {
    if (word == "VmHWM:") status >> peak;
  }
  return peak;
}

json answer_of(const DeliveryResult& result, std::chrono::steady_clock::time_point begun) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  return {{"outcome", name_of(result.outcome)},
          {"scope", name_of(result.scope)},
          {"reply", result.reply},
          {"seconds", took.count()},
          {"peak_kib", peak_kib()}};
}

json compose_from(const json& order) {
  MailMessage mail;
  mail.from_address = order.at("from");
  mail.from_name = order.value("from_name", "");
  mail.to_address = order.at("to");
  if (order.contains("reply_to")) mail.reply_to = order.at("reply_to").get<std::string>();
  mail.subject = order.at("subject");
  mail.body = order.at("body");
  mail.message_id = order.at("message_id");
  mail.date_ms = 1795305600000;
  return {{"message", compose(mail)}};
}

json obey(const json& order, std::unique_ptr<SmtpTransport>& transport) {
  const auto begun = std::chrono::steady_clock::now();
  const std::string what = order.at("do");
  if (what == "open") {
    transport = std::make_unique<SmtpTransport>(settings_from(order), "decoy@example.jp");
    return json::object();
  }
  if (what == "close") {
    transport.reset();
    return json::object();
  }
  if (what == "compose") return compose_from(order);
  const std::string message = order.at("message");
  if (what == "pretend") return answer_of(transport->pretend(message, "n1"), begun);
  return answer_of(transport->deliver(order.at("from").get<std::string>(),
                                      order.at("to").get<std::string>(), message, "n1"),
                   begun);
}

}  // namespace
}  // namespace saihakko

int main() {
  std::unique_ptr<saihakko::SmtpTransport> transport;
  std::string line;
  while (std::getline(std::cin, line)) {
    nlohmann::json answer;
    try {
      answer = saihakko::obey(nlohmann::json::parse(line), transport);
    } catch (const std::exception& failure) {
      answer = {{"error", failure.what()}};
    }
    std::cout << answer.dump() << std::endl;
  }
  return 0;
}
