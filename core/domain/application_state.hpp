#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace saihakko {

/// The life of a reissue application (ARCHITECTURE.md has the picture).
enum class ApplicationState {
  begun,
  verified,
  submitted,
  in_review,
  on_hold,
  approved,
  issued,
  printed,
  posted,
  completed,
  lapsed,
  rejected,
  refused,
  withdrawn,
  abandoned,
};

/// The word in the database, in JSON and on the command line.
std::string_view to_text(ApplicationState state);
/// The word that a person of the union reads.
std::string_view japanese(ApplicationState state);
std::optional<ApplicationState> parse_application_state(std::string_view text);
const std::vector<ApplicationState>& all_application_states();

/// The one table of allowed changes; every change of a state is checked against it.
bool may_change(ApplicationState from, ApplicationState to);

/// True while a letter of the application is sealed and on its way to the office.
bool has_letter_under_way(ApplicationState state);

/// False once nothing can change any more.
bool is_open(ApplicationState state);

}  // namespace saihakko
