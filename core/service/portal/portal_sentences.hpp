#pragma once

#include <string>
#include <string_view>

#include "core/domain/code_rules.hpp"
#include "core/domain/instant.hpp"
#include "core/domain/password_policy.hpp"

/// What a person in front of the portal reads: the manual's sentences where it has them.
namespace saihakko::portal_sentences {

/// Manual steps 10 and 17: where the code went, its life, why it may not come; and that a code
/// issued earlier is void.
std::string code_on_its_way(CodePurpose purpose, std::string_view mail, const CodeLimits& limits);

/// Manual steps 7 and 15.
std::string choose_prefecture(CodePurpose purpose);

/// Manual step 11.
std::string choose_password(const PasswordRule& rule);
/// Manual step 12.
std::string reset_done();
/// The end of a first login with the temporary password of a letter.
std::string first_login_done();
/// Manual steps 18 and 19.
std::string confirm_application();
std::string application_done();

/// Manual step 13: what is not shaped like an office number may be an agent's.
std::string office_number_malformed();
std::string office_unknown();
std::string mails_differ();
std::string limit_reached(CodePurpose purpose, CodeLimit limit, Instant retry_at);
std::string code_malformed(CodePurpose purpose);
std::string code_wrong(CodePurpose purpose, int tries_left);
std::string code_expired(CodePurpose purpose, const CodeLimits& limits);
std::string code_superseded(CodePurpose purpose);
std::string code_exhausted(CodePurpose purpose);
std::string prefecture_not_offered();
std::string ticket_unknown();
std::string ticket_over();
std::string already_done();
std::string step_out_of_order();
std::string login_failed();
std::string login_locked(Instant until);
std::string login_shut();
std::string busy();
std::string try_again();
std::string temporary_password_lapsed();
std::string temporary_password_voided();

}  // namespace saihakko::portal_sentences
