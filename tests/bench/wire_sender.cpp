// Our SMTP sender alone, beside smtp-source: hands one mail to a relay again and again.
//
//   wire_sender RELAY SESSIONS MAILS FILE    prints the seconds from the first mail to the last
//   reply

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "core/mail/smtp_transport.hpp"

namespace {

/// Ends the program when a mail is not taken.
void hand_over(const std::string& relay, const std::string& message, long mails) {
  saihakko::SmtpSettings settings;
  settings.relay = saihakko::RelayAddress::parse(relay).value();
  saihakko::SmtpTransport transport(settings, "saihakko@example.jp");
  for (long i = 0; i < mails; ++i) {
    const auto result =
        transport.deliver("saihakko@example.jp", "jimusho@example.jp", message, "n1");
    if (result.outcome == saihakko::DeliveryResult::Outcome::sent) continue;
    std::cerr << result.reply << '\n';
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  const long sessions = std::atol(argv[2]);
  const long mails = std::atol(argv[3]);
  std::ifstream file(argv[4], std::ios::binary);
  const std::string message{std::istreambuf_iterator<char>(file), {}};
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (long i = 0; i < sessions; ++i) {
    threads.emplace_back(hand_over, argv[1], message, mails / sessions);
  }
  for (std::thread& thread : threads)
    thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << took.count() << '\n';
  return 0;
}
