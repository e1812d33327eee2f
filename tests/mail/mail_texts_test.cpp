#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/mail/mail_template.hpp"

namespace saihakko {
namespace {

constexpr std::array<std::string_view, 2> kCodeFields = {"code", "lifetime_minutes"};
constexpr std::array<std::string_view, 5> kReceiptFields = {
    "receipt_number", "received_at", "office_number", "prefecture_name", "return_envelope"};
constexpr std::array<std::string_view, 4> kResultFields = {"receipt_number", "approved", "rejected",
                                                           "reason_sentence"};

constexpr const char* kClosing = R"(
メール内容に心当たりがない場合、このメールは破棄するようお願いします。

[問い合わせ先]
ヘルプデスク:0570-059-402

本メールはシステムが自動的に送信しております。
本メールへ返信にてお問い合わせいただいてもご回答できませんので、予めご了承くださいますようお願い申し上げます。
)";

MailTemplate shipped(const char* name, std::span<const std::string_view> fields) {
  return MailTemplate::load(std::filesystem::path(SAIHAKKO_SOURCE_DIR) / "templates/mail" / name,
                            fields);
}

TEST(MailTexts, OneTimePasswordIsTheManualsStep9WordForWord) {
  const RenderedMail mail = shipped("one_time_password.txt", kCodeFields)
                                .render({{"code", "999999"}, {"lifetime_minutes", "30"}});
  EXPECT_EQ(mail.subject, "ワンタイムパスワード発行通知(介護保険)");
  EXPECT_EQ(mail.body, R"(介護電子請求受付システムからのお知らせです。
電子請求受付システムのワンタイムパスワードが発行されました。

[ワンタイムパスワード]
999999

ワンタイムパスワードの有効期間は 30 分です。
ワンタイムパスワード入力画面の操作説明に従い、ワンタイムパスワードを入力してください。
※処理を中断してしまった場合、再度セキュリティ用メールアドレスを設定してください。

メール内容に心当たりがない場合、このメールは破棄するようお願いします。

[問い合わせ先]

ヘルプデスク: 0570-059-402

本メールはシステムが自動的に送信しております。
本メールへ返信にてお問い合わせいただいてもご回答できませんので、予めご了承くださいますようお願い申し上げます。
)");
}

TEST(MailTexts, ConfirmationCodeIsTheManualsStep16WordForWord) {
  const RenderedMail mail = shipped("confirmation_code.txt", kCodeFields)
                                .render({{"code", "9999"}, {"lifetime_minutes", "30"}});
  EXPECT_EQ(mail.subject, "確認コード発行通知(介護保険)");
  EXPECT_EQ(mail.body, std::string(R"(介護電子請求受付システムからのお知らせです。
電子請求受付システムの確認コードが発行されました。

[確認コード]
9999

確認コードの有効期間は 30 分です。
確認コード入力画面の操作説明に従い、確認コードを入力してください。
※処理を中断してしまった場合、再度セキュリティ用メールアドレスを設定してください。
)") + kClosing);
}

constexpr const char* kReceiptBody = R"(介護電子請求受付システムからのお知らせです。
ログイン情報の再発行申請を受け付けました。

[受付番号]
R1

[受付日時]
2026年11月22日 9時00分

[事業所番号]
1311111111

[請求先都道府県]
東京都

国保連合会による審査が完了すると、「ログイン情報再発行申請結果通知」をお送りします。通常は数日から一週間程度、申請が集中した場合は数週間かかります。
国保連合会より、通知先メールアドレスや事業所台帳に登録された電話番号等へ連絡が行われる場合があります。
)";

TEST(MailTexts, ReceiptTellsWhatWasTaken) {
  const MailTemplate receipt = shipped("receipt.txt", kReceiptFields);
  std::map<std::string, std::string> values = {{"receipt_number", "R1"},
                                               {"received_at", "2026年11月22日 9時00分"},
                                               {"office_number", "1311111111"},
                                               {"prefecture_name", "東京都"}};
  EXPECT_EQ(receipt.render(values).subject, "ログイン情報再発行申請受領通知(介護保険)");
  EXPECT_EQ(receipt.render(values).body, std::string(kReceiptBody) + kClosing);
  values["return_envelope"] = "〒690-0000 島根県松江市 島根県国民健康保険団体連合会";
  EXPECT_EQ(receipt.render(values).body, std::string(kReceiptBody) + R"(
国保連合会の案内に従い、返信用封筒を次の宛先へお送りください。
〒690-0000 島根県松江市 島根県国民健康保険団体連合会
)" + kClosing);
  values.erase("office_number");
  EXPECT_THROW(receipt.render(values), MailTemplateError);
}

TEST(MailTexts, EnvelopeReminderTellsWhereToAndByWhen) {
  constexpr std::array<std::string_view, 6> kFields{"receipt_number",  "received_at",
                                                    "office_number",   "prefecture_name",
                                                    "return_envelope", "last_day"};
  const MailTemplate reminder = shipped("envelope_reminder.txt", kFields);
  std::map<std::string, std::string> values = {{"receipt_number", "R1"},
                                               {"received_at", "2026年11月22日 9時00分"},
                                               {"office_number", "1311111111"},
                                               {"prefecture_name", "東京都"},
                                               {"return_envelope", "〒690-0000 島根県松江市"}};
  const std::string body = R"(介護電子請求受付システムからのお知らせです。
返信用封筒が届いていないため、ログイン情報の再発行申請の審査をお待ちしています。

[受付番号]
R1

[受付日時]
2026年11月22日 9時00分

[事業所番号]
1311111111

[請求先都道府県]
東京都

国保連合会の案内に従い、返信用封筒を次の宛先へお送りください。行き違いで既にお送りいただいている場合は、お手続きは必要ありません。
〒690-0000 島根県松江市
)";
  EXPECT_EQ(reminder.render(values).subject, "ログイン情報再発行申請返信用封筒のお願い(介護保険)");
  EXPECT_EQ(reminder.render(values).body, body + kClosing);
  values["last_day"] = "2026年12月15日";
  EXPECT_EQ(reminder.render(values).body, body + R"(
[返信用封筒の到着期限]
2026年12月15日

期限までに届かない場合は、申請を承認できません。その場合は、封筒をご用意のうえ、あらためて申請してください。
)" + kClosing);
  values.erase("return_envelope");
  EXPECT_THROW(reminder.render(values), MailTemplateError);
}

TEST(MailTexts, ResultTellsApprovalOrReason) {
  const MailTemplate result = shipped("result.txt", kResultFields);
  const std::string opening = R"(介護電子請求受付システムからのお知らせです。
審査の結果をお知らせします。

[受付番号]
R1

[審査結果]
)";
  const RenderedMail approved = result.render({{"receipt_number", "R1"}, {"approved", "1"}});
  EXPECT_EQ(approved.subject, "ログイン情報再発行申請結果通知(介護保険)");
  EXPECT_EQ(approved.body, opening + R"(承認
「ログイン情報再発行通知書」を事業所台帳に登録された住所へ郵送します。
)" + kClosing);
  const RenderedMail rejected =
      result.render({{"receipt_number", "R1"},
                     {"rejected", "1"},
                     {"reason_sentence", "事業所番号が事業所台帳に登録されていません。"}});
  EXPECT_EQ(rejected.body, opening + R"(不承認
事業所番号が事業所台帳に登録されていません。
国保連合会へお問い合わせください。
)" + kClosing);
  EXPECT_THROW(result.render({{"receipt_number", "R1"}, {"rejected", "1"}}), MailTemplateError);
}

}  // namespace
}  // namespace saihakko
