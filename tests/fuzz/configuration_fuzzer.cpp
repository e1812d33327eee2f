// load_settings on any configuration file.

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/domain/utf8.hpp"
#include "core/ping/http_ping.hpp"
#include "core/service/setup/configuration_error.hpp"
#include "core/service/setup/settings.hpp"
#include "jobs/settings/configuration.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko {

// The reader of ping addresses would bring the network along.
std::optional<PingAddress> PingAddress::parse(std::string_view) {
  return std::nullopt;
}

}  // namespace saihakko

namespace saihakko::fuzz {
namespace {

/// `key = value`, where the value is one that can be written in a file.
std::string line(std::string_view key, std::string_view value) {
  return fmt::format("{} = {}\n", key, value);
}

std::string printed(const UnionSettings& settings) {
  std::string text =
      line("letter_title", settings.letter_title) + line("honorific", settings.honorific) +
      line("letter_template", settings.letter_template) +
      line("return_envelope", settings.return_envelope) +
      line("envelope_reminder_days", std::to_string(settings.envelope_reminder_days)) +
      line("envelope_lapse_days", std::to_string(settings.envelope_lapse_days));
  if (settings.letter_contact.empty()) return text;
  std::string contact;
  for (std::size_t i = 0; i < settings.letter_contact.size(); ++i) {
    contact += (i == 0 ? "" : "|") + settings.letter_contact[i];
  }
  return text + line("letter_contact", contact);
}

/// What the settings are, as a configuration file; without the paths.
std::string printed(const Settings& settings) {
  const LetterSettings& letters = settings.letters;
  std::string text =
      "[letters]\n" + line("batch_size", std::to_string(letters.batch_size)) +
      line("batch_limit", std::to_string(letters.batch_limit)) +
      line("valid_days", std::to_string(letters.valid_days)) +
      line("password_length", std::to_string(letters.password_length)) +
      line("era_first_year", letters.era_first_year == FirstYear::gannen ? "元" : "01") +
      "[mail]\n" + line("from", settings.mail.from) + "[accounts]\n" +
      line("user_id_prefix", settings.user_id_prefix) + "[union.default]\n" +
      printed(settings.default_union);
  for (const auto& [code, own] : settings.unions) {
    text += fmt::format("[union.{}]\n", code) + printed(own);
  }
  return text;
}

/// N of the `FILE:N: ` that a message begins with.
std::optional<long> line_named_by(std::string_view message, const std::string& file) {
  if (!message.starts_with(file + ":")) return std::nullopt;
  message.remove_prefix(file.size() + 1);
  long number = 0;
  const auto [end, error] =
      std::from_chars(message.data(), message.data() + message.size(), number);
  if (error != std::errc() || !std::string_view(end).starts_with(": ")) return std::nullopt;
  return number;
}

void check_message(std::string_view message, const std::string& file, long lines) {
  const auto number = line_named_by(message, file);
  check(number && *number >= 1 && *number <= lines, "an error names a line of the file");
  check(!has_control_character(message), "a message is one line of UTF-8");
}

void check_settings(const Settings& settings) {
  for (const auto* path : {&settings.state_dir, &settings.database_file, &settings.inbox_dir,
                           &settings.letters_dir, &settings.keys_dir, &settings.mail.maildir}) {
    check(path->is_absolute(), "a path starts at the file");
  }
  check(!has_control_character(settings.mail.from), "a sender cannot break a header");
  static const ScratchFile file("printed.conf");
  const std::string once = printed(settings);
  file.put(once);
  check(printed(load_settings({file.path(), {}})) == once, "printed settings say the same");
}

void examine(std::string_view bytes) {
  static const ScratchFile file("input.conf");
  file.put(bytes);
  std::optional<Settings> settings;
  try {
    settings = load_settings({file.path(), {}});
  } catch (const ConfigurationError& error) {
    check_message(error.what(), file.path().string(), lines_of(bytes));
  }
  if (settings) check_settings(*settings);
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
