#include "core/service/desk/batch_desk.hpp"

#include <algorithm>
#include <iterator>

#include "core/files/csv_writer.hpp"
#include "core/files/text_encoding.hpp"
#include "core/service/intake/read_print_result.hpp"
#include "core/service/letters/overdue_letters.hpp"

namespace saihakko {
namespace {

BatchRow row_of(BatchStanding&& standing, const LetterSettings& letters,
                const WorkingDays& working_days) {
  const JapanDate until = post_by(letters, working_days, standing.made_at);
  return {std::move(standing), until};
}

template <class Wanted>
std::vector<Letter> those(const std::vector<Letter>& letters, Wanted wanted) {
  std::vector<Letter> chosen;
  std::copy_if(letters.begin(), letters.end(), std::back_inserter(chosen), wanted);
  return chosen;
}

}  // namespace

std::vector<BatchRow> listed_batches(Database& database, const LetterSettings& letters,
                                     const WorkingDays& working_days, std::string_view prefecture,
                                     std::int64_t limit) {
  std::vector<BatchRow> rows;
  for (BatchStanding& standing : batch_standings(database, prefecture, limit))
    rows.push_back(row_of(std::move(standing), letters, working_days));
  return rows;
}

std::optional<BatchFacts> batch_facts(Database& database, const LetterSettings& letters,
                                      const WorkingDays& working_days, std::string_view name) {
  auto standing = find_batch_standing(database, name);
  if (!standing) return std::nullopt;
  auto pages = letters_of_batch(database, standing->batch.id);
  return BatchFacts{row_of(std::move(*standing), letters, working_days), std::move(pages)};
}

std::vector<Letter> letters_to_post(const std::vector<Letter>& letters) {
  return those(letters,
               [](const Letter& letter) { return may_change(letter.state, LetterState::posted); });
}

std::vector<Letter> letters_not_to_be_posted(const std::vector<Letter>& letters) {
  return those(letters, [](const Letter& letter) {
    return !is_live(letter.state) && letter.state != LetterState::used;
  });
}

std::vector<Letter> letters_without(Database& database, std::string_view batch_name,
                                    PrintResult result) {
  const auto batch = find_batch(database, batch_name);
  if (!batch) return {};
  return those(letters_of_batch(database, batch->id), [result](const Letter& letter) {
    return may_change(letter.state, state_after(result));
  });
}

std::string results_to_fill_in(const std::vector<Letter>& letters) {
  using namespace print_results;
  using Cells = std::vector<std::string>;
  std::string text(kUtf8Bom);
  text += csv_line(Cells{kNotice, kResult, kTime, kPerson, kTracking, kFile, kPage});
  for (const Letter& letter : letters_to_post(letters)) {
    text += csv_line(
        Cells{letter.notice_number, "", "", "", "", letter.file, std::to_string(letter.page)});
  }
  return text;
}

}  // namespace saihakko
