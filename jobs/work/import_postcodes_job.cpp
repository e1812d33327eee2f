#include "jobs/work/import_postcodes_job.hpp"

#include <memory>

#include "core/service/postcodes/postcode_source.hpp"

namespace saihakko {

void run_import_postcodes(JobRun& run, Database& database, const Settings& settings) {
  take_inbox(
      run, database, settings.inbox_dir, "postcodes", SeenBefore::latest_only,
      [&](const std::filesystem::path& file, std::int64_t file_id) {
        return std::make_unique<PostcodeSource>(run, database, file, file_id);
      },
      is_whole_postcode_list);
}

}  // namespace saihakko
