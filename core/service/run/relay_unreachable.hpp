#pragma once

#include <stdexcept>

namespace saihakko {

/// The relay takes no mail now; what was to go waits in the outbox. what() is what it, or the
/// system, said.
class RelayUnreachable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saihakko
