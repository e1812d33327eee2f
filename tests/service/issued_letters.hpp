#pragma once

#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "core/domain/kana_reading.hpp"
#include "core/files/durable_file.hpp"
#include "core/letter/read_back.hpp"
#include "core/secrets/password_hash.hpp"
#include "tests/service/service_fixture.hpp"

namespace saihakko {

inline std::vector<std::string> pages_of(const std::filesystem::path& pdf) {
  return read_back_pages(read_file(pdf, std::size_t{1} << 26));
}

/// The password as the person who opens the letter reads it: each character stands between its
/// class and its reading, and nothing else on the page is written so.
inline std::string password_on(const std::string& page) {
  std::string password;
  for (std::size_t at = 0; at < page.size(); ++at) {
    const auto reading = kana_reading(page[at]);
    if (!reading) continue;
    const std::string label(class_label(reading->character_class));
    const bool labelled =
        at >= label.size() && page.compare(at - label.size(), label.size(), label) == 0;
    if (labelled && page.compare(at + 1, reading->kana.size(), reading->kana) == 0) {
      password += page[at];
    }
  }
  return password;
}

/// Whether the hash was made of the password.
inline bool opens(std::string_view password, const std::string& hash) {
  return equal_hashes(hash_password(password, hash_setting_of(hash)), hash);
}

/// The live password hash of a letter.
inline std::string hash_of(House& house, const std::string& notice_number) {
  return std::get<0>(house.database
                         .select_one<std::tuple<std::string>>(
                             "SELECT COALESCE(temporary_password_hash, '') FROM letters "
                             "WHERE notice_number = $1",
                             notice_number)
                         .value());
}

}  // namespace saihakko
