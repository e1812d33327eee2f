#include "core/service/intake/named_letters.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/domain/serial_number.hpp"
#include "core/files/durable_file.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

/// The serials 1–9 that a file with these lines names.
std::string named_in(const std::string& lines) {
  const ScratchDirectory directory;
  const auto file = directory.path() / "results.csv";
  write_new_file(file, "通知書番号,結果,日時,担当者,追跡番号\n" + lines, 0640);
  const SerialSet named = letters_named_in(file);
  std::string serials;
  for (std::int64_t serial = 1; serial <= 9; ++serial) {
    if (named.holds(serial)) serials += std::to_string(serial);
  }
  return serials;
}

std::string number(std::int64_t serial) {
  return serial_number(kNoticeLetter, serial);
}

TEST(NamedLetters, AreThoseOfLinesOfTheirOwn) {
  EXPECT_EQ(named_in(number(3) + ",書損,,,\nB13-20261122-01,投函済,,,\n" + number(5) + ",?,,,\n"),
            "35");
  EXPECT_EQ(named_in(""), "");
}

TEST(NamedLetters, CountWhereTheirLineCannotBeRead) {
  EXPECT_EQ(named_in(number(1) + ",書損,山田,太郎,,,\n"), "1");     // too many fields
  EXPECT_EQ(named_in("\"" + number(2) + "\",書\"損\",,,\n"), "2");  // stray quotes
  EXPECT_EQ(named_in(number(3) + ",書損,," + std::string(1, '\0') + ",\n"), "3");
  EXPECT_EQ(named_in(number(4) + ",書損,,\xFF,\n"), "4");
  EXPECT_EQ(named_in(number(5) + ",書損,,\"閉じない,\n" + number(6)), "56");
  EXPECT_EQ(named_in(number(7) + "," + std::string(std::size_t{3} << 20, 'x') + "\n"), "7");
}

TEST(NamedLetters, AreReadInFullWidthAndWithHyphens) {
  EXPECT_EQ(named_in("Ｎ０００００００１２,書損,,,\n"), "");  // a wrong check digit
  EXPECT_EQ(named_in("n-0000-0001-1,書損,,,\n"), "1");
  EXPECT_EQ(named_in("Ｎ０００００００１１,書損,,,\n"), "1");
}

TEST(NamedLetters, AreNeverFoundInsideAnotherText) {
  EXPECT_EQ(named_in("B13-20261122-01,投函済,,," + number(1) + "の分\n"), "");
}

}  // namespace
}  // namespace saihakko
