#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/office_number.hpp"

namespace saihakko {

/// 状態 of an office in the ledger: 有効, 休止, 廃止.
enum class OfficeStatus { active, suspended, closed };

std::string_view to_text(OfficeStatus status);
std::string_view japanese(OfficeStatus status);
std::optional<OfficeStatus> parse_office_status(std::string_view text);

/// One office as the ledger knows it. All texts are UTF-8 as the ledger writes them; an empty one
/// is unknown.
struct Office {
  OfficeNumber number;
  std::string name;
  std::string name_kana;
  std::string postcode;  ///< seven digits
  std::string address;
  std::string phone;
  std::string security_mail;
  OfficeStatus status = OfficeStatus::active;
  std::int64_t version = 0;  ///< counts the changes of this row
};

/// The fields in which two states of an office differ, as the codes of the audit: `name`,
/// `address`.
std::vector<std::string_view> changed_fields(const Office& before, const Office& after);
/// The text of such a field; empty for the status, which is none, and for an unknown one.
std::string_view office_field(const Office& office, std::string_view field);
/// `office` with these fields as `other` has them.
Office with_fields_of(Office office, const Office& other, const std::set<std::string>& fields);
/// The ledger's column of such a code; empty for an unknown one.
std::string_view ledger_column(std::string_view field);

/// A user ID that a union has issued to an office; one for each (office, union).
struct Account {
  std::int64_t id = 0;
  std::string prefecture;  ///< of the union that issued it
  std::string user_id;
  bool listed = true;  ///< by the ledger
};

/// Seven digits of `123-4567`, `〒1234567`, full-width or not; empty for an empty text, nullopt
/// for what is no postcode.
std::optional<std::string> parse_postcode(std::string_view text);

/// `123-4567`; empty for an unknown postcode.
std::string postcode_text(std::string_view postcode);

}  // namespace saihakko
