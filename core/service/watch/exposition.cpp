#include "core/service/watch/exposition.hpp"

#include <fmt/format.h>

namespace saihakko {
namespace {

constexpr std::string_view kPrefix = "saihakko_";

std::string escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

void Exposition::family(std::string_view name, std::string_view help, std::string_view type) {
  name_ = fmt::format("{}{}", kPrefix, name);
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name_, help, name_, type);
}

void Exposition::sample(Labels labels, double value) {
  text_ += name_;
  const char* before = "{";
  for (const auto& [label, text] : labels) {
    text_ += fmt::format("{}{}=\"{}\"", before, label, escaped(text));
    before = ",";
  }
  if (labels.size() > 0) text_ += '}';
  text_ += fmt::format(" {}\n", value);
}

}  // namespace saihakko
