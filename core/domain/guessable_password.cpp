#include "core/domain/guessable_password.hpp"

#include <algorithm>
#include <array>

#include "core/domain/romaji.hpp"

namespace saihakko {
namespace {

constexpr std::size_t kShortestWord = 3;
constexpr std::size_t kShortestName = 4;
constexpr std::size_t kShortestRun = 3;

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

/// With the signs that are often written for letters; `one` is what 1 stands for.
std::string read_signs(std::string_view text, char one) {
  constexpr std::string_view kSigns = "034@5$";
  constexpr std::string_view kLetters = "oeaass";
  std::string result;
  for (const char c : text) {
    const std::size_t at = kSigns.find(c);
    result += c == '1' ? one : at == std::string_view::npos ? c : kLetters[at];
  }
  return result;
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

std::vector<std::string> password_cores(std::string_view password) {
  const std::string whole = lower(password);
  std::vector<std::string> cores;
  for (const std::string& text : {whole, read_signs(whole, 'l'), read_signs(whole, 'i')}) {
    cores.push_back(text);
    cores.emplace_back(without_ends(text));
  }
  const std::string core(without_ends(whole));
  cores.push_back(read_signs(core, 'l'));
  cores.push_back(read_signs(core, 'i'));
  std::erase_if(cores, [](const std::string& text) { return text.size() < kShortestWord; });
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
    std::string joined = name;
    std::erase(joined, ' ');
    if (plain_romaji(joined).starts_with(core)) return true;
    for (std::size_t begin = 0; begin < name.size();) {
      const std::size_t end = std::min(name.find(' ', begin), name.size());
      if (name.substr(begin, end - begin) == core) return true;
      begin = end + 1;
    }
  }
  return false;
}

}  // namespace saihakko
