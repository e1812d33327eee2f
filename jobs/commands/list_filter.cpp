#include "jobs/commands/list_filter.hpp"

#include <fmt/format.h>

#include "core/domain/office_number.hpp"
#include "core/domain/serial_number.hpp"
#include "core/service/run/usage_error.hpp"
#include "jobs/commands/union_option.hpp"

namespace saihakko {
namespace {

void read_number(ListedOnly& only, const std::string& text) {
  if (const auto receipt = parse_serial_number(kReceiptLetter, text)) {
    only.receipt_number = *receipt;
  } else if (const auto office = OfficeNumber::parse(text)) {
    only.office_number = office->text();
  } else {
    throw UsageError(fmt::format("{} は受付番号でも事業所番号でもありません", text));
  }
}

}  // namespace

Operands one_number() {
  return {"[受付番号|事業所番号]", 0, 1};
}

ListedOnly listed_only(const CommandArguments& arguments) {
  ListedOnly only{.prefecture = union_option(arguments),
                  .batch = arguments.text("batch"),
                  .receipt_number = "",
                  .office_number = ""};
  if (!arguments.operands().empty()) read_number(only, arguments.operand());
  return only;
}

}  // namespace saihakko
