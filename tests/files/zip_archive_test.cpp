#include "core/files/zip_archive.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/files/made_archive.hpp"

namespace saihakko {
namespace {

std::string refusal_of(const std::string& archive, const std::string& name,
                       UnpackLimits limits = {}) {
  try {
    ZipArchive(archive).content(name, limits);
  } catch (const ZipError& error) {
    return error.what();
  }
  return "";
}

TEST(ZipArchive, ReadsWhatItHolds) {
  const std::string archive = made_archive({{"a/b.xml", "<a/>"}, {"c", std::string(200'000, 'c')}});
  const ZipArchive read(archive);
  EXPECT_EQ(read.names(), (std::vector<std::string>{"a/b.xml", "c"}));
  EXPECT_TRUE(read.has("c"));
  EXPECT_FALSE(read.has("b.xml"));
  EXPECT_EQ(read.content("a/b.xml"), "<a/>");
  EXPECT_EQ(read.content("c"), std::string(200'000, 'c'));
}

TEST(ZipArchive, RefusesWhatIsCutOffOrDamaged) {
  std::string archive = made_archive({{"a", "the first member of this archive"}});
  EXPECT_THROW(ZipArchive(archive.substr(0, archive.size() / 2)), ZipError);
  EXPECT_THROW(ZipArchive(""), ZipError);
  EXPECT_THROW(ZipArchive("no archive at all"), ZipError);
  EXPECT_NE(refusal_of(archive, "b"), "");
  archive[archive.find("first") == std::string::npos ? 35 : archive.find("first")] ^= 0x55;
  EXPECT_NE(refusal_of(archive, "a"), "");
}

TEST(ZipArchive, RefusesWhatIsEncryptedByName) {
  EXPECT_EQ(refusal_of(made_archive({{"a", "text"}}, "word"), "a"), "パスワードが付いています");
}

TEST(ZipArchive, StopsAtItsLimits) {
  const std::string archive = made_archive({{"blanks", std::string(3 << 20, ' ')}});
  EXPECT_EQ(refusal_of(archive, "blanks"), "");
  EXPECT_EQ(refusal_of(archive, "blanks", {.bytes = 2 << 20}),
            "開くと大きくなりすぎます。CSV UTF-8 で保存したものを置いてください");
  EXPECT_EQ(refusal_of(archive, "blanks", {.ratio = 250}),
            "開くと大きくなりすぎます。CSV UTF-8 で保存したものを置いてください");
  EXPECT_EQ(
      refusal_of(made_archive({{"small", std::string(1 << 20, ' ')}}), "small", {.ratio = 250}),
      "");
}

}  // namespace
}  // namespace saihakko
