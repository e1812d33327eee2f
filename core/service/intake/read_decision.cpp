#include "core/service/intake/read_decision.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>

#include "core/domain/serial_number.hpp"
#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

using namespace decision_columns;

constexpr std::size_t kMostCompared = 100'000;  // receipts of a file: far beyond any worksheet
constexpr std::size_t kLongestText = 1000;  // of what the reviewer writes; a longer one is damage

void check_text(const char* column, const std::string& given, ItemErrors& errors) {
  if (has_control_character(given)) {
    errors.push_back({column, "", "改行などの制御文字があります。取り除いてください"});
  } else if (decode_utf8(given)->size() > kLongestText) {
    errors.push_back({column, "", fmt::format("{}文字を超えています", kLongestText)});
  }
}

std::optional<std::int64_t> read_version(const std::string& text, ItemErrors& errors) {
  const std::string given = fold_width(text);
  if (given.empty()) return std::nullopt;
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), version);
  if (error == std::errc() && end == given.data() + given.size() && version > 0) return version;
  errors.push_back({kVersion, given, "審査一覧の更新番号(1以上の数字)ではありません"});
  return std::nullopt;
}

}  // namespace

DecisionFields decision_fields(const CsvReader& reader, const CsvRow& row) {
  const auto text = [&](const char* column) {
    const auto index = reader.column(column);
    return index ? std::string(trim(row.fields[*index])) : std::string();
  };
  return {.receipt = text(kReceipt),
          .verdict = text(kVerdict),
          .reason = text(kReason),
          .note = text(kNote),
          .reviewer = text(kReviewer),
          .version = text(kVersion)};
}

std::variant<DecisionLine, ItemErrors> read_decision(const DecisionFields& fields,
                                                     std::int64_t owner_uid) {
  ItemErrors errors;
  DecisionLine line;
  const auto number = parse_serial_number(kReceiptLetter, fields.receipt);
  if (!number) errors.push_back({kReceipt, fields.receipt, "受付番号として読めません"});
  line.receipt_number = number.value_or("");
  const auto verdict = parse_japanese_verdict(fields.verdict);
  if (!verdict) {
    errors.push_back({kVerdict, fields.verdict, "承認・不承認・保留のどれでもありません"});
  }
  line.decision = {verdict.value_or(Verdict::hold), std::string(code_of_choice(fields.reason)),
                   fields.note, owner_uid, fields.reviewer};
  if (line.decision.verdict == Verdict::approve) line.decision.reason_code.clear();
  check_text(kReason, fields.reason, errors);
  check_text(kNote, fields.note, errors);
  check_text(kReviewer, fields.reviewer, errors);
  line.version = read_version(fields.version, errors);
  if (!errors.empty()) return errors;
  return line;
}

std::set<std::string> contradicted_receipts(const std::filesystem::path& file,
                                            const ReasonList& reasons) {
  std::set<std::string> contradicted;
  std::map<std::string, std::pair<Verdict, const Reason*>> first_of;
  CsvReader reader(file);
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    const DecisionFields fields = decision_fields(reader, *row);
    if (fields.verdict.empty()) continue;
    const auto read = read_decision(fields, 0);
    const auto* line = std::get_if<DecisionLine>(&read);
    if (line == nullptr) continue;
    const std::pair said{line->decision.verdict, reasons.find(line->decision.reason_code)};
    if (const auto first = first_of.find(line->receipt_number); first != first_of.end()) {
      if (first->second != said) contradicted.insert(line->receipt_number);
    } else if (first_of.size() < kMostCompared) {
      first_of.emplace(line->receipt_number, said);
    }
  }
  return contradicted;
}

}  // namespace saihakko
