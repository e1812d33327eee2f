// JSON Lines, JSON objects and the submissions in them.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/calendar.hpp"
#include "core/files/json_lines.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/intake/read_submission.hpp"
#include "tests/fuzz/check.hpp"

namespace saihakko::fuzz {
namespace {

using nlohmann::json;

struct Line {
  std::int64_t number = 0;
  json content;  ///< null for a refused line
  std::int64_t next_line = 0;

  bool operator==(const Line&) const = default;
};

std::vector<Line> rest_of(JsonLinesReader& reader) {
  std::vector<Line> lines;
  while (const auto item = reader.next()) {
    const auto* object = std::get_if<json>(&item->content);
    lines.push_back({item->line, object != nullptr ? *object : json(), reader.next_line()});
  }
  return lines;
}

json printed(const Submission& submission) {
  json object{{"submission_id", submission.submission_id},
              {"office_number", submission.office_number.text()},
              {"prefecture", submission.prefecture},
              {"notification_mail", submission.notification_mail},
              {"submitted_at", rfc3339(submission.submitted_at)}};
  if (submission.kind) object["kind"] = to_text(*submission.kind);
  return object;
}

void check_submission(const json& object) {
  const auto read = read_submission(object);
  if (const auto* errors = std::get_if<ItemErrors>(&read)) {
    check(!errors->empty(), "a refusal says why");
    for (const ItemError& error : *errors)
      check(!error.reason.empty(), "an error has a reason");
    return;
  }
  const json once = printed(std::get<Submission>(read));
  check(once.size() == object.size(), "a submission says all that was handed in");
  const auto again = read_submission(once);
  check(std::holds_alternative<Submission>(again), "a printed submission is taken");
  check(printed(std::get<Submission>(again)) == once, "a printed submission says the same");
}

void check_object(const json& object) {
  check(object.is_object(), "only objects are taken");
  const auto again = parse_json_object(object.dump());
  check(std::holds_alternative<json>(again), "a printed object is taken");
  check(std::get<json>(again) == object, "a printed object says the same");
  check_submission(object);
}

void examine(std::string_view bytes) {
  const auto whole = parse_json_object(bytes);
  if (const auto* object = std::get_if<json>(&whole)) {
    check_object(*object);
  } else {
    const JsonFault fault = std::get<JsonRefusal>(whole).fault;
    check(!to_japanese(fault).empty(), "a refusal has a sentence");
    check(is_utf8(bytes) || fault == JsonFault::not_utf8 || fault == JsonFault::nul_character,
          "bytes that are no text are named as such");
  }

  static const ScratchFile file("input.jsonl");
  file.put(bytes);
  JsonLinesReader reader(file.path());
  const std::vector<Line> lines = rest_of(reader);
  std::int64_t last_line = 0;
  for (const Line& line : lines) {
    check(line.number > last_line && line.number <= lines_of(bytes), "objects have their lines");
    check(line.next_line == line.number + 1, "the reader goes on at the next line");
    last_line = line.number;
    if (!line.content.is_null()) check_object(line.content);
  }
  if (lines.empty()) return;
  const std::size_t middle = lines.size() / 2;
  JsonLinesReader later(file.path());
  later.skip_to_line(lines[middle].next_line);
  check(rest_of(later) ==
            std::vector<Line>(lines.begin() + static_cast<std::ptrdiff_t>(middle) + 1, lines.end()),
        "a later reading goes on at next_line()");
}

}  // namespace
}  // namespace saihakko::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  saihakko::fuzz::examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
