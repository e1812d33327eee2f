#pragma once

#include <filesystem>
#include <kainjow/mustache.hpp>
#include <string>

#include "core/service/setup/settings.hpp"

namespace saihakko {

/// templates/report/daily.html: the daily report's words and look (mustache; values are escaped but
/// for `{{{svg}}}`).
class ReportTemplate {
 public:
  /// Throws ConfigurationError naming the file for a tag that no report has or that is not closed.
  static ReportTemplate load(const Settings& settings);

  std::string fill(const kainjow::mustache::data& values) const;

 private:
  std::string text_;
};

}  // namespace saihakko
