#include "core/files/durable_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

/// The errno of the FileError that `work` ends in; 0 for none.
int error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const FileError& e) {
    return e.code();
  }
  return 0;
}

class DurableFile : public ::testing::Test {
 protected:
  ~DurableFile() override { ::umask(umask_); }

  ScratchDirectory directory_;
  fs::path file_ = directory_.path() / "letters-0001.pdf";
  mode_t umask_ = ::umask(0077);
};

TEST_F(DurableFile, ModesAreTakenWholeWhateverTheUmask) {
  write_new_file(file_, "%PDF", 0640);
  EXPECT_EQ(mode_of(file_), 0640U);
  replace_file(file_, "%PDF-1.5", 0644);
  EXPECT_EQ(mode_of(file_), 0644U);
  make_directory(directory_.path() / "13", 0750);
  EXPECT_EQ(mode_of(directory_.path() / "13"), 0750U);
  ::umask(0);
  write_new_file(directory_.path() / "open", "", 0600);
  EXPECT_EQ(mode_of(directory_.path() / "open"), 0600U);
}

TEST_F(DurableFile, TheGroupBitOfTheParentIsKept) {
  const fs::path shared = directory_.path() / "shared";
  fs::create_directory(shared);
  ASSERT_EQ(::chmod(shared.c_str(), 02770), 0);
  make_directories(shared / "13" / "B13-20261122-01", 0750);
  EXPECT_EQ(mode_of(shared / "13"), 02750U);
  EXPECT_EQ(mode_of(shared / "13" / "B13-20261122-01"), 02750U);
  EXPECT_EQ(mode_of(shared), 02770U);
}

TEST_F(DurableFile, ADirectoryThatIsThereIsLeftAsItIs) {
  const fs::path there = directory_.path() / "there";
  fs::create_directory(there);
  ASSERT_EQ(::chmod(there.c_str(), 0701), 0);
  make_directory(there, 0750);
  make_directories(there, 0750);
  EXPECT_EQ(mode_of(there), 0701U);
  directory_.write("file", "");
  EXPECT_EQ(error_of([&] { make_directory(directory_.path() / "file", 0750); }), EEXIST);
}

TEST_F(DurableFile, ANewFileNeverReplacesAnything) {
  write_new_file(file_, "first", 0640);
  EXPECT_EQ(error_of([&] { write_new_file(file_, "second", 0640); }), EEXIST);
  EXPECT_EQ(content_of(file_), "first");
}

TEST_F(DurableFile, ANewFileIsNotWrittenThroughALink) {
  fs::create_symlink(directory_.path() / "elsewhere", file_);
  EXPECT_EQ(error_of([&] { write_new_file(file_, "secret", 0640); }), EEXIST);
  EXPECT_FALSE(fs::exists(directory_.path() / "elsewhere"));
}

TEST_F(DurableFile, ReplacingALinkLeavesItsTargetAlone) {
  const fs::path target = directory_.write("elsewhere", "untouched");
  fs::create_symlink(target, file_);
  replace_file(file_, "new", 0640);
  EXPECT_EQ(content_of(target), "untouched");
  EXPECT_FALSE(fs::is_symlink(file_));
  EXPECT_EQ(content_of(file_), "new");
}

TEST_F(DurableFile, AReplacedFileKeepsItsOldContentForWhoHasItOpen) {
  write_new_file(file_, "first", 0640);
  std::ifstream reader(file_);
  replace_file(file_, "second", 0640);
  const std::string seen{std::istreambuf_iterator<char>(reader), {}};
  EXPECT_EQ(seen, "first");
  EXPECT_EQ(content_of(file_), "second");
  EXPECT_EQ(directory_names(directory_.path()), std::vector<std::string>{"letters-0001.pdf"});
}

TEST_F(DurableFile, WhatAKilledReplacementLeftIsNoObstacle) {
  const std::string left = ".letters-0001.pdf.new";
  directory_.write(left, "half");
  replace_file(file_, "whole", 0640);
  EXPECT_EQ(content_of(file_), "whole");
  EXPECT_FALSE(fs::exists(directory_.path() / left));
}

TEST_F(DurableFile, ARenameNeverReplacesAnything) {
  const fs::path from = directory_.path() / "from";
  const fs::path to = directory_.path() / "to";
  fs::create_directory(from);
  fs::create_directory(to);  // an empty one: a plain rename would take its place in silence
  EXPECT_EQ(error_of([&] { rename_no_replace(from, to); }), EEXIST);
  EXPECT_TRUE(fs::exists(from));
  fs::remove(to);
  rename_no_replace(from, to);
  EXPECT_FALSE(fs::exists(from));
  EXPECT_TRUE(fs::exists(to));
}

TEST_F(DurableFile, OnlyARegularFileOfBoundedSizeIsRead) {
  write_new_file(file_, "12345", 0640);
  EXPECT_EQ(read_file(file_, 5), "12345");
  EXPECT_EQ(error_of([&] { read_file(file_, 4); }), EFBIG);
  fs::create_symlink(file_, directory_.path() / "link");
  EXPECT_EQ(error_of([&] { read_file(directory_.path() / "link", 5); }), ELOOP);
  EXPECT_EQ(error_of([&] { read_file(directory_.path(), 5); }), EINVAL);
  ASSERT_EQ(::mkfifo((directory_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { read_file(directory_.path() / "pipe", 5); }), EINVAL);
  EXPECT_EQ(error_of([&] { read_file(directory_.path() / "none", 5); }), ENOENT);
}

TEST_F(DurableFile, RemovingWhatIsNotThereIsAsGood) {
  EXPECT_NO_THROW(remove_file(file_));
  EXPECT_NO_THROW(remove_flat_directory(directory_.path() / "none"));
  const fs::path flat = directory_.path() / "flat";
  make_directory(flat, 0750);
  write_new_file(flat / "a", "", 0640);
  fs::create_symlink(directory_.path(), flat / "link");
  remove_flat_directory(flat);
  EXPECT_FALSE(fs::exists(flat));
  EXPECT_TRUE(fs::exists(directory_.path()));
}

TEST_F(DurableFile, NamesComeInByteOrder) {
  for (const char* name : {"b", "B", "a", ".hidden", "10", "9"})
    directory_.write(name, "");
  EXPECT_EQ(directory_names(directory_.path()),
            (std::vector<std::string>{".hidden", "10", "9", "B", "a", "b"}));
  EXPECT_TRUE(directory_names(directory_.path() / "none").empty());
}

TEST_F(DurableFile, AFailureSaysWhatWasTriedWhereAndWhy) {
  try {
    write_new_file(directory_.path() / "none" / "file", "", 0640);
    FAIL();
  } catch (const FileError& e) {
    EXPECT_EQ(e.code(), ENOENT);
    EXPECT_TRUE(e.creating());
    EXPECT_FALSE(e.no_space());
    EXPECT_NE(std::string(e.what()).find("none/file"), std::string::npos) << e.what();
  }
  EXPECT_TRUE(FileError("write", file_, ENOSPC).no_space());
  EXPECT_TRUE(FileError("write", file_, EDQUOT).no_space());
  EXPECT_FALSE(FileError("write", file_, ENOSPC).creating());
}

}  // namespace
}  // namespace saihakko
