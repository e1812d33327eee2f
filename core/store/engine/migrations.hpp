#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace saihakko {

/// One numbered step of the schema: statements that end with a semicolon at a line's end.
struct Migration {
  std::int64_t number;
  std::string_view name;
  std::string_view sql;
};

/// All steps in order, compiled in from core/store/engine/migrations.
const std::vector<Migration>& migrations();

}  // namespace saihakko
