#pragma once

#include <stdexcept>

namespace saihakko {

/// The command line does not say what to do (exit code 64). what() is Japanese.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saihakko
