// CsvReader on any bytes: what it says of lines, fields and going on after a kill.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/files/csv_reader.hpp"
#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

/// One record as it was read, and where the reader stood behind it.
struct Record {
  std::int64_t line = 0;
  std::optional<CsvFault> fault;
  std::vector<std::string> fields;
  std::int64_t next_line = 0;

  bool operator==(const Record&) const = default;
};

std::vector<Record> rest_of(CsvReader& reader) {
  std::vector<Record> records;
  while (auto item = reader.next()) {
    Record& record = records.emplace_back();
    if (const auto* error = std::get_if<CsvError>(&*item)) {
      record.line = error->line;
      record.fault = error->fault;
    } else {
      record.line = std::get<CsvRow>(*item).line;
      record.fields = std::move(std::get<CsvRow>(*item).fields);
    }
    record.next_line = reader.next_line();
  }
  return records;
}

void check_records(const CsvReader& reader, const std::vector<Record>& records, long lines) {
  std::int64_t last_line = 0;
  for (const Record& record : records) {
    check(record.line > last_line && record.line <= lines, "records begin on lines of the file");
    check(record.next_line > record.line && record.next_line <= lines + 1,
          "the reader goes on behind the record's first line");
    last_line = record.line;
    if (record.fault) continue;
    check(record.fields.size() == reader.columns().size(), "a row has the header's fields");
    for (const std::string& field : record.fields) {
      check(is_utf8(field) && field.find('\0') == std::string::npos, "a field is UTF-8");
    }
  }
}

/// A run that was killed behind any record goes on as if it had not been.
void check_going_on(const std::filesystem::path& file, const std::vector<Record>& records) {
  if (records.empty()) return;
  const auto middle = static_cast<std::ptrdiff_t>(records.size() / 2);
  CsvReader reader(file);
  reader.skip_to_line(records[static_cast<std::size_t>(middle)].next_line);
  const std::vector<Record> expected(records.begin() + middle + 1, records.end());
  check(rest_of(reader) == expected, "a later reading goes on at next_line()");
}

void check_round_trip(const CsvReader& reader, const std::vector<Record>& records) {
  static const ScratchFile printed("printed.csv");
  const std::string blank = "\r\n";  // the only column empty: a blank line is passed over
  std::string text(kUtf8Bom);
  const std::string header = csv_line(reader.columns());
  if (header == blank) return;
  text += header;
  std::vector<std::vector<std::string>> rows;
  for (const Record& record : records) {
    const std::string line = csv_line(record.fields);
    if (record.fault || line == blank) continue;
    rows.push_back(record.fields);
    text += line;
  }
  printed.put(text);
  CsvReader again(printed.path());
  check(again.columns() == reader.columns(), "a printed header is read back");
  std::vector<std::vector<std::string>> read_back;
  for (Record& record : rest_of(again))
    read_back.push_back(std::move(record.fields));
  check(read_back == rows, "printed rows are read back");
}

void examine(std::string_view bytes) {
  static const ScratchFile file("input.csv");
  file.put(bytes);
  CsvReader reader(file.path());
  const long lines = lines_of(bytes);
  const std::vector<Record> records = rest_of(reader);
  if (const auto& error = reader.header_error()) {
    check(error->line >= 1 && error->line <= std::max(lines, 1L), "a header error names a line");
    check(is_utf8(error->detail), "what is wrong with a header is UTF-8");
    check(records.empty(), "without a header there are no records");
    return;
  }
  check_records(reader, records, lines);
  check_going_on(file.path(), records);
  check_round_trip(reader, records);
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
