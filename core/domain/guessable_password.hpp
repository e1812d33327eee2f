#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saihakko {

/// i and l written as the 1 that stands for both.
std::string with_one_for_i_and_l(std::string_view word);

/// What of a password a list of common ones is asked for: the whole of it, and what is left without
/// any number of the digits and signs at its ends, each as it is and with `0 3 4 5 @ $` read as the
/// letters that they stand for; that with a 1 is with_one_for_i_and_l(), and means the words that
/// are the same so. Lower case; nothing shorter than three characters.
std::vector<std::string> password_cores(std::string_view password);

/// Whether all of it is runs of three or more keys: neighbours in a row of the keyboard or down its
/// columns, in the alphabet or among the digits, either way, or one key again and again.
bool is_run_of_keys(std::string_view password);

/// What an office is known by.
struct OfficeNames {
  std::string_view number;
  std::string_view user_id;
  std::string_view name;
  std::string_view name_kana;
};
/// Whether nothing but digits and signs is left beside its number or user ID, or beside the
/// beginning of a word of its name, or six letters or more out of its name: as the ledger writes it
/// in Latin letters, or its kana in any romanization.
bool is_of_office(std::string_view password, const OfficeNames& office);

}  // namespace saihakko
