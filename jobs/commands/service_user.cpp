#include "jobs/commands/service_user.hpp"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "core/files/person_groups.hpp"

namespace saihakko {
namespace {

void require(int result, const char* operation) {
  if (result != 0) throw std::system_error(errno, std::generic_category(), operation);
}

}  // namespace

void become_service_user(const Settings& settings) {
  if (::geteuid() != 0) return;
  struct stat state {};
  if (::stat(settings.state_dir.c_str(), &state) != 0 || state.st_uid == 0) return;
  const std::vector<gid_t> groups = groups_of(state.st_uid);
  const gid_t primary = groups.empty() ? state.st_gid : groups.front();
  require(::setgroups(groups.size(), groups.data()), "setgroups");
  require(::setgid(primary), "setgid");
  require(::setuid(state.st_uid), "setuid");
}

}  // namespace saihakko
