#pragma once

#include <cstdint>
#include <string>

#include "core/domain/application.hpp"
#include "core/service/setup/reason_list.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// What has happened to an application since its row had the 更新番号 `version`, in Japanese with
/// the times, for the reviewer whose worksheet is older: from the audit, in which each count of the
/// version has its row.
std::string changes_since(Database& database, const ReasonList& reasons,
                          const Application& application, std::int64_t version);

/// Which columns of the ledger have changed since the application was screened last.
std::string ledger_changes_since(Database& database, const Application& application);

}  // namespace saihakko
