#include "core/letter/letter_content.hpp"

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

FieldSet shared_fields(std::span<const LetterContent> letters) {
  const PageFields first = letter_fields(letters.front());
  std::vector<bool> same(first.size(), true);
  for (const LetterContent& letter : letters.subspan(1)) {
    const PageFields fields = letter_fields(letter);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      same[i] = same[i] && fields[i].texts == first[i].texts;
    }
  }
  FieldSet shared;
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (same[i]) shared.add(i);
  }
  return shared;
}

}  // namespace saihakko
