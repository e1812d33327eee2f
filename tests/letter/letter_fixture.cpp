#include "tests/letter/letter_fixture.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/domain/utf8.hpp"

namespace saihakko {

LetterContent sample_letter() {
  LetterContent letter;
  letter.title = "電子請求ログイン情報再発行通知書";
  letter.postcode = "263-0023";
  letter.address = "千葉市稲毛区緑町3丁目30-8　郵便ビル403号";
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
  static const FontChain fonts = FontChain::load(default_font_files());
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
  return render_letters(default_template(), default_fonts(), letters);
}

std::string render(const LetterContent& letter) {
  return render(std::span(&letter, 1));
}

std::string without_space(std::string_view text) {
  std::u32string out;
  const auto decoded = decode_utf8(text).value();
  for (const char32_t c : decoded) {
    if (c > U' ' && c != U'\u3000' && c != U'\u00A0') out.push_back(c);
  }
  return encode_utf8(out);
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

}  // namespace saihakko
