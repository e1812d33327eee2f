#include "core/service/watch/run_as_it_stands.hpp"

#include <algorithm>
#include <filesystem>

#include "core/files/owner_life.hpp"

namespace saihakko {

std::optional<Run> run_as_it_stands(Database& database, const Settings& settings,
                                    std::string_view job) {
  auto run = last_run(database, job);
  if (!run || run->outcome != "running") return run;
  const auto owners = open_run_owners(database, job);
  const std::filesystem::path directory = settings.state_dir / "owners";
  const bool at_work = std::ranges::any_of(
      owners, [&directory](const std::string& owner) { return owner_lives(directory, owner); });
  if (at_work) return run;
  // It may have ended since its row was read, before its lock went.
  run = last_run(database, job);
  if (run && run->outcome == "running") run->outcome = "crashed";
  return run;
}

}  // namespace saihakko
