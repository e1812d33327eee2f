#include "core/store/tables/office_history_table.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {
namespace {

constexpr const char* kAdd =
    "INSERT INTO office_history (office_number, import_id, cause, changed_ms, fields, name, "
    "name_kana, postcode, address, phone, security_mail, status) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr const char* kOfOffice =
    "SELECT office_number, import_id, cause, changed_ms, fields, name, name_kana, postcode, "
    "address, phone, security_mail, status FROM office_history "
    "WHERE office_number = $1 ORDER BY history_id DESC LIMIT $2";
constexpr const char* kOfOfficeSince =
    "SELECT office_number, import_id, cause, changed_ms, fields, name, name_kana, postcode, "
    "address, phone, security_mail, status FROM office_history "
    "WHERE office_number = $1 AND changed_ms >= $2 ORDER BY history_id";
constexpr const char* kByImport =
    "SELECT office_number, import_id, cause, changed_ms, fields, name, name_kana, postcode, "
    "address, phone, security_mail, status FROM office_history "
    "WHERE import_id = $1 AND office_number > $2 AND cause = 'import' "
    "ORDER BY office_number, history_id LIMIT $3";

using Row =
    std::tuple<std::string, std::int64_t, std::string, std::int64_t, std::string, std::string,
               std::string, std::string, std::string, std::string, std::string, std::string>;

OfficeChange from(Row&& row) {
  auto& [number, import_id, cause, changed_ms, fields, name, kana, postcode, address, phone, mail,
         status] = row;
  return {.import_id = import_id,
          .cause = cause == to_text(OfficeChangeCause::restore) ? OfficeChangeCause::restore
                                                                : OfficeChangeCause::import,
          .changed_at = Instant{changed_ms},
          .fields = std::move(fields),
          .before = {OfficeNumber::parse(number).value(), std::move(name), std::move(kana),
                     std::move(postcode), std::move(address), std::move(phone), std::move(mail),
                     parse_office_status(status).value(), 0}};
}

std::vector<OfficeChange> all_from(std::vector<Row>&& rows) {
  std::vector<OfficeChange> changes;
  for (Row& row : rows)
    changes.push_back(from(std::move(row)));
  return changes;
}

}  // namespace

std::string_view to_text(OfficeChangeCause cause) {
  switch (cause) {
    case OfficeChangeCause::import: return "import";
    case OfficeChangeCause::restore: return "restore";
  }
  return {};
}

void add_office_change(Database& database, const OfficeChange& change) {
  const Office& was = change.before;
  database.execute(kAdd, was.number.text(), change.import_id, to_text(change.cause),
                   change.changed_at.ms, change.fields, was.name, was.name_kana, was.postcode,
                   was.address, was.phone, was.security_mail, to_text(was.status));
}

std::vector<OfficeChange> changes_of_office(Database& database, const OfficeNumber& number,
                                            std::int64_t most) {
  return all_from(database.select<Row>(kOfOffice, number.text(), most));
}

std::vector<OfficeChange> changes_of_office_since(Database& database, const OfficeNumber& number,
                                                  Instant since) {
  return all_from(database.select<Row>(kOfOfficeSince, number.text(), since.ms));
}

std::vector<OfficeChange> changes_by_import(Database& database, std::int64_t import_id,
                                            std::string_view after, std::int64_t most) {
  return all_from(database.select<Row>(kByImport, import_id, after, most));
}

}  // namespace saihakko
