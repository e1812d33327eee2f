#include "core/domain/finding.hpp"

#include <algorithm>
#include <array>

#include "core/domain/customer_barcode.hpp"
#include "core/domain/office.hpp"

namespace saihakko {
namespace {

using enum FindingCode;

constexpr std::array kAll{name_missing,           name_unprintable,
                          name_too_long,          address_missing,
                          address_unprintable,    address_too_long,
                          office_suspended,       office_closed,
                          office_locked,          no_account,
                          postcode_missing,       postcode_differs,
                          barcode_left_out,       check_digit,
                          other_open_application, security_mail_differs,
                          already_has_account,    letter_returned,
                          letter_voided,          notice_bounced,
                          notice_perhaps_bounced, mail_undeliverable,
                          ledger_changed,         id_not_listed,
                          office_not_listed,      submitted_in_future,
                          password_set_since};

std::string_view sentence(FindingCode code) {
  switch (code) {
    case name_missing: return "事業所台帳に事業所名がありません";
    case name_unprintable: return "事業所名に印刷できない文字があります";
    case name_too_long: return "事業所名が通知書の枠に収まりません";
    case address_missing: return "事業所台帳に住所がありません";
    case address_unprintable: return "住所に印刷できない文字があります";
    case address_too_long: return "住所が通知書の枠に収まりません";
    case office_suspended: return "事業所は休止中です";
    case office_closed: return "事業所は廃止されています";
    case office_locked: return "事業所は閉鎖中です。解除(saihakko office unlock)まで承認できません";
    case no_account: return "この国保連合会が発行したユーザIDがありません";
    case postcode_missing: return "事業所台帳に郵便番号がありません";
    case postcode_differs:
      return "郵便番号と住所が一致しません。通知書にカスタマバーコードを付けません";
    case barcode_left_out: return "通知書にカスタマバーコードを付けません";
    case check_digit: return "事業所番号の検査数字が合いません";
    case other_open_application: return "ほかに手続き中の申請があります";
    case security_mail_differs: return "通知先が登録済みのセキュリティ用メールアドレスと異なります";
    case already_has_account: return "新規の申請ですが、ユーザIDは発行済みです";
    case letter_returned: return "通知書が返戻されました。宛先を確かめてください";
    case letter_voided: return "通知書を無効にしました。理由は letter show にあります";
    case notice_bounced: return "申請者へのメールが届きませんでした。電話などで確かめてください";
    case notice_perhaps_bounced:
      return "通知先のアドレスから、どの通知のものかわからない不達の報告が届きました。"
             "この通知かもしれません。電話などで確かめてください";
    case mail_undeliverable: return "通知先のメールアドレスには、最近メールが届いていません";
    case ledger_changed: return "台帳が最近変わった";
    case id_not_listed: return "事業所台帳の発行都道府県に、この国保連合会のユーザIDがありません";
    case office_not_listed: return "最新の事業所台帳に、この事業所がありません";
    case submitted_in_future: return "申請日時が、受け取った時より先の日時です";
    case password_set_since:
      return "申請の後に、事業所が自分でパスワードを設定しました。通知書は要らないかもしれません";
  }
  return {};
}

/// `name,address` → 事業所名、住所.
std::string ledger_columns(std::string_view codes) {
  std::string columns;
  while (!codes.empty()) {
    const std::size_t end = std::min(codes.find(','), codes.size());
    if (!columns.empty()) columns += "、";
    columns += ledger_column(codes.substr(0, end));
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  return columns;
}

/// `0600042,0640820` → 住所に合う郵便番号は 060-0042、064-0820.
std::string fitting_postcodes(std::string_view detail) {
  std::string text;
  while (!detail.empty()) {
    const std::size_t end = std::min(detail.find(','), detail.size());
    text += (text.empty() ? "住所に合う郵便番号は " : "、") + postcode_text(detail.substr(0, end));
    detail.remove_prefix(std::min(end + 1, detail.size()));
  }
  return text;
}

/// Of a mail that came back its number and, in words, why; of a changed ledger its columns.
std::string detail_for_a_person(const Finding& finding) {
  if (finding.code == ledger_changed) return ledger_columns(finding.detail);
  if (finding.code == postcode_missing || finding.code == postcode_differs) {
    return fitting_postcodes(finding.detail);
  }
  if (finding.code == barcode_left_out) {
    const auto gap = parse_barcode_gap(finding.detail);
    return gap ? std::string(saihakko::japanese(*gap)) : finding.detail;
  }
  const std::size_t blank = finding.detail.find(' ');
  if (finding.code != notice_bounced || blank == std::string::npos) return finding.detail;
  const auto cause = parse_bounce_cause(std::string_view(finding.detail).substr(blank + 1));
  const std::string number = finding.detail.substr(0, blank);
  return cause ? "通知" + number + ": " + std::string(saihakko::japanese(*cause)) : number;
}

}  // namespace

std::string_view to_text(FindingCode code) {
  switch (code) {
    case name_missing: return "name_missing";
    case name_unprintable: return "name_unprintable";
    case name_too_long: return "name_too_long";
    case address_missing: return "address_missing";
    case address_unprintable: return "address_unprintable";
    case address_too_long: return "address_too_long";
    case office_suspended: return "office_suspended";
    case office_closed: return "office_closed";
    case office_locked: return "office_locked";
    case no_account: return "no_account";
    case postcode_missing: return "postcode_missing";
    case postcode_differs: return "postcode_differs";
    case barcode_left_out: return "barcode_left_out";
    case check_digit: return "check_digit";
    case other_open_application: return "other_open_application";
    case security_mail_differs: return "security_mail_differs";
    case already_has_account: return "already_has_account";
    case letter_returned: return "letter_returned";
    case letter_voided: return "letter_voided";
    case notice_bounced: return "notice_bounced";
    case notice_perhaps_bounced: return "notice_perhaps_bounced";
    case mail_undeliverable: return "mail_undeliverable";
    case ledger_changed: return "ledger_changed";
    case id_not_listed: return "id_not_listed";
    case office_not_listed: return "office_not_listed";
    case submitted_in_future: return "submitted_in_future";
    case password_set_since: return "password_set_since";
  }
  return {};
}

std::optional<FindingCode> parse_finding_code(std::string_view text) {
  for (const FindingCode code : kAll) {
    if (text == to_text(code)) return code;
  }
  return std::nullopt;
}

bool is_blocking(FindingCode code) {
  return code < postcode_missing;
}

std::string postcodes_detail(const std::vector<std::string>& postcodes) {
  constexpr std::size_t kMostNamed = 5;
  std::string detail;
  if (postcodes.size() > kMostNamed) return detail;
  for (const std::string& postcode : postcodes)
    detail += (detail.empty() ? "" : ",") + postcode;
  return detail;
}

std::string bounce_detail(std::int64_t notice_id, BounceCause cause) {
  return std::to_string(notice_id) + " " + std::string(to_text(cause));
}

std::string japanese(const Finding& finding) {
  std::string text(sentence(finding.code));
  if (!finding.detail.empty()) text += "(" + detail_for_a_person(finding) + ")";
  return text;
}

bool any_blocking(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return is_blocking(finding.code); });
}

}  // namespace saihakko
