#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saihakko {

/// A set of serial numbers (core/domain/serial_number.hpp) in 12.5 MB, however many it holds.
class SerialSet {
 public:
  SerialSet();

  /// `serial` in 1–kLastSerial.
  void add(std::int64_t serial) { held_[static_cast<std::size_t>(serial)] = true; }
  bool holds(std::int64_t serial) const { return held_[static_cast<std::size_t>(serial)]; }

 private:
  std::vector<bool> held_;
};

}  // namespace saihakko
