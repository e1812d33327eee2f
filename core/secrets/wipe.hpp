#pragma once

#include <string>
#include <vector>

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

/// Texts that are wiped at the end of their scope. A vector that grows leaves its earlier texts
/// behind unwiped: reserve() it.
class WipedAll {
 public:
  explicit WipedAll(std::vector<std::string>& secrets) : secrets_(secrets) {}
  ~WipedAll() {
    for (std::string& secret : secrets_)
      wipe(secret);
  }
  WipedAll(const WipedAll&) = delete;
  WipedAll& operator=(const WipedAll&) = delete;

 private:
  std::vector<std::string>& secrets_;
};

}  // namespace saihakko
