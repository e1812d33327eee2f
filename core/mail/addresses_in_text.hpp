#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// Adds a bare address, once, to a list of at most 16; an empty one is left out.
void add_address(std::string_view address, std::vector<std::string>& addresses);

/// Adds whatever has the form of an address in the words, as add_address() does.
void add_addresses(std::string_view words, std::vector<std::string>& addresses);

}  // namespace saihakko
