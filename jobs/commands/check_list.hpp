#pragma once

#include <functional>
#include <string>

#include "core/service/run/exit_code.hpp"
#include "core/service/setup/settings.hpp"

namespace saihakko {

/// Prints a line for each thing looked at (良, 不可, 注意) and remembers the gravest outcome.
class CheckList {
 public:
  explicit CheckList(const Settings& settings) : settings_(settings) {}

  /// 良 with what `look` answers, or 不可 with what it throws.
  void item(const std::string& name, const std::function<std::string()>& look);
  void good(const std::string& name, const std::string& text);
  void bad(const std::string& name, const std::string& text, ExitCode code);
  static void warn(const std::string& name, const std::string& text);

  ExitCode code() const { return code_; }

 private:
  const Settings& settings_;
  ExitCode code_ = ExitCode::done;
};

}  // namespace saihakko
