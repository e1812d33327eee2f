#include "core/domain/guessable_password.hpp"

#include <algorithm>
#include <array>

#include "core/domain/romaji.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kShortestWord = 3;
constexpr std::size_t kShortestName = 4;
constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongEnoughAnywhere = 6;
constexpr std::size_t kMostSigns = 10;  // before the word and behind it

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text)
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

std::string_view without_ends(std::string_view text) {
  while (!text.empty() && !is_letter(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back()))
    text.remove_suffix(1);
  return text;
}

/// With the signs that are often written for letters. One 1 makes one class of 1, i and l: which
/// letter each stands for is not told.
std::string read_signs(std::string_view text) {
  constexpr std::string_view kSigns = "034@5$";
  constexpr std::string_view kLetters = "oeaass";
  std::string result;
  for (const char c : text) {
    const std::size_t at = kSigns.find(c);
    result += at == std::string_view::npos ? c : kLetters[at];
  }
  return text.find('1') == std::string_view::npos ? result : with_one_for_i_and_l(result);
}

bool has_letter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_letter);
}

/// Whether the password is the piece with digits and signs before or after it.
bool is_only(std::string_view password, std::string_view piece) {
  const std::size_t at = piece.empty() ? std::string_view::npos : password.find(piece);
  return at != std::string_view::npos && !has_letter(password.substr(0, at)) &&
         !has_letter(password.substr(at + piece.size()));
}

bool follow(char a, char b) {
  constexpr std::array<std::string_view, 11> kRows{"1234567890-",
                                                   "qwertyuiop@[",
                                                   "asdfghjkl;:]",
                                                   "zxcvbnm,./",
                                                   "abcdefghijklmnopqrstuvwxyz",
                                                   "0123456789",
                                                   "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
                                                   "qaz",
                                                   "wsx",
                                                   "edc",
                                                   "!@#$%^&*()"};
  return std::any_of(kRows.begin(), kRows.end(), [&](std::string_view row) {
    const std::size_t at = row.find(a);
    return at != std::string_view::npos && at + 1 < row.size() && row[at + 1] == b;
  });
}

/// How long the run is that begins here.
std::size_t run_length(std::string_view text) {
  const auto length = [text](auto next) {
    std::size_t n = 1;
    while (n < text.size() && next(text[n - 1], text[n]))
      ++n;
    return n;
  };
  return std::max({length([](char a, char b) { return a == b; }), length(follow),
                   length([](char a, char b) { return follow(b, a); })});
}

}  // namespace

std::string with_one_for_i_and_l(std::string_view word) {
  std::string result(word);
  std::replace_if(
      result.begin(), result.end(), [](char c) { return c == 'i' || c == 'l'; }, '1');
  return result;
}

std::vector<std::string> password_cores(std::string_view password) {
  const std::string whole = lower(password);
  const std::string_view text = whole;
  // The places where the word may begin and end: at an end of the password, or among the digits and
  // signs before its first letter and behind its last, for one of them may stand for a letter.
  const auto letter = std::find_if(whole.begin(), whole.end(), is_letter);
  const auto last = std::find_if(whole.rbegin(), whole.rend(), is_letter);
  const auto first_letter = static_cast<std::size_t>(letter - whole.begin());
  const auto behind_last = static_cast<std::size_t>(last.base() - whole.begin());
  std::vector<std::string> cores;
  for (std::size_t begin = 0; begin <= std::min(first_letter, kMostSigns); ++begin) {
    for (std::size_t left_out = 0; left_out <= std::min(whole.size() - behind_last, kMostSigns);
         ++left_out) {
      if (letter == whole.end() && begin + left_out > 0) break;
      const std::string_view part = text.substr(begin, whole.size() - left_out - begin);
      cores.emplace_back(part);
      cores.push_back(read_signs(part));
    }
  }
  cores.emplace_back(without_ends(whole));
  std::erase_if(cores, [](const std::string& core) { return core.size() < kShortestWord; });
  std::sort(cores.begin(), cores.end());
  cores.erase(std::unique(cores.begin(), cores.end()), cores.end());
  return cores;
}

bool is_run_of_keys(std::string_view password) {
  const std::string text = lower(password);
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t length = run_length(rest);
    // One or two digits at the end are an addition, as a year is.
    const bool addition = !has_letter(rest) && rest.size() < text.size();
    if (addition) return true;
    if (length < kShortestRun) return false;
    rest.remove_prefix(length);
  }
  return !text.empty();
}

bool is_of_office(std::string_view password, const OfficeNames& office) {
  const std::string text = lower(password);
  if (is_only(text, lower(office.user_id))) return true;
  // Its rule wants a letter, and a number has at most one.
  const std::string number = lower(office.number);
  const std::size_t at = number.empty() ? std::string::npos : text.find(number);
  if (at != std::string::npos && text.size() - number.size() <= 2) return true;
  const std::string core = plain_romaji(without_ends(text));
  if (core.size() < kShortestName) return false;
  for (const std::string& name : {romaji_of(office.name_kana), romaji_of(office.name)}) {
    for (std::size_t begin = 0; begin < name.size();
         begin = std::min(name.find(' ', begin), name.size() - 1) + 1) {
      std::string from_here = name.substr(begin);
      std::erase(from_here, ' ');
      const std::size_t found = plain_romaji(from_here).find(core);
      if (found == 0 || (found != std::string::npos && core.size() >= kLongEnoughAnywhere))
        return true;
    }
  }
  return false;
}

}  // namespace saihakko
