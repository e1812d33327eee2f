#include "core/files/inbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "core/domain/sha256.hpp"
#include "core/files/durable_file.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

class Inbox : public ::testing::Test {
 protected:
  Inbox() { fs::create_directory(directory_.path() / "ledger"); }

  fs::path drop(const std::string& name, std::string_view content = "事業所番号\r\n") const {
    return directory_.write("ledger/" + name, content);
  }

  Names complete() const {
    Names names;
    for (const fs::path& file : folder_.complete_files())
      names.push_back(file.filename());
    return names;
  }

  Names names_in(const char* folder) const { return directory_names(directory_.path() / folder); }

  ScratchDirectory directory_;
  InboxFolder folder_{directory_.path(), "ledger"};
};

TEST_F(Inbox, CompleteFilesComeInNameOrder) {
  for (const char* name : {"b.csv", "a.csv", "B.csv", "10.csv"})
    drop(name);
  EXPECT_EQ(complete(), (Names{"10.csv", "B.csv", "a.csv", "b.csv"}));
}

TEST_F(Inbox, WhatIsBeingWrittenOrHiddenIsLeftAlone) {
  drop("a.csv.part");
  drop(".a.csv");
  drop("~$a.xlsx");
  drop("part");
  EXPECT_EQ(complete(), Names{"part"});
}

TEST_F(Inbox, LinksDirectoriesAndPipesAreNoFiles) {
  const fs::path outside = directory_.write("outside.csv", "");
  fs::create_symlink(outside, directory_.path() / "ledger/link.csv");
  fs::create_symlink(directory_.path() / "nowhere", directory_.path() / "ledger/dangling.csv");
  fs::create_directory(directory_.path() / "ledger/folder.csv");
  ASSERT_EQ(::mkfifo((directory_.path() / "ledger/pipe.csv").c_str(), 0600), 0);
  EXPECT_EQ(complete(), Names{});
}

TEST_F(Inbox, AFolderThatIsMissingIsEmpty) {
  EXPECT_TRUE(InboxFolder(directory_.path(), "decisions").complete_files().empty());
}

TEST_F(Inbox, WhatWasTakenGoesToTheDayAndKind) {
  const fs::path file = drop("a.csv", "content");
  const fs::path target = folder_.move_to_done(file, "20261122");
  EXPECT_EQ(target, directory_.path() / "done/20261122/ledger/a.csv");
  EXPECT_EQ(content_of(target), "content");
  EXPECT_EQ(complete(), Names{});
}

TEST_F(Inbox, ATakenNameGetsASuffix) {
  for (const char* content : {"first", "second", "third"}) {
    folder_.move_to_done(drop("a.csv", content), "20261122");
  }
  EXPECT_EQ(names_in("done/20261122/ledger"), (Names{"a.csv", "a.csv.2", "a.csv.3"}));
  EXPECT_EQ(content_of(directory_.path() / "done/20261122/ledger/a.csv"), "first");
  EXPECT_EQ(content_of(directory_.path() / "done/20261122/ledger/a.csv.3"), "third");
  folder_.move_to_done(drop("a.csv"), "20261123");
  EXPECT_EQ(names_in("done/20261123/ledger"), Names{"a.csv"});
}

TEST_F(Inbox, WhatWasMalformedGoesWithItsErrorsBesideIt) {
  const fs::path target = folder_.move_to_refused(drop("a.csv", "bad"), "20261122", "行,項目\r\n");
  EXPECT_EQ(target, directory_.path() / "refused/20261122/ledger/a.csv");
  EXPECT_EQ(content_of(target), "bad");
  EXPECT_EQ(content_of(target.string() + ".errors.csv"), "行,項目\r\n");
  EXPECT_EQ(complete(), Names{});
}

TEST_F(Inbox, ErrorsOfASecondFileOfTheNameStandBesideTheSecond) {
  folder_.move_to_refused(drop("a.csv", "bad 1"), "20261122", "errors 1");
  folder_.move_to_refused(drop("a.csv", "bad 2"), "20261122", "errors 2");
  EXPECT_EQ(names_in("refused/20261122/ledger"),
            (Names{"a.csv", "a.csv.2", "a.csv.2.errors.csv", "a.csv.errors.csv"}));
  const fs::path folder = directory_.path() / "refused/20261122/ledger";
  EXPECT_EQ(content_of(folder / "a.csv.errors.csv"), "errors 1");
  EXPECT_EQ(content_of(folder / "a.csv.2.errors.csv"), "errors 2");
}

TEST_F(Inbox, AKillBetweenErrorsAndFileIsFinishedByTheNextRun) {
  fs::create_directories(directory_.path() / "refused/20261122/ledger");
  directory_.write("refused/20261122/ledger/a.csv.errors.csv", "errors");
  folder_.move_to_refused(drop("a.csv", "bad"), "20261122", "errors");
  EXPECT_EQ(names_in("refused/20261122/ledger"), (Names{"a.csv", "a.csv.errors.csv"}));
}

