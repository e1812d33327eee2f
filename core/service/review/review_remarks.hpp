#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/domain/application.hpp"
#include "core/domain/call.hpp"
#include "core/domain/office.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/audit_table.hpp"

namespace saihakko {

/// Records a call, inside the caller's transaction, and has the worksheet show it; decisions on the
/// earlier worksheet stay good. The audit tells its result and nothing of number and person.
void record_call(Database& database, const Actor& actor, const Application& application,
                 const Call& call);

/// Marks an application as 至急, or takes the mark off: it comes first in the worksheet and in the
/// next batch. False when it was so before.
bool mark_urgent(Database& database, const Actor& actor, const Application& application,
                 bool urgent, Instant now);

/// `2026-11-22 10:00 03-0000-0001(台帳の番号) 山田様: 申請を確認 (uid 1000)`.
std::string call_text(const Call& call, const std::optional<Office>& office);

/// How many persons have approved the application as it and its office are now.
int approvals_given(Database& database, const Application& application);

}  // namespace saihakko
