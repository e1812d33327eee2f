#pragma once

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/secrets/random_source.hpp"

namespace saihakko {

/// Gives the numbers it was made with, one after the other, and remembers what was asked.
class ScriptedRandom : public RandomSource {
 public:
  explicit ScriptedRandom(std::deque<std::uint32_t> numbers) : numbers_(std::move(numbers)) {}

  std::uint32_t below(std::uint32_t bound) override {
    bounds_.push_back(bound);
    if (numbers_.empty()) throw std::out_of_range("more chance asked for than was scripted");
    const std::uint32_t number = numbers_.front();
    numbers_.pop_front();
    return number;
  }

  const std::vector<std::uint32_t>& bounds() const { return bounds_; }
  std::size_t left() const { return numbers_.size(); }

 private:
  std::deque<std::uint32_t> numbers_;
  std::vector<std::uint32_t> bounds_;
};

}  // namespace saihakko
