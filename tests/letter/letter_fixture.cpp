#include "tests/letter/letter_fixture.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <variant>

#include "core/domain/calendar.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {

Instant sample_time() {
  return parse_rfc3339("2026-11-22T09:05:07+09:00").value();
}

LetterContent sample_letter() {
  LetterContent letter;
  letter.title = "電子請求ログイン情報再発行通知書";
  letter.postcode = "263-0023";
  letter.address = "千葉市稲毛区緑町3丁目30-8　郵便ビル403号";
  letter.customer_barcode =
      std::get<CustomerBarcode>(customer_barcode(letter.postcode, letter.address));
  letter.office_name = "請求事業所A";
  letter.honorific = "殿";
  letter.issue_date = "令和03年01月10日";
  letter.office_number = "1311111111";
  letter.user_id = "KJ131311111111";
  letter.temporary_password = "K3mTr7Hp";
  letter.valid_until = "令和03年02月24日";
  letter.notice_number = "N2101100001-7";
  letter.receipt_number = "R2101080001-3";
  letter.contact = {"○○○国民健康保険団体連合会", "介護保険課　電子請求担当", "電話 0852-00-0000"};
  return letter;
}

LetterContent longest_letter() {
  LetterContent letter = sample_letter();
  letter.office_name.clear();
  letter.address.clear();
  const auto fill = [](std::string& text, int characters, char32_t c) {
    for (; characters > 0; ++c) {
      if (!default_fonts().find(c)) continue;
      append_utf8(text, c);
      --characters;
    }
  };
  fill(letter.office_name, 60, U'一');
  fill(letter.address, 105, U'亀');
  return letter;
}

const FontChain& default_fonts() {
  static const FontChain fonts = FontChain::load(default_font_files(), default_bold_font_file());
  return fonts;
}

std::filesystem::path default_template_file() {
  return std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates/letter/default.toml";
}

const LetterTemplate& default_template() {
  static const LetterTemplate letter_template = LetterTemplate::load(default_template_file());
  return letter_template;
}

std::string render(std::span<const LetterContent> letters) {
  return render_letters(default_template(), default_fonts(), letters, sample_time());
}

std::string render(const LetterContent& letter) {
  return render(std::span(&letter, 1));
}

CoverContent sample_cover() {
  CoverContent cover;
  cover.union_name = "東京都国民健康保険団体連合会";
  cover.batch_name = "B13-20261122-01";
  cover.made_at = sample_time();
  cover.post_by = "2026年11月27日";
  cover.contact = {cover.union_name, "介護保険課　電子請求担当", "電話 03-0000-0000"};
  cover.letters = 812;
  cover.files = 2;
  cover.first_notice_number = "N26000017Q";
  cover.last_notice_number = "N260008284";
  cover.areas = {{"", 3},     {"10", 120}, {"11", 85}, {"12", 64}, {"13", 97}, {"14", 58},
                 {"15", 102}, {"16", 71},  {"17", 66}, {"18", 84}, {"19", 41}, {"20", 21}};
  cover.postage = "バーコードなし 12 通　7308 g　89320 円　割引なし（1000 通から）";
  cover.audit_head = "3f0a9c1be27d48560f1e2d3c4b5a69788796a5b4c3d2e1f00918273645546372";
  return cover;
}

const CoverTemplates& cover_templates() {
  static const std::filesystem::path folder =
      std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates/letter";
  static const CoverTemplates templates{
      LetterTemplate::load_cover(folder / "cover.toml"),
      LetterTemplate::load_pull_sheet(folder / "pull_sheet.toml")};
  return templates;
}

std::string render(const CoverContent& cover) {
  return render_cover(cover_templates(), default_fonts(), cover);
}

ScratchDirectory::ScratchDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "saihakko-letter-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "mkdtemp";
  path_ = name;
}

ScratchDirectory::~ScratchDirectory() {
  std::filesystem::remove_all(path_);
}

std::filesystem::path ScratchDirectory::write(std::string_view name,
                                              std::string_view content) const {
  const auto file = path_ / name;
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

CommandResult run_command(const std::string& command) {
  CommandResult result;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    result.output.append(buffer.data(), size);
  }
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

CommandResult ask_tool(std::string_view pdf, std::string command) {
  const ScratchDirectory directory;
  const std::string file = directory.write("letters.pdf", pdf).string();
  for (auto at = command.find("PDF"); at != std::string::npos; at = command.find("PDF", at)) {
    command.replace(at, 3, file);
    at += file.size();
  }
  return run_command("cd " + directory.path().string() + " && " + command);
}

namespace {

std::string without(std::string text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) {
    text.erase(at, part.size());
  }
  return text;
}

}  // namespace

void expect_no_tool_warns(std::string_view pdf) {
  const CommandResult text = ask_tool(pdf, "pdftotext -layout PDF text.txt");
  EXPECT_EQ(text.status, 0);
  EXPECT_EQ(text.output, "");
  const CommandResult ghostscript =
      ask_tool(pdf, "gs -q -dNOPAUSE -dBATCH -dPDFSTOPONWARNING -sDEVICE=nullpage PDF");
  EXPECT_EQ(ghostscript.status, 0);
  EXPECT_EQ(ghostscript.output, "");
  const CommandResult mupdf = ask_tool(pdf, "mutool draw -q -F trace -o trace.xml PDF");
  EXPECT_EQ(mupdf.status, 0);
  // The library's own remark on how it was built, not on the file.
  EXPECT_EQ(without(mupdf.output, "warning: ICC support is not available\n"), "");
  const CommandResult qpdf = ask_tool(pdf, "qpdf --check PDF");
  EXPECT_EQ(qpdf.status, 0) << qpdf.output;
  EXPECT_EQ(qpdf.output.find("WARNING"), std::string::npos) << qpdf.output;
}

}  // namespace saihakko
