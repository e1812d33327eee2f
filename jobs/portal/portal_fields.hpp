#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/service/portal/portal_desk.hpp"

namespace saihakko {

/// The texts of one request. What is asked for is known; all else in the object is refused.
class PortalFields {
 public:
  static constexpr std::size_t kLongestText = 256;  // bytes

  explicit PortalFields(const nlohmann::json& object) : object_(object) {}

  /// A field that must be there; empty when it is not, which refusal() then tells.
  std::string_view text(const char* key);
  /// A field that may be absent.
  std::string_view optional_text(const char* key);

  /// Once all were asked for: what is wrong with the object, if anything.
  std::optional<PortalRefusal> refusal();

 private:
  std::string_view read(const nlohmann::json& value, const char* key);

  const nlohmann::json& object_;
  std::set<std::string, std::less<>> known_{"id", "do", "client"};
  std::vector<std::string> problems_;
};

}  // namespace saihakko
