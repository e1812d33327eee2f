#include "core/files/person_groups.hpp"

#include <grp.h>
#include <pwd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <optional>
#include <system_error>

namespace saihakko {
namespace {

constexpr std::size_t kEntryBytes = 1 << 16;  // of one line of the user database
constexpr std::size_t kLargestGroupBytes = 1 << 24;
constexpr int kUsualGroups = 64;

struct Person {
  std::string name;
  gid_t primary_group = 0;
};

std::optional<Person> find_person(std::int64_t uid) {
  std::array<char, kEntryBytes> text{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(static_cast<uid_t>(uid), &entry, text.data(), text.size(), &found);
  if (error != 0) throw std::system_error(error, std::generic_category(), "getpwuid_r");
  if (found == nullptr) return std::nullopt;
  return Person{entry.pw_name, entry.pw_gid};
}

/// The names of those whom the group's own entry lists.
std::optional<std::vector<std::string>> members_of(gid_t group) {
  std::vector<char> text(kEntryBytes);
  struct group entry {};
  struct group* found = nullptr;
  int error = 0;
  while ((error = ::getgrgid_r(group, &entry, text.data(), text.size(), &found)) == ERANGE &&
         text.size() < kLargestGroupBytes) {
    text.resize(2 * text.size());
  }
  if (error != 0) throw std::system_error(error, std::generic_category(), "getgrgid_r");
  if (found == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (char** name = entry.gr_mem; *name != nullptr; ++name)
    names.emplace_back(*name);
  return names;
}

/// The user database has one cursor for all threads.
bool is_primary_group_of_another(const Person& person, gid_t group) {
  static std::mutex cursor;
  const std::lock_guard lock(cursor);
  bool found = false;
  ::setpwent();
  while (const passwd* entry = ::getpwent()) {  // NOLINT(concurrency-mt-unsafe)
    found = found || (entry->pw_gid == group && person.name != entry->pw_name);
  }
  ::endpwent();
  return found;
}

}  // namespace

std::vector<gid_t> groups_of(std::int64_t uid) {
  const auto person = find_person(uid);
  if (!person) return {};
  int count = kUsualGroups;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  while (::getgrouplist(person->name.c_str(), person->primary_group, groups.data(), &count) < 0) {
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

bool is_alone_in_group(std::int64_t uid, gid_t group) {
  const auto person = find_person(uid);
  const auto members = members_of(group);
  if (!person || !members) return false;
  bool is_in_it = person->primary_group == group;
  for (const std::string& member : *members) {
    if (member != person->name) return false;
    is_in_it = true;
  }
  return is_in_it && !is_primary_group_of_another(*person, group);
}

std::string group_name(gid_t group) {
  std::vector<char> text(kEntryBytes);
  struct group entry {};
  struct group* found = nullptr;
  // A group of more members than fit here is known well enough by its number.
  ::getgrgid_r(group, &entry, text.data(), text.size(), &found);
  return found == nullptr ? std::to_string(group) : std::string(entry.gr_name);
}

}  // namespace saihakko
