#pragma once

#include <vector>

#include "core/domain/era.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// The eras of `eras.csv`, a file of the templates (`最初の日,元号`, rows `2019/5/1,令和`), in the
/// order of their days. Throws ConfigurationError naming file and line for a row that is no era,
/// and for a file without 令和, whose first day is known: what lacks it is damaged.
std::vector<Era> load_eras(const Settings& settings);

}  // namespace saihakko
