// One writer of letters at work, for letters_bench.py:
//
//   letter_writers ours LETTERS TEMPLATE COUNT PER_PDF FILE   our writer
//   letter_writers libharu|pango SCENE COUNT PER_PDF FILE     another (page_scene.hpp)
//
// COUNT letters are written, PER_PDF to a file; the input is begun anew when it ends. Prints the
// processor seconds and the wall seconds from the first font on, the bytes of all files and the
// peak memory of the process.

#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "core/letter/letter_pdf.hpp"
#include "tests/bench/page_scene.hpp"

namespace saihakko {
namespace {

std::vector<LetterContent> read_letters(const std::string& file) {
  std::ifstream in(file);
  std::vector<LetterContent> letters;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    LetterContent letter;
    letter.title = "電子請求ログイン情報再発行通知書";
    letter.honorific = "殿";
    letter.issue_date = "令和08年11月22日";
    letter.valid_until = "令和09年01月06日";
    letter.contact = {"東京都国民健康保険団体連合会", "介護保険課　電子請求担当",
                      "電話 03-0000-0000"};
    for (std::string* field : {&letter.postcode, &letter.address, &letter.office_name,
                               &letter.office_number, &letter.user_id, &letter.temporary_password,
                               &letter.notice_number, &letter.receipt_number}) {
      std::getline(fields, *field, '\t');
    }
    const auto barcode = customer_barcode(letter.postcode, letter.address);
    if (const auto* drawn = std::get_if<CustomerBarcode>(&barcode))
      letter.customer_barcode = *drawn;
    letters.push_back(std::move(letter));
  }
  return letters;
}

double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double peak_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  }
  return 0;
}

/// `write` gives the bytes of one run's files.
void measure(const std::function<std::size_t()>& write) {
  const double processor = processor_seconds();
  const auto start = std::chrono::steady_clock::now();
  const std::size_t bytes = write();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  fmt::print("{} {} {} {}\n", processor_seconds() - processor, wall.count(), bytes, peak_mib());
}

std::size_t write_ours(const std::vector<LetterContent>& letters, const std::string& template_file,
                       std::size_t count, std::size_t per_pdf, const std::string& file) {
  const FontChain fonts = FontChain::load(default_font_files(), default_bold_font_file());
  const LetterTemplate letter_template = LetterTemplate::load(template_file);
  std::size_t bytes = 0;
  std::vector<LetterContent> part;
  for (std::size_t first = 0; first < count; first += per_pdf) {
    part.clear();
    for (std::size_t i = first; i < std::min(first + per_pdf, count); ++i) {
      part.push_back(letters[i % letters.size()]);
    }
    const std::string pdf = render_letters(letter_template, fonts, part, Instant());
    std::ofstream(file, std::ios::binary) << pdf;
    bytes += pdf.size();
  }
  return bytes;
}

using SceneWriter = std::size_t (*)(const Scene&, std::size_t, std::size_t, const std::string&);

std::size_t write_scene(const Scene& scene, SceneWriter write, std::size_t count,
                        std::size_t per_pdf, const std::string& file) {
  std::size_t bytes = 0;
  for (std::size_t done = 0; done < count; done += per_pdf) {
    const std::size_t first = done % scene.pages.size();
    bytes += write(scene, first, std::min(first + per_pdf, scene.pages.size()), file);
  }
  return bytes;
}

int run(const std::vector<std::string>& words) {
  const std::string& way = words.at(0);
  if (way == "ours") {
    const auto letters = read_letters(words.at(1));
    measure([&] {
      return write_ours(letters, words.at(2), std::stoul(words.at(3)), std::stoul(words.at(4)),
                        words.at(5));
    });
    return 0;
  }
  const SceneWriter write = way == "libharu" ? write_with_libharu : write_with_pango;
  const Scene scene = read_scene(words.at(1));
  measure([&] {
    return write_scene(scene, write, std::stoul(words.at(2)), std::stoul(words.at(3)), words.at(4));
  });
  return 0;
}

}  // namespace
}  // namespace saihakko

int main(int argc, char** argv) {
  try {
    return saihakko::run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& failure) {
    fmt::print(stderr, "letter_writers: {}\n", failure.what());
    return 1;
  }
}
