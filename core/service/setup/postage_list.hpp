#pragma once

#include "core/domain/postage.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The rates of `postage.csv`, a file of the templates (`項目,値`). Throws ConfigurationError
/// naming file and line for an item that is not known, missing or given twice, for a value out of
/// its bounds, and for a letter that weighs more than the price allows.
PostageRates load_postage(const Settings& settings);

}  // namespace saihakko
