#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/letter/cover_pdf.hpp"
#include "core/letter/letter_pdf.hpp"
#include "core/letter/read_back.hpp"

namespace saihakko {

/// When the letters and covers of these tests are made: 2026-11-22 09:05:07 in Japan.
Instant sample_time();

/// The letter of the manual's last page.
LetterContent sample_letter();

const FontChain& default_fonts();
std::filesystem::path default_template_file();
const LetterTemplate& default_template();

/// The sample letter with the longest name (60 characters) and address (105) of real ledgers.
LetterContent longest_letter();

std::string render(const LetterContent& letter);
std::string render(std::span<const LetterContent> letters);

/// A batch of Tokyo with twelve areas.
CoverContent sample_cover();
const CoverTemplates& cover_templates();
std::string render(const CoverContent& cover);

/// A directory that lives as long as the object.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

struct CommandResult {
  int status = -1;
  std::string output;  // standard output and standard error
};
CommandResult run_command(const std::string& command);

/// A tool's output for one PDF; `command` holds PDF where the file's name belongs.
CommandResult ask_tool(std::string_view pdf, std::string command);

/// pdftotext, Ghostscript, mutool and qpdf have nothing to say against the file.
void expect_no_tool_warns(std::string_view pdf);

}  // namespace saihakko
