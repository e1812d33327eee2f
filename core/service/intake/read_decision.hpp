#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "core/domain/decision.hpp"
#include "core/files/csv_reader.hpp"
#include "core/service/intake/item_error.hpp"
#include "core/service/setup/reason_list.hpp"

namespace saihakko {

/// The columns of inbox/decisions.
namespace decision_columns {
inline constexpr const char* kReceipt = "受付番号";
inline constexpr const char* kVerdict = "判定";
inline constexpr const char* kReason = "理由";
inline constexpr const char* kNote = "備考";
inline constexpr const char* kReviewer = "審査者";
inline constexpr const char* kVersion = "更新番号";
inline constexpr const char* kAll[] = {kReceipt, kVerdict, kReason, kNote, kReviewer, kVersion};
}  // namespace decision_columns

/// The fields of a row: reason, note and reviewer as they stand there, the others as clean_text()
/// leaves them. A column that the file does not have is empty. No verdict: not decided yet.
struct DecisionFields {
  std::string receipt;
  std::string verdict;
  std::string reason;
  std::string note;
  std::string reviewer;
  std::string version;
};
DecisionFields decision_fields(const CsvReader& reader, const CsvRow& row);

/// One line: a person's decision on one application.
struct DecisionLine {
  std::string receipt_number;
  Decision decision;
  std::optional<std::int64_t> version;  ///< 更新番号 of the worksheet, when the line has one
};

/// All errors at once. `owner_uid`: who hands the file in.
std::variant<DecisionLine, ItemErrors> read_decision(const DecisionFields& fields,
                                                     std::int64_t owner_uid);

/// The code that a reviewer means by 理由: that of a choice, or of the one reason of the verdict
/// that is labelled so, whatever its width; any other text as it is.
std::string code_meant(const ReasonList& reasons, std::string_view text, Verdict verdict);

/// The receipts that the file decides in two ways: which one is meant, only the reviewer knows.
/// Rows that cannot be read decide nothing; of the first 100,000 receipts. Throws FileError.
std::set<std::string> contradicted_receipts(const std::filesystem::path& file,
                                            const ReasonList& reasons);

}  // namespace saihakko
