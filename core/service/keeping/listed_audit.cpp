#include "core/service/keeping/listed_audit.hpp"

namespace saihakko {

std::vector<AuditRow> listed_audit(Database& database, std::string_view subject,
                                   std::string_view event, std::int64_t most) {
  return subject.empty() ? latest_audit_rows(database, event, most)
                         : latest_audit_rows_of(database, subject, event, most);
}

}  // namespace saihakko
