#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "jobs/settings/configuration.hpp"

namespace saihakko {
namespace {

struct Row {
  std::string key;
  std::string told;  ///< the default as the table tells it
};

/// jobs/manual/settings.tsv, which manual pages and docs are made from.
std::vector<Row> table() {
  std::ifstream file(SAIHAKKO_SOURCE_DIR "/jobs/manual/settings.tsv");
  std::vector<Row> rows;
  std::string line;
  for (std::getline(file, line); std::getline(file, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1)});
  }
  return rows;
}

/// Whether the text could stand in a configuration: it is no word about a default (なし), no choice
/// (、), no name of another setting.
bool is_value(const std::string& told) {
  return told != "なし" && !told.starts_with("ホストの") && told.find("、") == std::string::npos &&
         told != "letters.recipient_certificate" && told != "mail.reply_to";
}

/// A union's default is that of every union.
std::string settable(std::string key) {
  const std::string mark = "union.NN.";
  return key.starts_with(mark) ? "union.default." + key.substr(mark.size()) : key;
}

TEST(SettingDefaults, EachDefaultThatTheTableTellsChangesNothingWhenItIsSet) {
  ::unsetenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe)
  const Settings untouched = load_settings({});
  std::size_t compared = 0;
  for (const Row& row : table()) {
    if (!is_value(row.told)) continue;
    const std::string assignment = settable(row.key) + "=" + row.told;
    EXPECT_TRUE(load_settings({.assignments = {assignment}}) == untouched) << assignment;
    ++compared;
  }
  EXPECT_GT(compared, 70U);
}

TEST(SettingDefaults, AnotherValueIsSeen) {
  const Settings untouched = load_settings({});
  for (const char* assignment :
       {"codes.per_day=11", "mail.relay=localhost:26", "mail.data_seconds=601", "watch.failures=4",
        "union.default.honorific=御中", "passwords.symbols=#", "backup.dir=elsewhere"}) {
    EXPECT_FALSE(load_settings({.assignments = {assignment}}) == untouched) << assignment;
  }
}

}  // namespace
}  // namespace saihakko
