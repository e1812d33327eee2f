#include "core/store/engine/digest_sum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

#include "core/store/engine/covered_tables.hpp"

namespace saihakko {
namespace {

using Words = std::array<std::uint64_t, 4>;
constexpr std::size_t kWordDigits = 16;

Words words_of(const HmacSha256::Mac& element) {
  Words words{};
  std::memcpy(words.data(), element.data(), sizeof words);
  return words;
}

}  // namespace

void DigestSum::add(const HmacSha256::Mac& element) {
  add(words_of(element));
}

void DigestSum::add(const DigestSum& other) {
  rows_ += other.rows_;
  add(other.words_);
}

void DigestSum::add(const Words& other) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < other.size(); ++i) {
    const std::uint64_t before = words_.at(i);
    const std::uint64_t with = before + other.at(i);
    words_.at(i) = with + carry;
    carry = (with < before ? 1U : 0U) + (words_.at(i) < with ? 1U : 0U);
  }
}

void DigestSum::remove(const HmacSha256::Mac& element) {
  const Words other = words_of(element);
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < other.size(); ++i) {
    const std::uint64_t before = words_.at(i);
    const std::uint64_t without = before - other.at(i);
    words_.at(i) = without - borrow;
    borrow = (before < other.at(i) ? 1U : 0U) + (without < borrow ? 1U : 0U);
  }
}

std::string DigestSum::text() const {
  std::string text = fmt::format("{}:", rows_);
  for (const std::uint64_t word : words_)
    fmt::format_to(std::back_inserter(text), "{:016x}", word);
  return text;
}

DigestSum DigestSum::parse(std::string_view text) {
  DigestSum sum;
  DigestSum damaged;
  damaged.rows_ = -1;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos ||
      text.size() != colon + 1 + sum.words_.size() * kWordDigits) {
    return damaged;
  }
  const auto read = [](std::string_view part, auto& number, int base) {
    const char* end = part.data() + part.size();
    const auto result = std::from_chars(part.data(), end, number, base);
    return result.ec == std::errc() && result.ptr == end;
  };
  if (!read(text.substr(0, colon), sum.rows_, 10)) return damaged;
  for (std::size_t i = 0; i < sum.words_.size(); ++i) {
    constexpr int kHex = 16;
    if (!read(text.substr(colon + 1 + i * kWordDigits, kWordDigits), sum.words_.at(i), kHex)) {
      return damaged;
    }
  }
  return sum;
}

std::string text_of_sums(const std::vector<DigestSum>& sums) {
  std::string text;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    fmt::format_to(std::back_inserter(text), "{}={}\n", covered_tables().at(i).name,
                   sums[i].text());
  }
  return text;
}

std::vector<DigestSum> parse_sums(std::string_view text) {
  std::vector<DigestSum> sums;
  for (const CoveredTable& table : covered_tables()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::string_view name = table.name;
    const bool own = line.starts_with(name) && line.substr(name.size()).starts_with('=');
    sums.push_back(DigestSum::parse(own ? line.substr(name.size() + 1) : std::string_view()));
  }
  return sums;
}

}  // namespace saihakko
