#include "core/service/portal/portal_sentences.hpp"

#include <fmt/format.h>

#include "core/domain/calendar.hpp"

namespace saihakko::portal_sentences {
namespace {

constexpr std::string_view kMailCauses =
    "・受信制限の設定をしている。\n"
    "・迷惑メールフォルダ等に移動している。\n"
    "・メールの受信フォルダ・メールボックス等が容量オーバーになっている。\n"
    "・プロバイダの通信状況で受信が遅れている。\n";

constexpr std::string_view kSecurityCode =
    "セキュリティコードをご利用の方は、ユーザ情報変更メニューの「セキュリティコード設定」から再度設"
    "定し"
    "てください。";

constexpr std::string_view kStartAgain = "最初からやり直してください。";

std::string one_time_password_on_its_way(std::string_view mail, const CodeLimits& limits) {
  return fmt::format(
      "ユーザの本人確認を行うため、ワンタイムパスワードを {} 宛に送信しました。\n"
      "メール本文に記載された6桁の数字を半角で入力し、【次へ】ボタンを押してください。\n"
      "※ メールが届くまで数分程度かかる場合があります。\n"
      "ワンタイムパスワードの有効期間は{}分です。\n"
      "しばらく待ってもメールが届かない場合、以下の原因が考えられます。\n{}"
      "※ 入力したメールアドレスが、実際に登録済みのセキュリティ用メールアドレスと異なる場合、"
      "ワンタイムパスワードは送信されません。\n"
      "※ 登録済みのセキュリティ用メールアドレスが不明な場合、パスワード等を紛失した方画面で、"
      "「セキュリティ用メールアドレスが不明または未登録の場合はこちら」を選択してください。\n",
      mail, limits.lifetime_minutes, kMailCauses);
}

std::string confirmation_code_on_its_way(std::string_view mail, const CodeLimits& limits) {
  return fmt::format(
      "入力されたメールアドレスに誤りがないことを確認するため、確認コードを {} 宛に送信しました。\n"
      "メール本文に記載された4桁の数字を半角で入力し、[次へ] ボタンを押してください。\n"
      "※ メールが届くまで数分程度かかる場合があります。\n"
      "確認コードの有効期間は{}分です。\n"
      "しばらく待ってもメールが届かない場合、入力されたメールアドレスに誤りがある可能性があります。"
      "その場合、【戻る】ボタンを押して、再度ログイン情報再発行申請を行ってください。\n"
      "また、入力されたメールアドレスに誤りがない場合、以下の原因が考えられます。\n{}",
      mail, limits.lifetime_minutes, kMailCauses);
}

}  // namespace

std::string code_on_its_way(CodePurpose purpose, std::string_view mail, const CodeLimits& limits) {
  const std::string text = purpose == CodePurpose::reset
                               ? one_time_password_on_its_way(mail, limits)
                               : confirmation_code_on_its_way(mail, limits);
  return text +
         fmt::format(
             "※ 新しい{0}が発行されると、以前の{0}は使えなくなります。{0}を発行できるのは{1}秒に"
             "1回(間違えた後は間隔が長くなり、最長1時間)、1日に{2}回までです。これを超えた場合、"
             "新しい{0}は送信されず、前の{0}は、それを発行した画面で使えます。",
             japanese(purpose), limits.cooldown_seconds, limits.per_day);
}

std::string choose_prefecture(CodePurpose purpose) {
  const std::string_view what = purpose == CodePurpose::reset
                                    ? "ログイン情報を再設定するため、事業所の認証を行います。"
                                    : "ログイン情報の再発行申請を行ないます。";
  return fmt::format("{}\n請求先都道府県を選択し、【次へ】ボタンを押してください。", what);
}

std::string choose_password(const PasswordRule& rule) {
  return fmt::format(
      "新しいパスワードを入力し、【変更】ボタンを押してください。セキュリティコードは解除されます。"
      "\n"
      "※{}文字から{}文字で、英字、数字を少なくとも1文字ずつ含めてください。（記号は任意）\n"
      "記号 : {}\n"
      "ユーザIDと同じパスワードは入力できません。",
      rule.shortest, rule.longest, rule.symbols);
}

std::string reset_done() {
  return fmt::format("ログイン情報の再設定が完了しました。\n{}", kSecurityCode);
}

std::string first_login_done() {
  return fmt::format("新しいパスワードを設定しました。セキュリティコードは解除されました。\n{}",
                     kSecurityCode);
}

std::string confirm_application() {
  return "ログイン情報の再発行申請を行います。\n"
         "内容を確認し、【送信】ボタンを押してください。\n"
         "※事業所番号にお間違えがないよう、十分ご注意ください。";
}

std::string application_done() {
  return "ログイン情報の再発行申請を完了しました。\n"
         "通知先メールアドレスに「ログイン情報再発行申請受領通知」を送信しました。\n"
         "国保連合会より、通知先メールアドレスや事業所台帳に登録された電話番号等へ、"
         "ログイン情報の再発行に関する連絡が行われる場合があります。\n"
         "国保連合会による審査が完了すると、通知先メールアドレスに「ログイン情報再発行申請結果通知"
         "」が"
         "届きます。\n"
         "また、申請が承認された場合、事業所台帳に登録された住所へユーザIDおよびログイン用仮パスワ"
         "ードが"
         "記載された「ログイン情報再発行通知書」が郵送されます。\n"
         "なお、国保連合会から返信用封筒の事前送付等を依頼される場合がありますので、国保連合会の案"
         "内"
         "（ホームページ等）に従って対応してください。\n"
         "※「ログイン情報再発行申請結果通知」及び「ログイン情報再発行通知書」が届くまで、"
         "通常は数日から一週間程度かかります。\n"
         "※申請が集中した場合、数週間お待ちいただく場合があります。\n"
         "※パスワードの漏洩等のセキュリティリスクにより、パスワード変更が至急必要な場合、"
         "国保連合会へご相談ください。";
}

std::string office_number_malformed() {
  return "事業所番号は10桁(都道府県2桁、種別1桁、数字7桁)で入力してください。\n"
         "※ 介護事業所のログイン情報のみ再発行を申請できます。"
         "代理人のログイン情報を紛失した場合、国保連合会へお問い合わせください。";
}

std::string office_unknown() {
  return "入力された事業所番号は、事業所台帳に登録されていません。"
         "事業所番号にお間違えがないか、ご確認ください。\n"
         "お間違えがない場合は、国保連合会へお問い合わせください。";
}

std::string mails_differ() {
  return "通知先メールアドレスと確認用のメールアドレスが一致しません。";
}

std::string limit_reached(CodePurpose purpose, CodeLimit limit, Instant retry_at) {
  const std::string_view why = limit == CodeLimit::cool_down ? "続けて発行することはできません。"
                                                             : "発行できる回数の上限に達しました。";
  return fmt::format("{}を{}{} 以降にやり直してください。", japanese(purpose), why,
                     japan_minute(retry_at.plus_ms(kMinuteMs - 1)));
}

std::string code_malformed(CodePurpose purpose) {
  return fmt::format("メール本文に記載された{}桁の数字を半角で入力してください。",
                     digits_of(purpose));
}

std::string code_wrong(CodePurpose purpose, int tries_left) {
  return fmt::format(
      "{0}が違います。あと{1}回入力できます。\n"
      "※ 続けて操作した場合など、届いているメールの{0}がこの画面のものでないことがあります。"
      "そのときは、それを発行した画面に入力するか、しばらく待って{2}",
      japanese(purpose), tries_left, kStartAgain);
}

std::string code_expired(CodePurpose purpose, const CodeLimits& limits) {
  return fmt::format("{}の有効期間({}分)が過ぎました。{}", japanese(purpose),
                     limits.lifetime_minutes, kStartAgain);
}

std::string code_superseded(CodePurpose purpose) {
  return fmt::format(
      "新しい{0}が発行されたため、この{0}は使えません。新しい{0}を、それを発行した画面に入力する"
      "か、{1}",
      japanese(purpose), kStartAgain);
}

std::string code_exhausted(CodePurpose purpose) {
  return fmt::format("{0}の入力を間違えた回数が上限に達したため、この{0}は使えません。{1}",
                     japanese(purpose), kStartAgain);
}

std::string prefecture_not_offered() {
  return "請求先都道府県は、表示された中から選択してください。";
}

std::string ticket_unknown() {
  return fmt::format("この操作の記録がありません。{}", kStartAgain);
}

std::string ticket_over() {
  return fmt::format("時間が過ぎたか、ほかの操作により、この操作は続けられません。{}", kStartAgain);
}

std::string already_done() {
  return "この操作はすでに完了しています。";
}

std::string step_out_of_order() {
  return fmt::format("画面の順序が違います。{}", kStartAgain);
}

std::string login_failed() {
  return "ユーザIDまたはパスワードが違います。\n"
         "仮パスワードでログインできない場合は、国保連合会へお問い合わせください。";
}

std::string login_locked(Instant until) {
  return fmt::format(
      "パスワードを続けて間違えたため、一時的にログインできません。{} 以降にやり直してください。\n"
      "この間も、仮パスワードでのログインと「パスワード等を紛失した方はこちら」からの手続きはできま"
      "す。",
      japan_minute(until.plus_ms(kMinuteMs - 1)));
}

std::string login_shut() {
  return "パスワードを続けて間違えた回数が上限に達したため、このブラウザーからはパスワードでログイ"
         "ン"
         "できません。\n"
         "仮パスワードでログインするか、「パスワード等を紛失した方はこちら」からパスワードを"
         "再設定してください。国保連合会に解除を依頼することもできます。";
}

std::string busy() {
  return "ただいま混み合っています。少し待ってからやり直してください。"
         "入力した内容の誤りではありません。";
}

std::string try_again() {
  return "ただいま処理できません。しばらくしてからやり直してください。";
}

std::string temporary_password_lapsed() {
  return "この仮パスワードは有効期限が過ぎています。"
         "「パスワード等を紛失した方はこちら」から、もう一度ログイン情報の再発行を申請してください"
         "。";
}

std::string temporary_password_voided() {
  return "この仮パスワードは無効になっています。パスワードを再設定した場合は、新しいパスワードで"
         "ログインしてください。新しい「ログイン情報再発行通知書」が届いている場合は、"
         "そこに記載された仮パスワードを入力してください。届いていない場合は、国保連合会へお問い合"
         "わせ"
         "ください。";
}

}  // namespace saihakko::portal_sentences
