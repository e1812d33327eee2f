#include "core/service/setup/guessable_words.hpp"

#include <algorithm>
#include <string_view>

#include "core/domain/guessable_password.hpp"
#include "core/files/durable_file.hpp"

namespace saihakko {

bool is_guessable_word(const Settings& settings, const std::vector<std::string>& words) {
  constexpr std::size_t kLargest = std::size_t{16} * 1024 * 1024;
  const std::string content = read_file(find_template(settings, "guessable-words.txt"), kLargest);
  const auto asked_for = [&words](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool one_class = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word.find('1') != std::string::npos;
  });
  std::string_view rest = content;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    if (asked_for(line) || (one_class && asked_for(with_one_for_i_and_l(line)))) return true;
  }
  return false;
}

}  // namespace saihakko
