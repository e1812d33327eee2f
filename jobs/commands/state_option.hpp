#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "core/service/run/usage_error.hpp"
#include "jobs/commands/command.hpp"
#include "jobs/ground/nearest_word.hpp"

namespace saihakko {

/// `--state` of a list: the word of the contract or the one that tables show; nullopt when it was
/// not given. Throws UsageError naming the nearest state, or all.
template <class State>
std::optional<State> state_option(const CommandArguments& arguments,
                                  const std::vector<State>& all) {
  if (!arguments.has("state")) return std::nullopt;
  const std::string given = arguments.text("state");
  std::vector<std::string> words;
  for (const State state : all) {
    if (given == to_text(state) || given == japanese(state)) return state;
    words.emplace_back(to_text(state));
  }
  throw UsageError(fmt::format("知らない状態 {} です。{}", given, nearest_word_text(given, words)));
}

}  // namespace saihakko
