#include "core/domain/application.hpp"

namespace saihakko {

std::string_view to_text(ApplicationKind kind) {
  switch (kind) {
    case ApplicationKind::reissue: return "reissue";
    case ApplicationKind::first_id: return "new";
  }
  return {};
}

std::string_view japanese(ApplicationKind kind) {
  switch (kind) {
    case ApplicationKind::reissue: return "再発行";
    case ApplicationKind::first_id: return "新規";
  }
  return {};
}

std::optional<ApplicationKind> parse_application_kind(std::string_view text) {
  for (const ApplicationKind kind : {ApplicationKind::reissue, ApplicationKind::first_id}) {
    if (text == to_text(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace saihakko
