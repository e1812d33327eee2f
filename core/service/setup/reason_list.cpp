#include "core/service/setup/reason_list.hpp"

#include <fmt/format.h>

#include "core/domain/review_cause.hpp"
#include "core/domain/screening.hpp"
#include "core/domain/utf8.hpp"
#include "core/files/csv_reader.hpp"
#include "core/service/setup/configuration_error.hpp"

namespace saihakko {
namespace {

constexpr std::string_view kScreeningVerdict = "受付不可";

struct Columns {
  std::size_t code;
  std::size_t verdict;
  std::size_t label;
  std::size_t sentence;
};

Columns find_columns(const CsvReader& reader, const std::filesystem::path& file) {
  const auto code = reader.column("コード");
  const auto verdict = reader.column("判定");
  const auto label = reader.column("表示名");
  const auto sentence = reader.column("申請者への文");
  if (reader.header_error() || !code || !verdict || !label || !sentence) {
    throw ConfigurationError(
        fmt::format("{}: 列「コード,判定,表示名,申請者への文」がありません", file.string()));
  }
  return {*code, *verdict, *label, *sentence};
}

std::optional<Reason> reason_from(const CsvRow& row, const Columns& columns) {
  const std::string& word = row.fields[columns.verdict];
  const auto verdict = parse_japanese_verdict(word);
  const bool known = verdict ? *verdict != Verdict::approve : word == kScreeningVerdict;
  Reason reason{row.fields[columns.code], verdict, row.fields[columns.label],
                row.fields[columns.sentence]};
  if (has_control_character(reason.label) || has_control_character(reason.sentence)) {
    return std::nullopt;
  }
  const bool mailed = verdict != Verdict::hold;
  if (!known || reason.code.empty() || (mailed && reason.sentence.empty())) return std::nullopt;
  return reason;
}

}  // namespace

std::string reason_choice(const Reason& reason) {
  return fmt::format("{} [{}]", reason.label, reason.code);
}

std::string_view code_of_choice(std::string_view choice) {
  const std::size_t bracket = choice.rfind('[');
  if (!choice.ends_with(']') || bracket == std::string_view::npos) return choice;
  return choice.substr(bracket + 1, choice.size() - bracket - 2);
}

ReasonList ReasonList::load(const Settings& settings) {
  const std::filesystem::path file = find_template(settings, "reasons.csv");
  CsvReader reader(file);
  const Columns columns = find_columns(reader, file);
  ReasonList list;
  while (const auto item = reader.next()) {
    const auto* row = std::get_if<CsvRow>(&*item);
    auto reason = row != nullptr ? reason_from(*row, columns) : std::nullopt;
    if (!reason) {
      const auto line = row != nullptr ? row->line : std::get<CsvError>(*item).line;
      throw ConfigurationError(
          fmt::format("{}:{}: 理由の行として読めません(コード、判定、申請者への文を"
                      "確かめてください。改行は使えません)",
                      file.string(), line));
    }
    const std::string code = reason->code;
    if (!list.reasons_.emplace(code, std::move(*reason)).second) {
      throw ConfigurationError(
          fmt::format("{}:{}: 理由コード {} が重なっています", file.string(), row->line, code));
    }
    list.order_.push_back(code);
  }
  for (const Refusal refusal : {Refusal::office_unknown, Refusal::office_closed}) {
    if (list.find(reason_code(refusal)) == nullptr) {
      throw ConfigurationError(
          fmt::format("{}: 理由コード {} がありません", file.string(), reason_code(refusal)));
    }
  }
  if (any_asks_for_envelope(settings)) {
    list.need(kWaitingForEnvelope, Verdict::hold, file);
    list.need(kEnvelopeMissing, Verdict::reject, file);
  }
  return list;
}

void ReasonList::need(std::string_view code, Verdict verdict,
                      const std::filesystem::path& file) const {
  const Reason* reason = find(code);
  if (reason != nullptr && reason->verdict == verdict) return;
  throw ConfigurationError(
      fmt::format("{}: {}の理由コード {} がありません(返信用封筒を求める"
                  "国保連合会があるため必要です)",
                  file.string(), japanese(verdict), code));
}

const Reason* ReasonList::find(std::string_view code) const {
  const auto found = reasons_.find(code);
  return found == reasons_.end() ? nullptr : &found->second;
}

std::string_view ReasonList::label(std::string_view code) const {
  if (const Reason* reason = find(code)) return reason->label;
  const auto cause = parse_review_cause(code);
  return cause ? japanese(*cause) : std::string_view();
}

std::string ReasonList::choices(Verdict verdict) const {
  std::string text;
  for (const auto& [code, reason] : reasons_) {
    if (reason.verdict != verdict) continue;
    text += fmt::format("{}{}({})", text.empty() ? "" : ", ", code, reason.label);
  }
  return text;
}

std::vector<const Reason*> ReasonList::for_decisions() const {
  std::vector<const Reason*> reasons;
  for (const std::string& code : order_) {
    const Reason* reason = find(code);
    if (reason->verdict) reasons.push_back(reason);
  }
  return reasons;
}

}  // namespace saihakko
