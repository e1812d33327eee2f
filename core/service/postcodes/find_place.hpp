#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/domain/application.hpp"
#include "core/domain/customer_barcode.hpp"

namespace saihakko {

class Database;

/// What the lists of postcodes say of an addressee.
struct PostcodeAdvice {
  KnownPlace place;
  /// The postcodes of the address's town, seven digits each, in order; empty where the town is not
  /// recognised.
  std::vector<std::string> fitting;
};

/// `prefecture` is the code of the one that an address without a prefecture lies in. An address is
/// recognised by the longest name of a municipality and then of a town that it begins with. Streets
/// (京都の通り名) or a former municipality may stand between the two when the postcode's own town
/// follows. Without a list, and for an address whose municipality or town is not recognised, the
/// fit is not_known; a postcode of another prefecture differs in any case.
PostcodeAdvice postcode_advice(Database& database, std::string_view prefecture,
                               const Addressee& addressee);

}  // namespace saihakko
