#pragma once

#include <stdexcept>

namespace saihakko {

/// Something that the operator has to mend before anything can run: a setting, a template, a
/// key (exit code 78). what() is Japanese and names the place and the remedy.
class ConfigurationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saihakko
