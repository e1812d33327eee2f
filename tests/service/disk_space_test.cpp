#include "core/service/watch/disk_space.hpp"

#include <gtest/gtest.h>

namespace saihakko {
namespace {

constexpr std::uint64_t kGiga = 1'000'000'000;

DiskSpace disk(std::uint64_t free_bytes, std::uint64_t free_files, std::uint64_t most_files) {
  return {"state", "/srv", free_bytes, 100 * kGiga, free_files, most_files};
}

TEST(ShortageText, SaysHowManyBytesAreLeftBelowTheLimitAndNothingAtIt) {
  EXPECT_EQ(shortage_text(disk(10 * kGiga - 1, 900, 1000), 10), "10.0 GB");
  EXPECT_EQ(shortage_text(disk(10 * kGiga, 100, 1000), 10), "");
}

TEST(ShortageText, SaysHowManyFilesAreLeftWhereThereIsRoomForBytes) {
  EXPECT_EQ(shortage_text(disk(50 * kGiga, 99, 1000), 10), "ファイル99個分");
  EXPECT_EQ(shortage_text(disk(50 * kGiga, 0, 1000), 1), "ファイル0個分");
}

TEST(ShortageText, AFileSystemWithoutALimitOfFilesHasEnough) {
  EXPECT_EQ(shortage_text(disk(50 * kGiga, 0, 0), 40), "");
}

TEST(DiskSpaces, TellOfBytesAndFiles) {
  Settings settings;
  settings.state_dir = "/";
  const auto spaces = disk_spaces(settings);
  ASSERT_FALSE(spaces.empty());
  EXPECT_EQ(spaces[0].place, "state");
  EXPECT_GT(spaces[0].size_bytes, 0U);
  EXPECT_LE(spaces[0].free_files, spaces[0].most_files);
}

}  // namespace
}  // namespace saihakko
