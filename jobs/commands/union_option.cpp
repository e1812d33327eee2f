#include "jobs/commands/union_option.hpp"

#include <fmt/format.h>

#include "core/domain/office_number.hpp"
#include "core/service/run/usage_error.hpp"

namespace saihakko {

std::string union_option(const CommandArguments& arguments) {
  const std::string prefecture = arguments.text("union");
  if (arguments.has("union") && !is_prefecture_code(prefecture)) {
    throw UsageError(fmt::format("--union {} は都道府県コード(01〜47)ではありません", prefecture));
  }
  return prefecture;
}

}  // namespace saihakko
