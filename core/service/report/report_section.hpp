#pragma once

#include <cstdint>
#include <initializer_list>
#include <kainjow/mustache.hpp>
#include <string>
#include <utility>

#include "core/service/report/daily_figures.hpp"
#include "core/service/setup/union_list.hpp"

namespace saihakko {

/// For the fields of templates/report/daily.html.
kainjow::mustache::data page_object(
    std::initializer_list<std::pair<const char*, std::string>> fields);
kainjow::mustache::data page_flag(bool is_set);

/// As the page calls it; `prefecture` may be kAllUnions or one that is no union's.
std::string union_name(const std::string& prefecture, const UnionList& unions);

/// 0: Sunday.
std::int64_t weekday_of(std::int64_t day);

/// The tiles, charts and tables of a page: all unions together, then, where there are several, each
/// by itself.
kainjow::mustache::data report_sections(const ReportWindow& window, const UnionList& unions);

}  // namespace saihakko
