#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace saihakko {

/// One metric family after the other in the text format that Prometheus reads
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// What the samples that follow are of; `name` with its unit, `help` in English.
  void gauge(std::string_view name, std::string_view help) { family(name, help, "gauge"); }
  /// Only grows; `name` ends in `_total`.
  void counter(std::string_view name, std::string_view help) { family(name, help, "counter"); }

  void sample(Labels labels, double value);

  const std::string& text() const { return text_; }

 private:
  void family(std::string_view name, std::string_view help, std::string_view type);

  std::string name_;
  std::string text_;
};

}  // namespace saihakko
