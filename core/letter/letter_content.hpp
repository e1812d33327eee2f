#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/domain/customer_barcode.hpp"
#include "core/letter/inserter_mark.hpp"
#include "core/letter/page_field.hpp"

namespace saihakko {

/// What stands on one reissue letter (manual step 20); all texts are UTF-8 of one line.
struct LetterContent {
  std::string title;
  std::string postcode;            // "690-0001", or empty
  std::string address;             // of the ledger, frozen at approval
  std::string office_name;         // 事業所名
  std::string honorific;           // 殿 or 御中
  std::string issue_date;          // 令和03年01月10日
  std::string office_number;       // 10 characters
  std::string user_id;             // KJ131311111111
  std::string temporary_password;  // 8–16 ASCII letters and digits, none that look alike
  std::string valid_until;         // 有効期限, an era date
  std::string notice_number;       // 通知書番号, printable ASCII
  std::string receipt_number;      // 受付番号, printable ASCII
  int edition = 1;                 // 版, counted from 1
  std::optional<CustomerBarcode> customer_barcode;  // nullopt: the letter has none
  InserterPlace inserter;
  std::vector<std::string> contact;  // the union's contact block; its first line is the name
};

/// What a letter's template may name: everything but the temporary password, which only the
/// password block prints.
PageFields letter_fields(const LetterContent& letter);

/// The fields that are the same in all letters, of which there is at least one.
FieldSet shared_fields(std::span<const PageFields> letters);

}  // namespace saihakko
