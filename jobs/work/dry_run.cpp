#include "jobs/work/dry_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "core/files/durable_file.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/setup/letters_place.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kStageMode = 0700;
constexpr std::string_view kPrefix = "dry-run-";

}  // namespace

void sweep_dry_runs(const fs::path& state_dir) {
  for (const std::string& name : directory_names(state_dir)) {
    if (!name.starts_with(kPrefix)) continue;
    const int process = std::atoi(name.c_str() + kPrefix.size());
    const bool gone = process == ::getpid() || (::kill(process, 0) != 0 && errno == ESRCH);
    std::error_code ignored;  // what cannot be removed is a folder that nothing reads
    if (gone) fs::remove_all(state_dir / name, ignored);
  }
}

DryRun::DryRun(Database& database, const Settings& settings)
    : settings_(settings), stage_(settings.state_dir / fmt::format("{}{}", kPrefix, ::getpid())) {
  make_directory(stage_, kStageMode);
  settings_.state_dir = stage_;
  settings_.database_file = stage_ / "saihakko.db";
  settings_.inbox_dir = stage_ / "inbox";
  settings_.letters_dir = stage_ / "letters";
  settings_.mail.maildir = stage_ / "mail";
  settings_.mail.way = MailWay::maildir;  // nobody gets a mail of a dry run
  settings_.sent_mails_dir = stage_ / "sent-mails";
  settings_.backup.dir = stage_ / "backup";
  if (!settings_.metrics_file.empty()) settings_.metrics_file = stage_ / "metrics.prom";
  settings_.ping.addresses.clear();  // it was no run
  database.copy_to(settings_.database_file);
  mark_letters_place(settings_);
  copy_inbox(settings.inbox_dir);
}

DryRun::~DryRun() {
  std::error_code ignored;  // what cannot be removed is a folder that nothing reads
  fs::remove_all(stage_, ignored);
}

void DryRun::copy_inbox(const fs::path& inbox_dir) {
  for (const std::string& kind : directory_names(inbox_dir)) {
    if (kind == "done" || kind == "refused" || !fs::is_directory(inbox_dir / kind)) continue;
    make_directories(settings_.inbox_dir / kind, kStageMode);
    for (const std::string& name : directory_names(inbox_dir / kind)) {
      if (!fs::is_regular_file(fs::symlink_status(inbox_dir / kind / name))) continue;
      fs::copy_file(inbox_dir / kind / name, settings_.inbox_dir / kind / name);
    }
  }
}

void DryRun::print_malformed() const {
  const fs::path refused = settings_.inbox_dir / "refused";
  if (!fs::exists(refused)) return;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(refused)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".errors.csv")) continue;
    std::ifstream file(entry.path());
    std::string line;
    while (std::getline(file, line)) {
      if (line.starts_with(kUtf8Bom)) continue;  // the header
      if (line.ends_with('\r')) line.pop_back();
      std::cout << fmt::format("{}: {}\n", name.substr(0, name.rfind(".errors.csv")), line);
    }
  }
}

}  // namespace saihakko
