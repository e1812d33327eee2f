#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// Settings `passwords.*`; the rule of manual step 11. The scan of the manual damaged its list of
/// symbols, so a union can set the list.
struct PasswordRule {
  bool operator==(const PasswordRule&) const = default;

  std::size_t shortest = 8;
  std::size_t longest = 16;
  std::string symbols = "#$%&()+-./;,<=>?@[]^_`{}~";
};

enum class PasswordBreach {
  not_the_same_twice,
  too_short,
  too_long,
  foreign_character,  ///< neither an ASCII letter or digit nor one of the symbols
  no_letter,
  no_digit,
  same_as_user_id,  ///< letter case ignored
  same_as_temporary,
  common_word,    ///< a listed word, or one with digits or signs around it
  of_the_office,  ///< its name, number or user ID, alone or with digits or signs
  run_of_keys,  ///< neighbours on the keyboard or in the alphabet, or one character again and again
};

std::string_view to_text(PasswordBreach breach);

/// A sentence in Japanese for the person who chose the password; never shows any of it.
std::string describe(PasswordBreach breach, const PasswordRule& rule);

/// Everything that is wrong with a new password; `same_as_temporary` is the caller's to add.
std::vector<PasswordBreach> breaches_of(const PasswordRule& rule, std::string_view password,
                                        std::string_view again, std::string_view user_id);

}  // namespace saihakko
