#include "core/secrets/master_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <string>

#include "core/files/durable_file.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class MasterKeyTest : public ::testing::Test {
 protected:
  /// A key file with this content and mode, as an operator or a restore may have left it.
  void put_key(const std::string& content, mode_t mode) {
    fs::create_directory(keys_);
    directory_.write("keys/master.key", content);
    ASSERT_EQ(::chmod(file_.c_str(), mode), 0);
  }

  ScratchDirectory directory_;
  fs::path keys_ = directory_.path() / "keys";
  fs::path file_ = keys_ / "master.key";
};

TEST_F(MasterKeyTest, IsMadeForItsOwnerAlone) {
  MasterKey::create_if_missing(keys_);
  EXPECT_EQ(fs::file_size(file_), 32U);
  EXPECT_EQ(mode_of(file_), 0600U);
  EXPECT_EQ(mode_of(keys_), 0700U);
}

TEST_F(MasterKeyTest, IsMadeOnceAndNeverTouchedAgain) {
  MasterKey::create_if_missing(keys_);
  const std::string key = content_of(file_);
  MasterKey::create_if_missing(keys_);
  EXPECT_EQ(content_of(file_), key);
  EXPECT_EQ(directory_names(keys_).size(), 1U);
}

TEST_F(MasterKeyTest, OfTwoInstallationsDiffers) {
  MasterKey::create_if_missing(keys_);
  MasterKey::create_if_missing(directory_.path() / "other");
  EXPECT_NE(content_of(file_), content_of(directory_.path() / "other/master.key"));
}

TEST_F(MasterKeyTest, ThatOthersCanReadIsRefused) {
  for (const mode_t mode : {0640, 0620, 0610, 0604, 0602, 0601, 0644}) {
    put_key(std::string(32, 'k'), mode);
    EXPECT_THROW(MasterKey::load(keys_), KeyError) << std::oct << mode;
  }
  put_key(std::string(32, 'k'), 0600);
  EXPECT_NO_THROW(MasterKey::load(keys_));
  put_key(std::string(32, 'k'), 0400);
  EXPECT_NO_THROW(MasterKey::load(keys_));
}

TEST_F(MasterKeyTest, OfTheWrongSizeIsRefused) {
  for (const std::size_t size : {0, 1, 31, 33, 64, 5000}) {
    put_key(std::string(size, 'k'), 0600);
    EXPECT_THROW(MasterKey::load(keys_), KeyError) << size;
  }
}

TEST_F(MasterKeyTest, ThatIsMissingIsRefused) {
  EXPECT_THROW(MasterKey::load(keys_), KeyError);
}

TEST_F(MasterKeyTest, BehindALinkIsNotRead) {
  const fs::path elsewhere = directory_.write("elsewhere.key", std::string(32, 'k'));
  ASSERT_EQ(::chmod(elsewhere.c_str(), 0600), 0);
  fs::create_directory(keys_);
  fs::create_symlink(elsewhere, file_);
  EXPECT_THROW(MasterKey::load(keys_), FileError);
}

TEST_F(MasterKeyTest, AKillWhileItIsMadeLeavesNoHalfKey) {
  fs::create_directory(keys_);
  directory_.write("keys/.master.key.new", "half");  // what a killed init left behind
  MasterKey::create_if_missing(keys_);
  EXPECT_EQ(fs::file_size(file_), 32U);
  EXPECT_EQ(directory_names(keys_).size(), 1U);
}

TEST_F(MasterKeyTest, MarksDifferByUseAndTextAndKey) {
  put_key(std::string(32, 'k'), 0600);
  const MasterKey key = MasterKey::load(keys_);
  const std::string mark = key.mark("message-id", "R000000011 receipt submitted");
  EXPECT_EQ(mark.size(), 32U);
  EXPECT_EQ(mark.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(key.mark("message-id", "R000000011 receipt submitted"), mark);
  put_key(std::string(32, 'j'), 0600);
  const std::set<std::string> marks{
      mark,
      key.mark("message-id", "R000000020 receipt submitted"),
      key.mark("other", "R000000011 receipt submitted"),
      key.mark("message-i", "dR000000011 receipt submitted"),
      key.mark("", ""),
      MasterKey::load(keys_).mark("message-id", "R000000011 receipt submitted"),
  };
  EXPECT_EQ(marks.size(), 6U);
}

}  // namespace
}  // namespace saihakko
