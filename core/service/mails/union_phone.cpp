#include "core/service/mails/union_phone.hpp"

#include <algorithm>
#include <string_view>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Where a telephone number begins in a line with half-width digits, if one does; npos otherwise.
/// A postcode with a house number behind it has as many digits.
std::size_t phone_number_at(std::string_view line) {
  constexpr std::string_view kWithin = "-() ";
  for (std::size_t at = 0; at < line.size(); ++at) {
    const bool begins = (line[at] == '0' || line.substr(at, 2) == "(0") &&
                        (at == 0 || (!is_digit(line[at - 1]) && line[at - 1] != '-'));
    if (!begins || line.substr(0, at).ends_with("〒")) continue;
    std::size_t digits = 0;
    for (std::size_t next = at; next < line.size(); ++next) {
      if (is_digit(line[next])) {
        ++digits;
      } else if (kWithin.find(line[next]) == std::string_view::npos) {
        break;
      }
    }
    if (digits == 10 || digits == 11) return at;
  }
  return std::string_view::npos;
}

/// Dashes of the width of a character, as they are typed in telephone numbers, as hyphens.
std::string with_hyphens(std::string line) {
  for (const std::string_view dash : {"‐", "−", "―", "ー", "–"}) {
    for (std::size_t at = line.find(dash); at != std::string::npos; at = line.find(dash)) {
      line.replace(at, dash.size(), "-");
    }
  }
  return line;
}

}  // namespace

std::string phone_line(const std::vector<std::string>& contact) {
  const auto names_a_phone = [](const std::string& line) {
    const std::string folded = with_hyphens(fold_width(line));
    const std::size_t at = phone_number_at(folded);
    const std::string before = folded.substr(0, at);
    return at != std::string::npos && before.find("FAX") == std::string::npos &&
           before.find("ファ") == std::string::npos;
  };
  const auto found = std::ranges::find_if(contact, names_a_phone);
  return found == contact.end() ? std::string() : *found;
}

}  // namespace saihakko
