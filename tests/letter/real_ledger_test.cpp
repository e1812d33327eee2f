// Every name and address of a real ledger: a CSV with the columns 事業所名 and 住所, named by the
// environment variable SAIHAKKO_REAL_LEDGER.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/letter/letter_fixture.hpp"

namespace saihakko {
namespace {

/// RFC 4180; enough for a file that is known to be good.
std::vector<std::vector<std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted || (c != ',' && c != '\n')) {
      if (c != '\r') rows.back().back().push_back(c);
    } else if (c == ',') {
      rows.back().emplace_back();
    } else {
      rows.emplace_back(1);
    }
  }
  return rows;
}

std::vector<LetterContent> letters_of_ledger(const char* file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  const auto rows = csv_rows(content.str());
  const auto column = [&rows](std::string_view name) {
    const auto at = std::find(rows[0].begin(), rows[0].end(), name);
    return static_cast<std::size_t>(at - rows[0].begin());
  };
  const std::size_t name = column("事業所名");
  const std::size_t address = column("住所");
  std::vector<LetterContent> letters;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() <= std::max(name, address) || rows[i][address].empty()) continue;
    LetterContent letter = sample_letter();
    letter.office_name = rows[i][name];
    letter.address = rows[i][address];
    letter.notice_number = "N" + std::to_string(i);
    letters.push_back(std::move(letter));
  }
  return letters;
}

TEST(RealLedger, EveryLetterIsPrintedAndReadBack) {
  const char* file = std::getenv("SAIHAKKO_REAL_LEDGER");
  if (file == nullptr) GTEST_SKIP() << "SAIHAKKO_REAL_LEDGER names no file";
  auto letters = letters_of_ledger(file);
  ASSERT_FALSE(letters.empty());
  if (letters.size() > kMaxPages) letters.resize(kMaxPages);
  for (const LetterContent& letter : letters) {
    const auto obstacle = letter_obstacle(default_template(), default_fonts(), letter);
    EXPECT_FALSE(obstacle.has_value())
        << letter.office_name << " " << letter.address << ": " << obstacle->reason;
  }
  if (HasFailure()) return;
  const std::string pages = ask_tool(render(letters), "pdftotext -raw PDF -").output;
  std::size_t begin = 0;
  for (const LetterContent& letter : letters) {
    const std::size_t end = pages.find('\f', begin);
    ASSERT_NE(end, std::string::npos);
    const std::string page = without_space(pages.substr(begin, end - begin));
    EXPECT_NE(page.find(without_space(letter.office_name) + "殿"), std::string::npos) << page;
    EXPECT_NE(page.find(without_space(letter.address)), std::string::npos) << page;
    EXPECT_NE(page.find(letter.notice_number), std::string::npos);
    begin = end + 1;
  }
}

}  // namespace
}  // namespace saihakko
