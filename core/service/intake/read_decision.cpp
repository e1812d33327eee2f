#include "core/service/intake/read_decision.hpp"

#include <charconv>
#include <map>
#include <utility>

#include "core/domain/decision_text.hpp"
#include "core/domain/no_value.hpp"
#include "core/domain/serial_number.hpp"
#include "core/domain/spreadsheet_damage.hpp"
#include "core/domain/text_folding.hpp"
#include "core/service/intake/read_cell.hpp"

namespace saihakko {
namespace {

using namespace decision_columns;

constexpr std::size_t kMostCompared = 100'000;  // receipts of a file: far beyond any worksheet

std::string read_receipt(const std::string& given, ItemErrors& errors) {
  if (auto number = parse_serial_number(kReceiptLetter, given)) return *number;
  std::string damage = damaged_number(given);
  errors.push_back(
      {kReceipt, given, damage.empty() ? "受付番号として読めません" : std::move(damage)});
  return {};
}

std::string free_text(const char* column, const std::string& given, ItemErrors& errors) {
  return read_text(column, given, kLongestDecisionText, errors).value_or("");
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
  const auto cell = [&](const char* column) {
    const auto index = reader.column(column);
    return index ? row.fields[*index] : std::string();
  };
  return {.receipt = clean_text(cell(kReceipt)),
          .verdict = clean_text(cell(kVerdict)),
          .reason = cell(kReason),
          .note = cell(kNote),
          .reviewer = cell(kReviewer),
          .version = clean_text(cell(kVersion))};
}

std::variant<DecisionLine, ItemErrors> read_decision(const DecisionFields& fields,
                                                     std::int64_t owner_uid) {
  ItemErrors errors;
  DecisionLine line;
  line.receipt_number = read_receipt(fields.receipt, errors);
  const auto verdict = parse_japanese_verdict(fields.verdict);
  if (!verdict) {
    errors.push_back({kVerdict, fields.verdict, "承認・不承認・保留のどれでもありません"});
  }
  const std::string reason = free_text(kReason, fields.reason, errors);
  line.decision = {verdict.value_or(Verdict::hold), std::string(code_of_choice(reason)),
                   free_text(kNote, fields.note, errors), owner_uid,
                   value_in(free_text(kReviewer, fields.reviewer, errors))};
  if (line.decision.verdict == Verdict::approve) line.decision.reason_code.clear();
  line.version = read_version(fields.version, errors);
  if (!errors.empty()) return errors;
  return line;
}

std::string code_meant(const ReasonList& reasons, std::string_view text, Verdict verdict) {
  const std::string_view code = code_of_choice(text);
  if (reasons.find(code) != nullptr) return std::string(code);
  const std::string label = fold_width(clean_text(text));
  const Reason* meant = nullptr;
  for (const Reason* reason : reasons.for_decisions()) {
    if (reason->verdict != verdict || fold_width(clean_text(reason->label)) != label) continue;
    if (meant != nullptr) return std::string(code);
    meant = reason;
  }
  return meant == nullptr ? std::string(code) : meant->code;
}

std::set<std::string> contradicted_receipts(const std::filesystem::path& file,
                                            const ReasonList& reasons) {
  std::set<std::string> contradicted;
  std::map<std::string, std::pair<Verdict, const Reason*>> first_of;
  CsvReader reader(file);
  reader.need(decision_columns::kAll);
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    if (row == nullptr) continue;
    const DecisionFields fields = decision_fields(reader, *row);
    if (fields.verdict.empty()) continue;
    const auto read = read_decision(fields, 0);
    const auto* line = std::get_if<DecisionLine>(&read);
    if (line == nullptr) continue;
    const Decision& decision = line->decision;
    const std::pair said{decision.verdict,
                         reasons.find(code_meant(reasons, decision.reason_code, decision.verdict))};
    if (const auto first = first_of.find(line->receipt_number); first != first_of.end()) {
      if (first->second != said) contradicted.insert(line->receipt_number);
    } else if (first_of.size() < kMostCompared) {
      first_of.emplace(line->receipt_number, said);
    }
  }
  return contradicted;
}

}  // namespace saihakko
