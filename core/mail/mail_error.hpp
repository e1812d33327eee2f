#pragma once

#include <stdexcept>

namespace saihakko {

/// What was to be mailed cannot stand in a mail: a control character or other forbidden character
/// in a header, an address of the wrong form. what() names the header, never the value.
class MailError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace saihakko
