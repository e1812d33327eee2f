#include "core/service/review/review_remarks.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"
#include "core/store/tables/applications_table.hpp"
#include "core/store/tables/calls_table.hpp"
#include "core/store/tables/decisions_table.hpp"
#include "core/store/tables/offices_table.hpp"
#include "core/store/tables/worksheets_table.hpp"

namespace saihakko {

void record_call(Database& database, const Actor& actor, const Application& application,
                 const Call& call) {
  add_call(database, application.id, call);
  list_anew(database, application.id);
  append_audit(database, actor, call.called_at,
               {"call_recorded", application.receipt_number, to_text(call.result)});
}

bool mark_urgent(Database& database, const Actor& actor, const Application& application,
                 bool urgent, Instant now) {
  if (application.urgent == urgent) return false;
  set_urgent(database, application.id, urgent);
  list_anew(database, application.id);
  append_audit(database, actor, now,
               {urgent ? "marked_urgent" : "urgent_mark_removed", application.receipt_number, ""});
  return true;
}

std::string call_text(const Call& call, const std::optional<Office>& office) {
  const bool registered = office && same_phone(call.number, office->phone);
  return fmt::format("{} {}({}) {}: {}{}{} (uid {})", japan_minute(call.called_at), call.number,
                     registered ? "台帳の番号" : "台帳にない番号",
                     call.person.empty() ? "応答者なし" : call.person, japanese(call.result),
                     call.note.empty() ? "" : "、", call.note, call.caller_uid);
}

int approvals_given(Database& database, const Application& application) {
  const auto office = find_office(database, application.office_number);
  return static_cast<int>(
      approvers(database, application.id, {application.version, office ? office->version : 0})
          .size());
}

}  // namespace saihakko
