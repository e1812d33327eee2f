#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/notice_state.hpp"
#include "core/store/engine/database.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// Which mails a list shows: those that fit all that is set.
struct NoticeFilter {
  std::optional<NoticeState> state;
  std::string prefecture;  ///< of the union; this and the next empty: any
  std::string batch;       ///< the name of one that holds a letter of the mail's application
  std::string receipt_number;
  std::string office_number;
};

/// Newest first, at most `limit`.
std::vector<Notice> newest_notices(Database& database, const NoticeFilter& filter,
                                   std::int64_t limit);

}  // namespace saihakko
