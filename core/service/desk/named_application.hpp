#pragma once

#include <string_view>

#include "core/domain/application.hpp"
#include "core/store/engine/database.hpp"

namespace saihakko {

/// The application that a person names by its receipt number, or by an office number: then its
/// only open one (a form that is half done does not count), else its newest. Throws UsageError when
/// there is none, or several are open.
Application named_application(Database& database, std::string_view text);

/// The same; a notice number names the application that its letter belongs to.
Application application_or_letter_named(Database& database, std::string_view text);

}  // namespace saihakko
