#include "core/letter/letter_content.hpp"

#include <algorithm>

namespace saihakko {

PageFields letter_fields(const LetterContent& letter) {
  PageFields fields;
  fields.reserve(15);
  const auto add = [&fields](std::string_view name, const std::string& text) {
    fields.push_back({name, std::vector<std::string>(1, text)});
  };
  add("title", letter.title);
  add("postcode", letter.postcode);
  add("address", letter.address);
  add("office_name", letter.office_name);
  add("honorific", letter.honorific);
  add("issue_date", letter.issue_date);
  add("office_number", letter.office_number);
  add("user_id", letter.user_id);
  add("valid_until", letter.valid_until);
  add("notice_number", letter.notice_number);
  add("receipt_number", letter.receipt_number);
  add("edition", std::to_string(letter.edition));
  const std::string only = letter.inserter.marks == InserterMarks::none ? "" : "1";
  add("page", only);
  add("pages", only);
  fields.push_back({"contact", letter.contact, FieldLines::several});
  return fields;
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
