#include "jobs/commands/acting_person.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace saihakko {
namespace {

/// nullopt when the command was not given through sudo.
std::optional<std::int64_t> caller_of_sudo() {
  const char* text = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe)
  if (text == nullptr) return std::nullopt;
  const std::string_view digits = text;
  std::uint32_t uid = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), uid);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return uid;
}

bool owns_database(std::int64_t uid, const Settings& settings) {
  struct stat status {};
  return ::stat(settings.database_file.c_str(), &status) == 0 && status.st_uid == uid;
}

}  // namespace

std::int64_t acting_uid(const Settings& settings) {
  const uid_t uid = ::getuid();
  if (!is_nobody_in_particular(uid, settings)) return uid;
  return caller_of_sudo().value_or(uid);
}

bool is_nobody_in_particular(std::int64_t uid, const Settings& settings) {
  return uid == 0 || owns_database(uid, settings);
}

}  // namespace saihakko
