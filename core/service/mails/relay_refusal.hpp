#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/store/engine/database.hpp"
#include "core/store/tables/notices_table.hpp"

namespace saihakko {

/// What the latest attempts say of a refusal: whether it is the relay's no to all rather than to
/// this mail.
struct RelayRefusal {
  bool of_all = false;
  std::vector<std::int64_t> earlier;  ///< the notices that it was said to before, newest first
};

/// A relay that answers the same code and text (addresses masked) for recipients of three domains
/// in a row refuses them all, whatever it says; but 5.1.1 and 5.2.1 are about mailboxes. `reply` is
/// what it said to `notice` just now.
RelayRefusal relay_refusal(Database& database, const Notice& notice, std::string_view reply);

}  // namespace saihakko
