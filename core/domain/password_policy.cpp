#include "core/domain/password_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/domain/text_folding.hpp"
#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// As the person counts them.
std::size_t characters_in(std::string_view text) {
  const auto decoded = decode_utf8(text);
  return decoded ? decoded->size() : text.size();
}

}  // namespace

std::string_view to_text(PasswordBreach breach) {
  switch (breach) {
    case PasswordBreach::not_the_same_twice: return "not_the_same_twice";
    case PasswordBreach::too_short: return "too_short";
    case PasswordBreach::too_long: return "too_long";
    case PasswordBreach::foreign_character: return "foreign_character";
    case PasswordBreach::no_letter: return "no_letter";
    case PasswordBreach::no_digit: return "no_digit";
    case PasswordBreach::same_as_user_id: return "same_as_user_id";
    case PasswordBreach::same_as_temporary: return "same_as_temporary";
    case PasswordBreach::common_word: return "common_word";
    case PasswordBreach::of_the_office: return "of_the_office";
    case PasswordBreach::run_of_keys: return "run_of_keys";
  }
  return {};
}

std::string describe(PasswordBreach breach, const PasswordRule& rule) {
  switch (breach) {
    case PasswordBreach::not_the_same_twice:
      return "新しいパスワードと確認用のパスワードが一致しません。";
    case PasswordBreach::too_short:
      return fmt::format("パスワードは{}文字以上で入力してください。", rule.shortest);
    case PasswordBreach::too_long:
      return fmt::format("パスワードは{}文字以内で入力してください。", rule.longest);
    case PasswordBreach::foreign_character:
      return fmt::format("使える文字は、半角の英字、数字と次の記号です。 {}", rule.symbols);
    case PasswordBreach::no_letter: return "英字を少なくとも1文字含めてください。";
    case PasswordBreach::no_digit: return "数字を少なくとも1文字含めてください。";
    case PasswordBreach::same_as_user_id: return "ユーザIDと同じパスワードは入力できません。";
    case PasswordBreach::same_as_temporary: return "仮パスワードと同じパスワードは入力できません。";
    case PasswordBreach::common_word:
      return "よく使われる言葉だけ、またはそれに数字や記号を付けただけのパスワードは入力できません"
             "。";
    case PasswordBreach::of_the_office:
      return "事業所の名前や番号、ユーザIDだけ、またはそれに数字や記号を付けただけのパスワードは入"
             "力"
             "できません。";
    case PasswordBreach::run_of_keys:
      return "キーボードの並びや同じ文字の繰り返しだけのパスワードは入力できません。";
  }
  return {};
}

std::vector<PasswordBreach> breaches_of(const PasswordRule& rule, std::string_view password,
                                        std::string_view again, std::string_view user_id) {
  std::vector<PasswordBreach> breaches;
  const auto note = [&breaches](bool broken, PasswordBreach breach) {
    if (broken) breaches.push_back(breach);
  };
  const auto allowed = [&rule](char c) {
    return is_letter(c) || is_digit(c) || rule.symbols.find(c) != std::string::npos;
  };
  note(password != again, PasswordBreach::not_the_same_twice);
  note(characters_in(password) < rule.shortest, PasswordBreach::too_short);
  note(characters_in(password) > rule.longest, PasswordBreach::too_long);
  note(!std::all_of(password.begin(), password.end(), allowed), PasswordBreach::foreign_character);
  note(std::none_of(password.begin(), password.end(), is_letter), PasswordBreach::no_letter);
  note(std::none_of(password.begin(), password.end(), is_digit), PasswordBreach::no_digit);
  note(!password.empty() && fold_width(password) == fold_width(user_id),
       PasswordBreach::same_as_user_id);
  return breaches;
}

}  // namespace saihakko
