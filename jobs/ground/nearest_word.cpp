#include "jobs/ground/nearest_word.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace saihakko {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// Whether it begins like the other, or a third of its letters or fewer are wrong.
bool is_near(std::string_view word, std::string_view other) {
  constexpr std::size_t kThird = 3;
  const bool begun = word.size() >= kThird && other.starts_with(word);
  return begun || edit_distance(word, other) <= std::max<std::size_t>(word.size() / kThird, 1);
}

std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

}  // namespace

std::string listed(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, "、"));
}

std::optional<std::string> nearest_word(std::string_view word,
                                        const std::vector<std::string>& words) {
  const std::string_view typed = without_dashes(word);
  const auto apart = [typed](const std::string& other) {
    const std::string_view known = without_dashes(other);
    return is_near(typed, known) ? edit_distance(typed, known) : std::string_view::npos;
  };
  const auto nearest = std::ranges::min_element(words, {}, apart);
  if (nearest == words.end() || apart(*nearest) == std::string_view::npos) return std::nullopt;
  return *nearest;
}

std::string nearest_word_text(std::string_view word, const std::vector<std::string>& words) {
  if (const auto nearest = nearest_word(word, words)) {
    return fmt::format("{} ではありませんか", *nearest);
  }
  return words.empty() ? "" : fmt::format("使えるのは {} です", listed(words));
}

}  // namespace saihakko
