#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/mail/mail_template.hpp"

namespace saihakko {
namespace {

constexpr std::array<std::string_view, 2> kCodeFields = {"code", "lifetime_minutes"};
constexpr std::array<std::string_view, 8> kReceiptFields = {
    "receipt_number", "received_at", "office_number",   "prefecture_name",
    "union_name",     "union_phone", "return_envelope", "last_day"};
constexpr std::array<std::string_view, 10> kResultFields = {
    "receipt_number", "office_number",   "union_name", "union_phone", "approved",
    "rejected",       "reason_sentence", "urgent",     "expected_by", "valid_until"};

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

constexpr const char* kUnion = R"(
[審査についての問い合わせ先]
東京都国民健康保険団体連合会
電話 03-0000-0000
)";

const std::map<std::string, std::string> kAbout = {{"receipt_number", "R1"},
                                                   {"received_at", "2026年11月22日 9時00分"},
                                                   {"office_number", "1311111111"},
                                                   {"prefecture_name", "東京都"},
                                                   {"union_name", "東京都国民健康保険団体連合会"},
                                                   {"union_phone", "電話 03-0000-0000"}};

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

東京都国民健康保険団体連合会による審査が完了すると、「ログイン情報再発行申請結果通知」をお送りします。通常は数日から一週間程度、申請が集中した場合は数週間かかります。
東京都国民健康保険団体連合会より、通知先メールアドレスや事業所台帳に登録された電話番号等へ連絡が行われる場合があります。
)";

TEST(MailTexts, ReceiptTellsWhatWasTaken) {
  const MailTemplate receipt = shipped("receipt.txt", kReceiptFields);
  auto values = kAbout;
  EXPECT_EQ(receipt.render(values).subject, "ログイン情報再発行申請受領通知(介護保険)");
  EXPECT_EQ(receipt.render(values).body, std::string(kReceiptBody) + kUnion + kClosing);
  values["return_envelope"] = "〒690-0000\n島根県松江市";
  values["last_day"] = "2026年12月15日";
  EXPECT_EQ(receipt.render(values).body, std::string(kReceiptBody) + R"(
東京都国民健康保険団体連合会の案内に従い、返信用封筒を次の宛先へお送りください。返信用封筒には、受付番号 R1 を書き添えてください。
〒690-0000
島根県松江市

[返信用封筒の到着期限]
2026年12月15日

期限までに届かない場合は、申請を承認できません。
)" + kUnion + kClosing);
  values.erase("office_number");
  EXPECT_THROW(receipt.render(values), MailTemplateError);
}

TEST(MailTexts, EnvelopeReminderTellsWhereToAndByWhen) {
  const MailTemplate reminder = shipped("envelope_reminder.txt", kReceiptFields);
  auto values = kAbout;
  values["return_envelope"] = "〒690-0000 島根県松江市";
  values["last_day"] = "2026年12月15日";
  const std::string body = reminder.render(values).body;
  EXPECT_NE(body.find("受付番号 R1 を書き添えてください"), body.npos);
  EXPECT_NE(body.find("[返信用封筒の到着期限]\n2026年12月15日\n"), body.npos);
  values.erase("return_envelope");
  EXPECT_THROW(reminder.render(values), MailTemplateError);
}

TEST(MailTexts, SummaryOfWarningsNamesEachAndCountsTheOthers) {
  constexpr std::array<std::string_view, 4> kFields = {"day", "count", "listed", "more"};
  const MailTemplate summary = shipped("warning_summary.txt", kFields);
  std::map<std::string, std::string> values = {
      {"day", "2026年11月22日"}, {"count", "2"}, {"listed", "一\n二"}, {"more", ""}};
  const std::string body = summary.render(values).body;
  EXPECT_NE(body.find("次の 2 件を"), body.npos);
  EXPECT_NE(body.find("[申請・承認]\n一\n二\n\n貴事業所"), body.npos);
  values["more"] = "3";
  EXPECT_NE(summary.render(values).body.find("一\n二\nほか 3 件\n"), body.npos);
}

TEST(MailTexts, ResultTellsApprovalOrReason) {
  const MailTemplate result = shipped("result.txt", kResultFields);
  std::map<std::string, std::string> values = kAbout;
  values.erase("received_at");
  values.erase("prefecture_name");
  const std::string opening = R"(介護電子請求受付システムからのお知らせです。
ログイン情報の再発行申請について、東京都国民健康保険団体連合会による審査の結果をお知らせします。

[受付番号]
R1

[事業所番号]
1311111111

[審査結果]
)";
  auto approved = values;
  approved.insert({{"approved", "1"},
                   {"urgent", "1"},
                   {"expected_by", "2026年11月27日"},
                   {"valid_until", "2027年1月6日"}});
  EXPECT_EQ(result.render(approved).subject, "ログイン情報再発行申請結果通知(介護保険)");
  EXPECT_EQ(result.render(approved).body, opening + R"(承認
「ログイン情報再発行通知書」を事業所台帳に登録された住所へ郵送します。
お急ぎの申請として、ほかの申請より先に手続きします。

[通知書の到着予定]
2026年11月27日ごろ

到着予定を過ぎても届かない場合は、東京都国民健康保険団体連合会へお問い合わせください。

[仮パスワードの有効期限]
2027年1月6日

期限までに、通知書の仮パスワードでログインし、新しいパスワードを設定してください。
)" + kUnion + kClosing);
  auto rejected = values;
  rejected.insert(
      {{"rejected", "1"}, {"reason_sentence", "本人であることを確認できませんでした。"}});
  EXPECT_EQ(result.render(rejected).body, opening + R"(不承認
本人であることを確認できませんでした。
東京都国民健康保険団体連合会へお問い合わせください。
)" + kUnion + kClosing);
  rejected.erase("reason_sentence");
  EXPECT_THROW(result.render(rejected), MailTemplateError);
}

}  // namespace
}  // namespace saihakko
