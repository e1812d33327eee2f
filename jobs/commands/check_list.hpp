#pragma once

#include <functional>
#include <string>

#include "core/service/run/exit_code.hpp"

namespace saihakko {

/// Prints a line for each thing looked at (良, 不可, 注意) and remembers the gravest outcome.
class CheckList {
 public:
  /// 良 with what `look` answers, or 不可 with what it throws.
  void item(const std::string& name, const std::function<std::string()>& look);
  void good(const std::string& name, const std::string& text);
  void bad(const std::string& name, const std::string& text, ExitCode code);
  static void warn(const std::string& name, const std::string& text);

  ExitCode code() const { return code_; }

 private:
  ExitCode code_ = ExitCode::done;
};

}  // namespace saihakko
