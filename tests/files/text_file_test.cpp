#include "core/files/text_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

#include "core/domain/utf8.hpp"
#include "core/files/durable_file.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {
namespace {

using std::string_literals::operator""s;

constexpr AcceptedText kEither = AcceptedText::utf8_or_cp932;

class TextFileTest : public testing::Test {
 protected:
  /// Each line as it came, or the fault in brackets.
  std::vector<std::string> lines(std::string_view content, AcceptedText accepted = kEither) {
    TextFile file(scratch_.write("text", content), accepted);
    encoding_ = file.encoding();
    std::vector<std::string> all;
    while (const auto line = file.next()) {
      EXPECT_EQ(line->number, static_cast<std::int64_t>(all.size()) + 1);
      all.push_back(line->fault ? "[" + std::string(to_japanese(*line->fault)) + "]" : line->text);
    }
    return all;
  }

  static std::string bracketed(LineFault fault) {
    return "[" + std::string(to_japanese(fault)) + "]";
  }

  ScratchDirectory scratch_;
  TextEncoding encoding_ = TextEncoding::utf8;
};

using Lines = std::vector<std::string>;

int error_of_opening(const std::filesystem::path& path) {
  try {
    TextFile file(path, kEither);
  } catch (const FileError& error) {
    return error.code();
  }
  return 0;
}

TEST_F(TextFileTest, AnEmptyFileHasNoLines) {
  EXPECT_EQ(lines(""), Lines());
  EXPECT_EQ(lines("\xEF\xBB\xBF"), Lines());
}

TEST_F(TextFileTest, TheLastLineNeedsNoLineFeed) {
  EXPECT_EQ(lines("a\nb"), (Lines{"a", "b"}));
  EXPECT_EQ(lines("a\nb\n"), (Lines{"a", "b"}));
  EXPECT_EQ(lines("\n\n"), (Lines{"", ""}));
}

TEST_F(TextFileTest, OnlyTheFirstBomIsPassedOver) {
  EXPECT_EQ(lines("\xEF\xBB\xBF\xEF\xBB\xBF"
                  "あ\r\n"),
            (Lines{"\uFEFFあ\r"}));
  EXPECT_EQ(encoding_, TextEncoding::utf8);
}

TEST_F(TextFileTest, ReadsWhatExcelSavesAsCp932) {
  EXPECT_EQ(lines("\x87\x40\x87\x8A\xFB\xFC\x81\x60\x81\x7C\r\n"), (Lines{"①㈱髙～－\r"}));
  EXPECT_EQ(encoding_, TextEncoding::cp932);
  EXPECT_EQ(lines("\x81\x60\x81\x7C"), (Lines{"\uFF5E\uFF0D"}));
}

TEST_F(TextFileTest, Cp932YenAndOverlineBytesAreBackslashAndTilde) {
  EXPECT_EQ(lines("\x5C\x7E\xB1\x95\x5C"), (Lines{"\\~\uFF71表"}));
}

TEST_F(TextFileTest, GaijiBecomePrivateUseCharacters) {
  EXPECT_EQ(lines("\xF0\x40\xF9\xFC"), (Lines{"\uE000\uE757"}));
}

TEST_F(TextFileTest, Utf8KeepsItsWaveDash) {
  EXPECT_EQ(lines("〜−～－"), (Lines{"\u301C\u2212\uFF5E\uFF0D"}));
}

TEST_F(TextFileTest, ACp932PairWithoutACharacterSpoilsItsLineOnly) {
  EXPECT_EQ(lines("\x82\xA0\n\x81\xAD\n\x82\xA2\n"),
            (Lines{"あ", bracketed(LineFault::undecodable), "い"}));
}

TEST_F(TextFileTest, OneBrokenByteDoesNotTurnAUtf8FileIntoCp932) {
  EXPECT_EQ(lines("事業所番号\n請求\xE4\n東京都\n大阪府\n"),
            (Lines{"事業所番号", bracketed(LineFault::undecodable), "東京都", "大阪府"}));
  EXPECT_EQ(encoding_, TextEncoding::utf8);
}

TEST_F(TextFileTest, ABomSettlesTheEncoding) {
  EXPECT_EQ(lines("\xEF\xBB\xBF"
                  "a\n\x82\xA0\n"),
            (Lines{"a", bracketed(LineFault::undecodable)}));
}

TEST_F(TextFileTest, Cp932IsNotTriedWhereOnlyUtf8IsAccepted) {
  EXPECT_EQ(lines("\x82\xA0\nb\n", AcceptedText::utf8),
            (Lines{bracketed(LineFault::undecodable), "b"}));
}

TEST_F(TextFileTest, MalformedUtf8IsNotText) {
  for (const std::string& bytes :
       {"\xC0\x80"s, "\xE0\x80\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s,
        "\x80"s, "\xE3\x81"s, "\xF0\x8F\xBF\xBF"s}) {
    EXPECT_FALSE(is_utf8(bytes));
    EXPECT_EQ(lines(bytes, AcceptedText::utf8), (Lines{bracketed(LineFault::undecodable)}));
  }
  EXPECT_TRUE(is_utf8("\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\U00010000\U0010FFFF"));
}

TEST_F(TextFileTest, CharactersAcrossChunkBordersStayWhole) {
  for (const std::string character : {"𠮷", "あ"}) {
    std::string content(64 * 1024 - 1, 'x');
    content += character + "\n" + character;
    EXPECT_EQ(lines(content), (Lines{std::string(64 * 1024 - 1, 'x') + character, character}));
    EXPECT_EQ(encoding_, TextEncoding::utf8);
  }
}

TEST_F(TextFileTest, ANulByteIsReportedAndNeverCutsTheText) {
  EXPECT_EQ(lines("a\nb\0c\nd\n"s), (Lines{"a", bracketed(LineFault::nul_byte), "d"}));
}

TEST_F(TextFileTest, AnOverlongLineIsPassedOver) {
  const std::string longest(kMaxLineBytes, 'x');
  EXPECT_EQ(lines(longest + "\n" + longest + "y\nz\n"),
            (Lines{longest, bracketed(LineFault::too_long), "z"}));
}

TEST_F(TextFileTest, GoesOnAtALineAndBackToAPlace) {
  TextFile file(scratch_.write("text",
                               "\xEF\xBB\xBF"
                               "1\n2\n3\n4\n"),
                kEither);
  file.skip_to_line(3);
  EXPECT_EQ(file.next()->text, "3");
  file.skip_to_line(2);
  const TextFile::Place fourth = file.place();
  EXPECT_EQ(fourth.line, 4);
  EXPECT_EQ(file.next()->text, "4");
  file.seek(fourth);
  EXPECT_EQ(file.next()->text, "4");
  file.skip_to_line(100);
  EXPECT_FALSE(file.next());
}

TEST_F(TextFileTest, OnlyARegularFileIsOpened) {
  const auto file = scratch_.write("file", "a");
  std::filesystem::create_symlink(file, scratch_.path() / "link");
  ASSERT_EQ(::mkfifo((scratch_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of_opening(file), 0);
  EXPECT_EQ(error_of_opening(scratch_.path() / "link"), ELOOP);
  EXPECT_EQ(error_of_opening(scratch_.path() / "pipe"), EINVAL);
  EXPECT_EQ(error_of_opening(scratch_.path()), EINVAL);
  EXPECT_EQ(error_of_opening(scratch_.path() / "missing"), ENOENT);
}

}  // namespace
}  // namespace saihakko
