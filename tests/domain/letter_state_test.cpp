#include "core/domain/letter_state.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace saihakko {
namespace {

using enum LetterState;

std::string change(LetterState from, LetterState to) {
  return std::string(to_text(from)) + " -> " + std::string(to_text(to));
}

// Forwards only, steps may be left out; everything else is forbidden.
TEST(LetterState, ExactlyTheseChangesAreAllowed) {
  std::set<std::string> expected{
      "sealed -> collected",  "sealed -> printed",    "sealed -> posted",
      "collected -> printed", "collected -> posted",  "printed -> posted",
      "sealed -> spoiled",    "collected -> spoiled", "printed -> spoiled",
  };
  for (const LetterState from : {sealed, collected, printed, posted}) {
    for (const LetterState to : {used, lapsed, returned, voided})
      expected.insert(change(from, to));
  }
  std::set<std::string> allowed;
  for (const LetterState from : all_letter_states()) {
    for (const LetterState to : all_letter_states()) {
      if (may_change(from, to)) allowed.insert(change(from, to));
    }
  }
  EXPECT_EQ(allowed, expected);
}

TEST(LetterState, IsLiveUntilNothingCanChangeAnyMore) {
  for (const LetterState from : all_letter_states()) {
    bool changes = false;
    for (const LetterState to : all_letter_states())
      changes |= may_change(from, to);
    EXPECT_EQ(is_live(from), changes) << to_text(from);
  }
}

}  // namespace
}  // namespace saihakko
