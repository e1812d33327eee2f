#include "core/letter/print_batch.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

#include "core/domain/sha256.hpp"
#include "core/files/durable_file.hpp"
#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using Place = PrintBatch::Place;

std::string read(const fs::path& file) {
  return read_file(file, 1 << 20);
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class PrintBatchTest : public ::testing::Test {
 protected:
  /// All that a batch of one letter is made of; returns the sum of its SHA256SUMS.
  std::string write() {
    batch_.begin();
    batch_.add_file("letters-0001.pdf", "%PDF letters");
    batch_.add_file("cover.pdf", "%PDF cover");
    return batch_.close({row_});
  }

  ScratchDirectory directory_;
  fs::path union_ = directory_.path() / "letters/13";
  fs::path hidden_ = union_ / ".B13-20261122-01.partial";
  fs::path final_ = union_ / "B13-20261122-01";
  PrintBatch batch_{union_, "B13-20261122-01"};
  ManifestRow row_{1,
                   "letters-0001.pdf",
                   1,
                   "N000000019",
                   1,
                   "R000000011",
                   "1311111111",
                   "請求事業所A",
                   "263-0023",
                   "千葉市稲毛区緑町3丁目30-8"};
};

TEST_F(PrintBatchTest, AppearsAsAWholeByOneRename) {
  const std::string sums = write();
  EXPECT_FALSE(fs::exists(final_));
  EXPECT_FALSE(batch_.handed_over());
  EXPECT_TRUE(batch_.is_whole(Place::hidden, sums));
  batch_.hand_over();
  EXPECT_TRUE(batch_.handed_over());
  EXPECT_FALSE(fs::exists(hidden_));
  EXPECT_EQ(directory_names(final_),
            (Names{"SHA256SUMS", "cover.pdf", "letters-0001.pdf", "manifest.csv"}));
  EXPECT_TRUE(batch_.is_whole(Place::final, sums));
  EXPECT_EQ(sums, sha256_hex(read(final_ / "SHA256SUMS")));
}

TEST_F(PrintBatchTest, TheSumsAreThoseThatSha256sumChecks) {
  write();
  batch_.hand_over();
  const std::string check = "cd " + final_.string() + " && LC_ALL=C sha256sum -c SHA256SUMS";
  const CommandResult good = run_command(check);
  EXPECT_EQ(good.status, 0);
  EXPECT_EQ(good.output, "letters-0001.pdf: OK\ncover.pdf: OK\nmanifest.csv: OK\n");
  replace_file(final_ / "cover.pdf", "%PDF Cover", 0640);
  EXPECT_EQ(run_command(check).status, 1);
}

TEST_F(PrintBatchTest, ManifestHasItsMarkItsHeaderAndItsQuotes) {
  row_.office_name = "居宅\"A\",B";
  row_.address = "千葉市,稲毛区";
  write();
  EXPECT_EQ(read(hidden_ / "manifest.csv"),
            "\xEF\xBB\xBF"
            "通番,ファイル,ページ,通知書番号,版,受付番号,事業所番号,事業所名,郵便番号,住所\r\n"
            "1,letters-0001.pdf,1,N000000019,1,R000000011,1311111111,\"居宅\"\"A\"\",B\","
            "263-0023,\"千葉市,稲毛区\"\r\n");
}

TEST_F(PrintBatchTest, ManifestShowsASpreadsheetNoFormulaAndATerminalNothingToObey) {
  row_.office_name = "=HYPERLINK(A1)";
  row_.address = "千葉市\x1b[2J\u202E1-1";
  write();
  const std::string manifest = read(hidden_ / "manifest.csv");
  EXPECT_NE(manifest.find(",'=HYPERLINK(A1),"), std::string::npos) << manifest;
  EXPECT_NE(manifest.find(",千葉市<U+001B>[2J<U+202E>1-1\r\n"), std::string::npos) << manifest;
}

TEST_F(PrintBatchTest, FilesAndDirectoriesAreForTheGroupToRead) {
  const mode_t umask = ::umask(0077);
  write();
  batch_.hand_over();
  ::umask(umask);
  EXPECT_EQ(mode_of(final_), 0750U);
  for (const std::string& name : directory_names(final_)) {
    EXPECT_EQ(mode_of(final_ / name), 0640U) << name;
  }
}

TEST_F(PrintBatchTest, ADamagedFileIsNoticed) {
  const std::string sums = write();
  for (const char* name : {"letters-0001.pdf", "cover.pdf", "manifest.csv", "SHA256SUMS"}) {
    const std::string whole = read(hidden_ / name);
    std::string damaged = whole;
    damaged.back() ^= 1;
    replace_file(hidden_ / name, damaged, 0640);
    EXPECT_FALSE(batch_.is_whole(Place::hidden, sums)) << name;
    replace_file(hidden_ / name, whole.substr(0, whole.size() / 2), 0640);
    EXPECT_FALSE(batch_.is_whole(Place::hidden, sums)) << name;
    remove_file(hidden_ / name);
    EXPECT_FALSE(batch_.is_whole(Place::hidden, sums)) << name;
    write_new_file(hidden_ / name, whole, 0640);
    EXPECT_TRUE(batch_.is_whole(Place::hidden, sums)) << name;
  }
}

TEST_F(PrintBatchTest, AFileTooManyIsNoticed) {
  const std::string sums = write();
  write_new_file(hidden_ / "passwords.txt", "", 0640);
  EXPECT_FALSE(batch_.is_whole(Place::hidden, sums));
}

TEST_F(PrintBatchTest, ALinkInPlaceOfAFileIsNoticed) {
  const std::string sums = write();
  const fs::path elsewhere = directory_.path() / "elsewhere.pdf";
  fs::rename(hidden_ / "cover.pdf", elsewhere);
  fs::create_symlink(elsewhere, hidden_ / "cover.pdf");
  EXPECT_FALSE(batch_.is_whole(Place::hidden, sums));
}

TEST_F(PrintBatchTest, AnotherBatchOrNoneIsNotThisOne) {
  EXPECT_FALSE(batch_.is_whole(Place::hidden, sha256_hex("")));
  const std::string sums = write();
  EXPECT_FALSE(batch_.is_whole(Place::hidden, sha256_hex("another")));
  EXPECT_FALSE(batch_.is_whole(Place::final, sums));
}

TEST_F(PrintBatchTest, NothingIsEverReplaced) {
  write();
  fs::create_directory(final_);  // empty: a plain rename would take its place
  try {
    batch_.hand_over();
    FAIL() << "replaced";
  } catch (const FileError& e) {
    EXPECT_EQ(e.code(), EEXIST);
  }
  EXPECT_TRUE(fs::exists(hidden_ / "SHA256SUMS"));
  EXPECT_TRUE(fs::is_empty(final_));
}

TEST_F(PrintBatchTest, BeginningAnewRemovesWhatAnEarlierAttemptLeft) {
  write();
  write_new_file(hidden_ / "letters-0002.pdf", "left", 0640);
  const std::string sums = write();
  EXPECT_TRUE(batch_.is_whole(Place::hidden, sums));
  EXPECT_FALSE(fs::exists(hidden_ / "letters-0002.pdf"));
  batch_.discard();
  EXPECT_FALSE(fs::exists(hidden_));
  EXPECT_NO_THROW(batch_.discard());
}

}  // namespace
}  // namespace saihakko
