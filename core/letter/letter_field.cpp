#include "core/letter/letter_field.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace saihakko {
namespace {

constexpr std::array<std::pair<LetterField, std::string_view>, kLetterFields> kNames = {{
    {LetterField::title, "title"},
    {LetterField::postcode, "postcode"},
    {LetterField::address, "address"},
    {LetterField::office_name, "office_name"},
    {LetterField::honorific, "honorific"},
    {LetterField::issue_date, "issue_date"},
    {LetterField::office_number, "office_number"},
    {LetterField::user_id, "user_id"},
    {LetterField::valid_until, "valid_until"},
    {LetterField::notice_number, "notice_number"},
    {LetterField::receipt_number, "receipt_number"},
    {LetterField::edition, "edition"},
    {LetterField::contact, "contact"},
}};

}  // namespace

std::optional<LetterField> letter_field(std::string_view name) {
  const auto* found = std::find_if(kNames.begin(), kNames.end(),
                                   [name](const auto& each) { return each.second == name; });
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

std::string_view field_name(LetterField field) {
  return std::find_if(kNames.begin(), kNames.end(),
                      [field](const auto& each) { return each.first == field; })
      ->second;
}

std::vector<std::string> field_lines(const LetterContent& letter, LetterField field) {
  switch (field) {
    case LetterField::title:
      return {letter.title};
    case LetterField::postcode:
      return {letter.postcode};
    case LetterField::address:
      return {letter.address};
    case LetterField::office_name:
      return {letter.office_name};
    case LetterField::honorific:
      return {letter.honorific};
    case LetterField::issue_date:
      return {letter.issue_date};
    case LetterField::office_number:
      return {letter.office_number};
    case LetterField::user_id:
      return {letter.user_id};
    case LetterField::valid_until:
      return {letter.valid_until};
    case LetterField::notice_number:
      return {letter.notice_number};
    case LetterField::receipt_number:
      return {letter.receipt_number};
    case LetterField::edition:
      return {std::to_string(letter.edition)};
    case LetterField::contact:
      return letter.contact;
  }
  assert(false);
  return {};
}

FieldSet shared_fields(std::span<const LetterContent> letters) {
  FieldSet shared;
  for (const auto& [each, name] : kNames) {
    const LetterField field = each;
    const auto first = field_lines(letters.front(), field);
    const bool same = std::all_of(letters.begin(), letters.end(), [&](const LetterContent& letter) {
      return field_lines(letter, field) == first;
    });
    if (same) shared.add(field);
  }
  return shared;
}

}  // namespace saihakko
