#pragma once

#include "jobs/commands/command_form.hpp"

namespace saihakko {

/// The options that several verbs share, each with one meaning. What an option is of its own to a
/// verb stands beside the verb.
inline Option takes_json() {
  return {"json", "", "表の代わりに JSON で出す"};
}

inline Option takes_limit() {
  return {"limit", "N", "新しいものから N 件まで"};
}

inline Option takes_union() {
  return {"union", "NN", "この国保連合会(都道府県コード 01〜47)のものだけ"};
}

inline Option takes_note() {
  return {"note", "備考", "内部の備考。申請者には送らない"};
}

}  // namespace saihakko