TEST_F(Inbox, AFileIsNamedByItsOwnersUidAndItsContent) {
  const fs::path file = drop("a.csv", "abc");
  EXPECT_EQ(file_owner_uid(file), static_cast<std::int64_t>(::geteuid()));
  EXPECT_EQ(file_sha256(file), sha256_hex("abc"));
  const std::string large(300'000, 'x');
  EXPECT_EQ(file_sha256(drop("large.csv", large)), sha256_hex(large));
}

TEST_F(Inbox, ALinkIsNeitherAskedForItsOwnerNorRead) {
  fs::create_symlink(drop("a.csv"), directory_.path() / "link");
  EXPECT_THROW(file_sha256(directory_.path() / "link"), FileError);
  EXPECT_EQ(file_owner_uid(directory_.path() / "link"), static_cast<std::int64_t>(::geteuid()));
  EXPECT_THROW(file_owner_uid(directory_.path() / "none"), FileError);
}

/// A folder of the inbox on a file system of its own: Linux has one in /dev/shm.
class InboxElsewhere : public Inbox {
 protected:
  InboxElsewhere() {
    std::string name = "/dev/shm/saihakko-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
    elsewhere_ = name;
    fs::remove(directory_.path() / "ledger");
    fs::create_directory_symlink(elsewhere_, directory_.path() / "ledger");
  }
  ~InboxElsewhere() override { fs::remove_all(elsewhere_); }

  fs::path elsewhere_;
};

TEST_F(InboxElsewhere, AFileIsCopiedAndGoesOnceTheCopyIsThere) {
  ASSERT_EQ(folder_.try_moving(), Moved::copied);
  const fs::path done = folder_.move_to_done(drop("a.csv", "one"), "20261122");
  EXPECT_EQ(content_of(done), "one");
  folder_.move_to_refused(drop("a.csv", "bad"), "20261122", "errors");
  EXPECT_EQ(names_in("refused/20261122/ledger"), (Names{"a.csv", "a.csv.errors.csv"}));
  const fs::path held = folder_.hold(drop("a.csv", "large"), 7);
  EXPECT_EQ(names_in("ledger"), Names{});
  EXPECT_EQ(content_of(folder_.release(held)), "large");
  EXPECT_EQ(names_in("ledger"), Names{"a.csv"});
  EXPECT_EQ(directory_names(directory_.path()), (Names{"done", "held", "ledger", "refused"}));
}

TEST_F(InboxElsewhere, ACopyThatAKillLeftIsMadeAnew) {
  fs::create_directories(directory_.path() / "done/20261122/ledger");
  directory_.write("done/20261122/ledger/.a.csv.copy", "on");
  folder_.move_to_done(drop("a.csv", "one"), "20261122");
  EXPECT_EQ(names_in("done/20261122/ledger"), Names{"a.csv"});
}

TEST_F(Inbox, AFolderBesideTheOthersIsLeftByARenaming) {
  EXPECT_EQ(folder_.try_moving(), Moved::renamed);
  EXPECT_EQ(directory_names(directory_.path()), Names{"ledger"});
  EXPECT_EQ(names_in("ledger"), Names{});
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

gid_t group_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_gid;
}

TEST_F(Inbox, WhoMayReadTheFolderMayReadWhatBecomesOfItsFiles) {
  const fs::path refused = directory_.path() / "refused";
  fs::create_directory(refused);
  ASSERT_EQ(::chmod(refused.c_str(), 0711), 0);
  ASSERT_EQ(::chmod((directory_.path() / "ledger").c_str(), 03770), 0);
  folder_.move_to_refused(drop("a.csv"), "20261122", "行\r\n");
  EXPECT_EQ(mode_of(refused / "20261122"), 0711U);
  EXPECT_EQ(mode_of(refused / "20261122/ledger"), 02750U);
  EXPECT_EQ(mode_of(refused / "20261122/ledger/a.csv.errors.csv"), 0640U);
}

TEST_F(Inbox, AFolderLeftInTheMakingIsBroughtIntoLine) {
  fs::create_directories(directory_.path() / "done/20261122/ledger");
  ASSERT_EQ(::chmod((directory_.path() / "done/20261122/ledger").c_str(), 0700), 0);
  ASSERT_EQ(::chmod((directory_.path() / "ledger").c_str(), 0750), 0);
  folder_.move_to_done(drop("a.csv"), "20261122");
  EXPECT_EQ(mode_of(directory_.path() / "done/20261122/ledger"), 0750U);
}

TEST_F(Inbox, SettledFilesGoToTheGroupOfTheFolder) {
  constexpr gid_t kOther = 12345;
  if (::chown((directory_.path() / "ledger").c_str(), static_cast<uid_t>(-1), kOther) != 0) {
    GTEST_SKIP() << "only root may give a directory to any group";
  }
  folder_.move_to_done(drop("a.csv"), "20261122");
  EXPECT_EQ(group_of(directory_.path() / "done/20261122/ledger"), kOther);
  EXPECT_NE(group_of(directory_.path() / "done/20261122"), kOther);
}

}  // namespace
}  // namespace saihakko
