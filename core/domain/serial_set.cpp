#include "core/domain/serial_set.hpp"

#include "core/domain/serial_number.hpp"

namespace saihakko {

SerialSet::SerialSet() : held_(static_cast<std::size_t>(kLastSerial) + 1) {}

}  // namespace saihakko
