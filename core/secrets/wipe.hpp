#pragma once

#include <string>

namespace saihakko {

/// Overwrites the memory of a secret before it is given back, then empties the text.
void wipe(std::string& secret);

/// A text that is wiped at the end of its scope.
class Wiped {
 public:
  explicit Wiped(std::string& secret) : secret_(secret) {}
  ~Wiped() { wipe(secret_); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;

 private:
  std::string& secret_;
};

}  // namespace saihakko
