#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/domain/instant.hpp"

namespace saihakko {

using Json = nlohmann::ordered_json;

/// Prints a JSON value on standard output, indented, UTF-8 as it is.
void print_json(const Json& value);

/// Says on standard error why something was not done, shown as visible_text().
void print_refusal(std::string_view reason);

/// RFC 3339, or null for what has not happened.
Json json_time(std::optional<Instant> instant);

}  // namespace saihakko
