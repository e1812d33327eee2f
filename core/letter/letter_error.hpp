#pragma once

#include <stdexcept>
#include <string>

namespace saihakko {

/// A letter cannot be made: a font or template that cannot be used, a text that no font can print
/// or that does not fit its box, or a failure of the PDF library. what() is Japanese where a
/// person of the union has to mend something (template, fonts, ledger), names the file and line or
/// the notice number, and never holds a password, a user ID, a name or an address.
class LetterError : public std::runtime_error {
 public:
  explicit LetterError(const std::string& what) : std::runtime_error(what) {}
};

}  // namespace saihakko
