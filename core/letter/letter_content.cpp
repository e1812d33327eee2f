#include "core/letter/letter_content.hpp"

#include <algorithm>

namespace saihakko {

PageFields letter_fields(const LetterContent& letter) {
  return {{"title", {letter.title}},
          {"postcode", {letter.postcode}},
          {"address", {letter.address}},
          {"office_name", {letter.office_name}},
          {"honorific", {letter.honorific}},
          {"issue_date", {letter.issue_date}},
          {"office_number", {letter.office_number}},
          {"user_id", {letter.user_id}},
          {"valid_until", {letter.valid_until}},
          {"notice_number", {letter.notice_number}},
          {"receipt_number", {letter.receipt_number}},
          {"edition", {std::to_string(letter.edition)}},
          {"contact", letter.contact, FieldLines::several}};
}

FieldSet shared_fields(std::span<const PageFields> letters) {
  const PageFields& first = letters.front();
  FieldSet shared;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const bool same = std::all_of(letters.begin(), letters.end(), [&](const PageFields& fields) {
      return fields[i].texts == first[i].texts;
    });
    if (same) shared.add(i);
  }
  return shared;
}

}  // namespace saihakko
