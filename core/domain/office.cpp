#include "core/domain/office.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"

namespace saihakko {
namespace {

struct Field {
  std::string_view code;
  std::string_view column;
  std::string Office::*value;
};

constexpr Field kFields[] = {
    {"name", "事業所名", &Office::name},
    {"name_kana", "事業所名カナ", &Office::name_kana},
    {"postcode", "郵便番号", &Office::postcode},
    {"address", "住所", &Office::address},
    {"phone", "電話番号", &Office::phone},
    {"security_mail", "セキュリティ用メールアドレス", &Office::security_mail}};
constexpr std::string_view kStatusField = "status";

}  // namespace

namespace {

// NFKC leaves these apart, and ledgers hold all of them in place of a hyphen.
constexpr std::string_view kPostcodeMark = "〒";
constexpr std::string_view kDashes[] = {"‐", "−", "―", "₋", "⁻", "ー", "–", "-"};

void remove_all(std::string& text, std::string_view piece) {
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece)) {
    text.erase(at, piece.size());
  }
}

}  // namespace

std::string_view to_text(OfficeStatus status) {
  switch (status) {
    case OfficeStatus::active: return "active";
    case OfficeStatus::suspended: return "suspended";
    case OfficeStatus::closed: return "closed";
  }
  return {};
}

std::string_view japanese(OfficeStatus status) {
  switch (status) {
    case OfficeStatus::active: return "有効";
    case OfficeStatus::suspended: return "休止";
    case OfficeStatus::closed: return "廃止";
  }
  return {};
}

std::optional<OfficeStatus> parse_office_status(std::string_view text) {
  for (const OfficeStatus status :
       {OfficeStatus::active, OfficeStatus::suspended, OfficeStatus::closed}) {
    if (text == to_text(status)) return status;
  }
  return std::nullopt;
}

std::vector<std::string_view> changed_fields(const Office& before, const Office& after) {
  std::vector<std::string_view> fields;
  for (const Field& field : kFields) {
    if (before.*field.value != after.*field.value) fields.push_back(field.code);
  }
  if (before.status != after.status) fields.push_back(kStatusField);
  return fields;
}

std::string_view office_field(const Office& office, std::string_view code) {
  for (const Field& field : kFields) {
    if (field.code == code) return office.*field.value;
  }
  return {};
}

Office with_fields_of(Office office, const Office& other, const std::set<std::string>& fields) {
  for (const Field& field : kFields) {
    if (fields.contains(std::string(field.code))) office.*field.value = other.*field.value;
  }
  if (fields.contains(std::string(kStatusField))) office.status = other.status;
  return office;
}

std::string_view ledger_column(std::string_view code) {
  for (const Field& field : kFields) {
    if (field.code == code) return field.column;
  }
  return code == kStatusField ? "状態" : "";
}

std::optional<std::string> parse_postcode(std::string_view text) {
  std::string folded = fold_width(text);
  remove_all(folded, kPostcodeMark);
  for (const std::string_view dash : kDashes)
    remove_all(folded, dash);
  std::erase(folded, ' ');
  if (folded.empty()) return folded;
  const bool digits =
      std::all_of(folded.begin(), folded.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (folded.size() != 7 || !digits) return std::nullopt;
  return folded;
}

std::string postcode_text(std::string_view postcode) {
  if (postcode.empty()) return {};
  return fmt::format("{}-{}", postcode.substr(0, 3), postcode.substr(3));
}

}  // namespace saihakko
