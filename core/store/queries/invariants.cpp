#include "core/store/queries/invariants.hpp"

#include "core/store/engine/statement.hpp"

namespace saihakko {

const std::vector<Invariant>& invariants() {
  static const std::vector<Invariant> all{
      {"application_state", "申請の状態が、知られている状態のどれでもありません",
       "SELECT receipt_number FROM applications WHERE state NOT IN ('begun', 'verified', "
       "'submitted', 'in_review', 'on_hold', 'approved', 'issued', 'printed', 'posted', "
       "'completed', 'lapsed', 'rejected', 'refused', 'withdrawn', 'abandoned') LIMIT 100"},
      {"application_audit", "申請の状態が、監査記録の最後の変化と異なります",
       "SELECT receipt_number FROM applications WHERE 'application_' || state <> "
       "COALESCE((SELECT event FROM audit WHERE subject = receipt_number "
       "AND event LIKE 'application\\_%' ESCAPE '\\' ORDER BY seq DESC LIMIT 1), '') LIMIT 100"},
      {"one_live_password", "使える仮パスワードが2つ以上あるユーザIDです",
       "SELECT user_id FROM accounts WHERE (SELECT COUNT(*) FROM letters "
       "WHERE letters.account_id = accounts.account_id "
       "AND temporary_password_hash IS NOT NULL) > 1 LIMIT 100"},
      {"live_password_letter", "終わった通知書に、仮パスワードが残っています",
       "SELECT notice_number FROM letters WHERE temporary_password_hash IS NOT NULL "
       "AND state NOT IN ('sealed', 'collected', 'printed', 'posted') LIMIT 100"},
      {"letter_batch", "通知書のバッチが作成済ではありません",
       "SELECT notice_number FROM letters JOIN batches USING (batch_id) "
       "WHERE batches.state NOT IN ('sealed', 'handed_over', 'voided') LIMIT 100"},
      {"batch_letters", "バッチの通知書の数が、作成した数と異なります",
       "SELECT name FROM batches WHERE state IN ('sealed', 'handed_over') AND letters <> "
       "(SELECT COUNT(*) FROM letters WHERE letters.batch_id = batches.batch_id) LIMIT 100"},
      {"issued_letter", "発行した申請に、生きている通知書がちょうど1通ありません",
       "SELECT receipt_number FROM applications WHERE state IN ('issued', 'printed', 'posted') "
       "AND (SELECT COUNT(*) FROM letters "
       "WHERE letters.application_id = applications.application_id "
       "AND letters.state IN ('sealed', 'collected', 'printed', 'posted')) <> 1 LIMIT 100"},
      {"letter_progress", "申請の状態が、通知書の状態と合いません",
       "SELECT receipt_number FROM applications JOIN letters USING (application_id) "
       "WHERE letters.state IN ('sealed', 'collected', 'printed', 'posted') "
       "AND applications.state <> CASE letters.state WHEN 'sealed' THEN 'issued' "
       "WHEN 'collected' THEN 'issued' ELSE letters.state END LIMIT 100"},
      {"letter_audit", "通知書の状態が、監査記録の最後の変化と異なります",
       "SELECT notice_number FROM letters WHERE 'letter_' || state <> "
       "COALESCE((SELECT event FROM audit WHERE subject = notice_number "
       "AND event LIKE 'letter\\_%' ESCAPE '\\' ORDER BY seq DESC LIMIT 1), '') LIMIT 100"},
      {"void_reason", "無効の理由がない無効の通知書か、理由のある無効でない通知書です",
       "SELECT notice_number FROM letters "
       "WHERE (state = 'voided') <> (void_reason <> '') LIMIT 100"},
      {"superseded_letter", "新しい版があるのに、生きている通知書です",
       "SELECT notice_number FROM letters WHERE temporary_password_hash IS NOT NULL "
       "AND EXISTS (SELECT 1 FROM letters AS newer "
       "WHERE newer.application_id = letters.application_id "
       "AND newer.edition > letters.edition) LIMIT 100"},
      {"print_result", "印刷室の報告がないのに、進んだことになっている通知書です",
       "SELECT notice_number FROM letters WHERE state IN ('collected', 'printed', 'posted', "
       "'spoiled', 'returned') AND NOT EXISTS (SELECT 1 FROM print_results "
       "WHERE print_results.letter_id = letters.letter_id AND result = letters.state) LIMIT 100"},
      {"claimed_batch", "申請を取り置いたバッチがありません",
       "SELECT receipt_number FROM applications WHERE state = 'approved' AND batch_id IS NOT NULL "
       "AND NOT EXISTS (SELECT 1 FROM batches WHERE batches.batch_id = applications.batch_id "
       "AND batches.state IN ('claimed', 'sealed')) LIMIT 100"},
      {"receipt_notice", "受領通知が作られていない申請です",
       "SELECT receipt_number FROM applications "
       "WHERE EXISTS (SELECT 1 FROM audit WHERE subject = receipt_number "
       "AND event = 'application_submitted') AND NOT EXISTS (SELECT 1 FROM notices "
       "WHERE notices.application_id = applications.application_id AND kind = 'receipt') "
       "LIMIT 100"},
      {"result_notice", "結果通知が作られていない申請です",
       "SELECT receipt_number FROM applications WHERE state IN ('refused', 'rejected', 'issued', "
       "'printed', 'posted', 'completed', 'lapsed') AND NOT EXISTS (SELECT 1 FROM notices "
       "WHERE notices.application_id = applications.application_id AND kind = 'result') "
       "LIMIT 100"},
      {"form_ticket", "入力中の申請に、続けられる操作がありません",
       "SELECT receipt_number FROM applications WHERE state IN ('begun', 'verified') "
       "AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.ticket_sum = submission_id "
       "AND step <> 'ended') LIMIT 100"},
      {"settled_code", "送信し終えたメールに、コードが残っています",
       "SELECT message_id FROM notices WHERE sealed_code IS NOT NULL "
       "AND state NOT IN ('queued', 'claimed', 'deferred') LIMIT 100"},
      {"live_codes", "同じ申込みに、使えるコードが2つ以上あります",
       "SELECT office_number FROM codes WHERE state = 'live' AND counted = 1 "
       "GROUP BY pair_mark, client_mark HAVING COUNT(*) > 1 LIMIT 100"},
      {"purged_open", "手続きの終わっていない申請から、個人情報が消されています",
       "SELECT receipt_number FROM applications WHERE purged_ms IS NOT NULL AND state NOT IN "
       "('completed', 'lapsed', 'rejected', 'refused', 'withdrawn', 'abandoned') LIMIT 100"},
      {"purged_application", "消去を記録した申請に、個人情報が残っています",
       "SELECT receipt_number FROM applications WHERE purged_ms IS NOT NULL AND "
       "(notification_mail <> '' OR addressee_name <> '' OR addressee_postcode <> '' "
       "OR addressee_address <> '') LIMIT 100"},
      {"purged_notice", "消去を記録したメールに、宛先か本文が残っているか、まだ終わっていません",
       "SELECT message_id FROM notices WHERE purged_ms IS NOT NULL AND (recipient <> '' "
       "OR fields <> '{}' OR state NOT IN ('sent', 'failed', 'expired', 'cancelled', 'bounced')) "
       "LIMIT 100"},
      {"purged_batch", "消去したバッチの合計が、監査記録にありません",
       "SELECT name FROM batches WHERE purged_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit "
       "WHERE subject = name AND event = 'batch_purged' AND detail = sums_sha256) LIMIT 100"},
      {"lost_letter", "失われた通知書の番号が、別の通知書に使われています",
       "SELECT notice_number FROM lost_letters JOIN letters USING (notice_number) LIMIT 100"},
      {"claimed_notice", "送信中のメールに、送信元の記録がありません",
       "SELECT message_id FROM notices WHERE state = 'claimed' AND owner = '' LIMIT 100"},
  };
  return all;
}

std::vector<std::string> breaches_of(Database& database, const Invariant& invariant) {
  std::vector<std::string> subjects;
  for (auto& [subject] : database.select<std::tuple<std::string>>(invariant.query)) {
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

}  // namespace saihakko
