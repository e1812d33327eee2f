#include "core/service/intake/named_letters.hpp"

#include <string>
#include <string_view>
#include <variant>

#include "core/domain/serial_number.hpp"
#include "core/files/csv_reader.hpp"
#include "core/files/inbox.hpp"
#include "core/service/intake/read_print_result.hpp"

namespace saihakko {
namespace {

void add_number(std::string_view text, SerialSet& named) {
  const auto number = parse_serial_number(kNoticeLetter, text);
  if (number) named.add(serial_in(*number));
}

/// Finds the fields of a file that are notice numbers, whatever else is wrong with its lines.
class FieldScan {
 public:
  explicit FieldScan(SerialSet& named) : named_(named) {}

  void take(std::string_view bytes) {
    for (const char byte : bytes)
      take(byte);
  }
  void end_of_field() {
    add_number(field_, named_);
    field_.clear();
  }

 private:
  static constexpr std::size_t kLongest = 20;  // a number with spaces and hyphens in it

  void take(char byte) {
    if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n') {
      end_of_field();
    } else if (field_.size() <= kLongest) {
      field_ += byte;
    }
  }

  SerialSet& named_;
  std::string field_;
};

}  // namespace

SerialSet letters_named_in(const std::filesystem::path& file) {
  SerialSet named;
  FieldScan scan(named);
  read_through(file, [&scan](std::string_view bytes) { scan.take(bytes); });
  scan.end_of_field();
  CsvReader reader(file);  // finds full-width numbers in CP932, too
  const auto column = reader.column(print_results::kNotice);
  while (auto record = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*record);
    if (row != nullptr && column) add_number(row->fields[*column], named);
  }
  return named;
}

}  // namespace saihakko
