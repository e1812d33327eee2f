#include "core/domain/application_state.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace saihakko {
namespace {

using enum ApplicationState;

std::string change(ApplicationState from, ApplicationState to) {
  return std::string(to_text(from)) + " -> " + std::string(to_text(to));
}

// The picture of the design, arrow by arrow; everything else is forbidden.
TEST(ApplicationState, ExactlyTheDrawnChangesAreAllowed) {
  std::set<std::string> drawn{
      "begun -> verified",     "begun -> abandoned",     "verified -> submitted",
      "verified -> abandoned", "submitted -> in_review", "submitted -> refused",
      "in_review -> on_hold",  "in_review -> rejected",  "in_review -> approved",
      "on_hold -> in_review",  "approved -> in_review",  "approved -> issued",
      "issued -> printed",     "issued -> posted",       "issued -> completed",
      "issued -> lapsed",      "issued -> approved",     "issued -> in_review",
      "printed -> posted",     "printed -> completed",   "printed -> lapsed",
      "printed -> approved",   "printed -> in_review",   "posted -> completed",
      "posted -> lapsed",      "posted -> in_review",    "posted -> approved",
  };
  for (const ApplicationState from :
       {begun, verified, submitted, in_review, on_hold, approved, issued, printed, posted}) {
    drawn.insert(change(from, withdrawn));
  }
  std::set<std::string> allowed;
  for (const ApplicationState from : all_application_states()) {
    for (const ApplicationState to : all_application_states()) {
      if (may_change(from, to)) allowed.insert(change(from, to));
    }
  }
  EXPECT_EQ(allowed, drawn);
}

TEST(ApplicationState, IsOpenUntilNothingCanChangeAnyMore) {
  ASSERT_EQ(all_application_states().size(), 15U);
  for (const ApplicationState from : all_application_states()) {
    bool changes = false;
    for (const ApplicationState to : all_application_states())
      changes |= may_change(from, to);
    EXPECT_EQ(is_open(from), changes) << to_text(from);
  }
}

}  // namespace
}  // namespace saihakko
