#pragma once

#include <string>
#include <vector>

namespace saihakko {

/// The line of a union's contact block (`union.NN.letter_contact`) that names its telephone, as it
/// stands there (`電話 03-0000-0000`): the first with a number of ten or eleven digits that begins
/// with 0 and stands behind no FAX. Empty where none is there.
std::string phone_line(const std::vector<std::string>& contact);

}  // namespace saihakko
