// Random reports: each is read in bounded time, and no mark comes out that was not put in.
//
//   mutated_reports FOLDER COUNT SEED
//
// FOLDER holds reports (*.eml); COUNT of them are drawn, mutated and read. Prints the slowest. Ends
// with 1 where a report took longer than 20 ms of processor time or named a mark that is not in it.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "core/mail/bounce_report.hpp"

namespace saihakko {
namespace {

constexpr double kMost_ms = 20;
constexpr std::string_view kPlace = "@ID@";

std::vector<std::string> reports_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> reports;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    std::string mail{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t at = mail.find(kPlace); at != std::string::npos; at = mail.find(kPlace))
      mail.replace(at, kPlace.size(), "<receipt.R1.0123456789abcdef@union.example.jp>");
    reports.push_back(std::move(mail));
  }
  return reports;
}

class Mutation {
 public:
  Mutation(const std::vector<std::string>& reports, std::uint64_t seed)
      : reports_(reports), random_(seed) {}

  std::string next() {
    std::string mail = any();
    for (std::size_t changes = 1 + below(8); changes > 0; --changes)
      change(mail);
    return mail;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  const std::string& any() { return reports_[below(reports_.size())]; }

  void change(std::string& mail) {
    const std::size_t at = below(mail.size() + 1);
    const std::size_t size = below(1 + std::min<std::size_t>(mail.size() - at, 400));
    switch (below(7)) {
      case 0: mail.erase(at, size); break;
      case 1: mail.insert(at, mail.substr(below(mail.size() + 1), size)); break;
      case 2: mail.insert(at, any().substr(0, 2000)); break;
      case 3: mail.resize(at); break;
      case 4: mail.insert(at, std::string(below(20'000), "<=: \n"[below(5)])); break;
      case 5:
        for (std::size_t i = at; i < at + size; ++i)
          mail[i] = static_cast<char>(random_());
        break;
      default:
        for (std::size_t flips = below(20); flips > 0 && !mail.empty(); --flips)
          mail[below(mail.size())] ^= static_cast<char>(1U << below(8));
    }
  }

  const std::vector<std::string>& reports_;
  std::mt19937_64 random_;
};

/// The mail without white space, control characters and all that is not ASCII: the unfolding of a
/// header takes some out, and so does the reading of a text with bytes that are no UTF-8.
std::string printable_ascii(std::string mail) {
  std::erase_if(mail, [](char c) { return c <= ' ' || c >= '\x7f'; });
  return mail;
}

/// Whether the bytes of the mail spell the mark, unless something in it is encoded.
bool holds(const std::string& mail, const std::string& mark) {
  return mail.find(mark) != std::string::npos ||
         printable_ascii(mail).find(printable_ascii(mark)) != std::string::npos ||
         mail.find("base64") != std::string::npos ||
         mail.find("quoted-printable") != std::string::npos ||
         mail.find("&lt;") != std::string::npos || mail.find('\x1b') != std::string::npos;
}

std::vector<std::string> marks_of(const std::vector<BounceReport>& reports) {
  std::vector<std::string> marks;
  for (const BounceReport& report : reports)
    marks.insert(marks.end(), report.marks.begin(), report.marks.end());
  return marks;
}

double processor_ms() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

int run(const std::filesystem::path& folder, std::uint64_t count, std::uint64_t seed) {
  const auto reports = reports_in(folder);
  if (reports.empty()) {
    std::cerr << "no reports in " << folder << '\n';
    return EXIT_FAILURE;
  }
  Mutation mutation(reports, seed);
  double slowest = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string mail = mutation.next();
    const double start = processor_ms();
    const std::vector<std::string> marks = marks_of(read_bounce_reports(mail));
    const double took = processor_ms() - start;
    slowest = std::max(slowest, took);
    const auto made_up =
        std::ranges::find_if(marks, [&](const std::string& mark) { return !holds(mail, mark); });
    const bool none_made_up = made_up == marks.end();
    if (!none_made_up || took > kMost_ms) {
      std::ofstream("mutated.eml", std::ios::binary) << mail;
      std::cerr << "report " << i << " of seed " << seed
                << " (mutated.eml): " << (none_made_up ? "too slow" : "not in it: " + *made_up)
                << ", " << took << " ms\n";
      return EXIT_FAILURE;
    }
  }
  std::cout << count << " reports, the slowest " << slowest << " ms\n";
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace saihakko

int main(int count, char** arguments) {
  if (count != 4) {
    std::cerr << "mutated_reports FOLDER COUNT SEED\n";
    return EXIT_FAILURE;
  }
  return saihakko::run(arguments[1], std::strtoull(arguments[2], nullptr, 10),
                       std::strtoull(arguments[3], nullptr, 10));
}
