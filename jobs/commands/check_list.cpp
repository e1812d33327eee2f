#include "jobs/commands/check_list.hpp"

#include <fmt/format.h>

#include <exception>
#include <iostream>
#include "core/service/run/told.hpp"

namespace saihakko {

void CheckList::item(const std::string& name, const std::function<std::string()>& look) {
  try {
    good(name, look());
  } catch (const std::exception& failure) {
    bad(name, told(failure, settings_), exit_code_of(failure));
  }
}

void CheckList::good(const std::string& name, const std::string& text) {
  std::cout << fmt::format("良   {}: {}\n", name, text);
}

void CheckList::bad(const std::string& name, const std::string& text, ExitCode code) {
  std::cout << fmt::format("不可 {}: {}\n", name, text);
  code_ = gravest(code_, code);
}

void CheckList::warn(const std::string& name, const std::string& text) {
  std::cout << fmt::format("注意 {}: {}\n", name, text);
}

}  // namespace saihakko
