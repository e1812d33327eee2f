#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/letter/letter_content.hpp"

namespace saihakko {

/// The fields that a template's texts may name. The temporary password is none of them: only the
/// password block prints it.
enum class LetterField {
  title,
  postcode,
  address,
  office_name,
  honorific,
  issue_date,
  office_number,
  user_id,
  valid_until,
  notice_number,
  receipt_number,
  edition,
  contact,
};

inline constexpr std::size_t kLetterFields = 13;

class FieldSet {
 public:
  void add(LetterField field) { fields_.set(static_cast<std::size_t>(field)); }
  bool has(LetterField field) const { return fields_.test(static_cast<std::size_t>(field)); }

 private:
  std::bitset<kLetterFields> fields_;
};

/// The field of a name as it stands in {{…}}; nullopt when there is none.
std::optional<LetterField> letter_field(std::string_view name);
std::string_view field_name(LetterField field);

/// The lines of a field: one, save for the contact block.
std::vector<std::string> field_lines(const LetterContent& letter, LetterField field);

/// The fields that are the same in all letters, of which there is at least one.
FieldSet shared_fields(std::span<const LetterContent> letters);

}  // namespace saihakko
