#include "core/secrets/wipe.hpp"

#include <sodium.h>

namespace saihakko {

void wipe(std::string& secret) {
  sodium_memzero(secret.data(), secret.capacity());
  secret.clear();
}

}  // namespace saihakko
