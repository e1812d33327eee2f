#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>

#include "core/domain/application.hpp"
#include "core/domain/calendar.hpp"
#include "core/domain/office.hpp"
#include "core/domain/serial_number.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/engine/statement.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "tests/files/scratch_directory.hpp"

namespace saihakko {

inline const Instant kNow = parse_rfc3339("2026-11-22T09:00:00+09:00").value();

inline OfficeNumber office_number(std::string_view text) {
  return OfficeNumber::parse(text).value();
}

inline Office sample_office(std::string_view number = "1311111111") {
  return {.number = office_number(number),
          .name = "請求事業所A",
          .postcode = "2630023",
          .address = "千葉市稲毛区緑町3丁目30-8",
          .security_mail = "jimusho@example.jp",
          .version = 1};
}

/// A real database file with the newest schema, and what most tests begin with.
struct Store {
  ScratchDirectory directory;
  std::filesystem::path file = directory.path() / "saihakko.db";
  Database database{file, Database::Open::create};

  Store() { database.migrate(kNow); }

  /// A second connection, as another process has one.
  Database connect() const { return {file, Database::Open::existing}; }

  std::int64_t count(const char* sql) {
    return std::get<0>(database.select_one<std::tuple<std::int64_t>>(sql).value());
  }

  /// An office in the ledger that holds the ID of its own prefecture.
  Account add_office(std::string_view number = "1311111111") {
    const Office office = sample_office(number);
    put_office(database, office, 1, kNow);
    return add_account(database, office.number, office.number.prefecture(),
                       user_id("KJ", office.number.prefecture(), office.number), kNow);
  }

  Application submit(std::string_view number = "1311111111",
                     ApplicationKind kind = ApplicationKind::reissue) {
    const std::int64_t serial = count("SELECT COUNT(*) FROM applications") + 1;
    const std::int64_t id =
        add_application(database,
                        {.receipt_number = serial_number(kReceiptLetter, serial),
                         .submission_id = "submission-" + std::to_string(serial),
                         .office_number = office_number(number),
                         .prefecture = std::string(number.substr(0, 2)),
                         .kind = kind,
                         .notification_mail = "jimusho@example.jp",
                         .submitted_at = kNow},
                        kNow);
    return find_application(database, id).value();
  }

  /// Takes an application along the drawn arrows.
  Application move(Application application, std::initializer_list<ApplicationState> states) {
    for (const ApplicationState state : states) {
      if (!change_state(database, application, state, "", kNow)) {
        throw std::runtime_error("the application is not where the test believes");
      }
      application = find_application(database, application.id).value();
    }
    return application;
  }
};

}  // namespace saihakko
