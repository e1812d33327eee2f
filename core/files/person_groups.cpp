#include "core/files/person_groups.hpp"

#include <grp.h>
#include <pwd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

namespace saihakko {
namespace {

constexpr std::size_t kEntryBytes = 1 << 16;  // of one line of the user database
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

bool is_primary_group(std::int64_t uid, gid_t group) {
  const auto person = find_person(uid);
  return person && person->primary_group == group;
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
