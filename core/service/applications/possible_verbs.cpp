#include "core/service/applications/possible_verbs.hpp"

#include <fmt/format.h>

namespace saihakko {

std::string possible_verbs(const Application& application) {
  const std::string& receipt = application.receipt_number;
  switch (application.state) {
    case ApplicationState::begun:
    case ApplicationState::verified: return "申請者がまだ提出していません";
    case ApplicationState::submitted:
      return fmt::format(
          "screen-applications の後に判定できます。取りやめるには saihakko application withdraw {}",
          receipt);
    case ApplicationState::in_review:
    case ApplicationState::on_hold:
      return fmt::format(
          "判定するには saihakko application approve {0}(reject、hold も同じ)、取りやめるには "
          "saihakko application withdraw {0}",
          receipt);
    case ApplicationState::approved:
      if (application.batch_id != 0) {
        return fmt::format(
            "通知書を作成中です。できた後に、saihakko letter void {} --reason コード "
            "で無効にすると審査中に戻ります",
            receipt);
      }
      return fmt::format(
          "承認を取り消すには saihakko application undo {0}、取りやめるには saihakko application "
          "withdraw {0}",
          receipt);
    case ApplicationState::issued:
    case ApplicationState::printed:
    case ApplicationState::posted:
      return fmt::format(
          "通知書を無効にして審査中に戻すには saihakko letter void {0} --reason コード、"
          "取りやめるには saihakko application withdraw {0}",
          receipt);
    case ApplicationState::completed:
      return fmt::format(
          "事業所は新しいパスワードを設定しています。漏洩のおそれがあれば saihakko office lock {}",
          application.office_number.text());
    case ApplicationState::lapsed:
    case ApplicationState::rejected:
    case ApplicationState::refused:
    case ApplicationState::withdrawn:
    case ApplicationState::abandoned:
      return "申請は終わっています。事業所に、あらためて申請してもらってください";
  }
  return {};
}

}  // namespace saihakko
