#include "core/domain/alert.hpp"

#include <stdexcept>

#include "core/domain/utf8.hpp"

namespace saihakko {
namespace {

using enum AlertKind;
using enum AlertLevel;

/// Replaces each `{n}` by the n-th text.
std::string filled(std::string_view pattern, const std::vector<std::string>& texts) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t brace = pattern.find('{');
    text += pattern.substr(0, brace);
    if (brace == std::string_view::npos) break;
    const auto which = static_cast<std::size_t>(pattern.at(brace + 1) - '0');
    if (which >= texts.size() || pattern.at(brace + 2) != '}') {
      throw std::logic_error("an alert without what its text speaks of");
    }
    text += without_control_characters(texts[which]);
    pattern.remove_prefix(brace + 3);
  }
  return text;
}

}  // namespace

const std::vector<AlertRule>& alert_rules() {
  static const std::vector<AlertRule> rules{
      {stuck_submitted, "stuck_submitted", "stuck.submitted.{0}", "stuck-submitted",
       "審査前の確認が進まない",
       "連合会 {0} の受付の申請 {1}件が、{2} から審査前の確認を待っています(期限は{3}営業日)。"
       "screen-applications が動いていないか、失敗しています",
       "saihakko application list --state submitted", error, false},
      {stuck_in_review, "stuck_in_review", "stuck.in_review.{0}", "stuck-in-review",
       "審査が進まない",
       "連合会 {0} の審査中の申請 {1}件が、{2} から判定を待っています(期限は{3}営業日)",
       "saihakko application list --state in_review", warning, false},
      {stuck_on_hold, "stuck_on_hold", "stuck.on_hold.{0}", "stuck-on-hold", "保留が長く続く",
       "連合会 {0} の保留の申請 {1}件が、{2} から判定を待っています(期限は{3}営業日)",
       "saihakko application list --state on_hold", warning, false},
      {stuck_approved, "stuck_approved", "stuck.approved.{0}", "stuck-approved",
       "承認した申請の通知書が作られない",
       "連合会 {0} の承認した申請 {1}件の通知書が、{2} から作られていません(期限は{3}営業日)。"
       "render-letters が動いていないか、失敗しています",
       "saihakko application list --state approved", error, false},
      {stuck_handover, "stuck_handover", "stuck.handover.{0}", "stuck-handover",
       "通知書のバッチが置き場所に現れない",
       "連合会 {0} のバッチ {1}個が、{2} から作りかけのままです。"
       "次の render-letters が仕上げるか、作り直します",
       "saihakko jobs", error, false},
      {late_collect, "late_collect", "stuck.collect.{0}", "late-collect",
       "印刷室の受取が遅れている",
       "連合会 {0} の通知書 {1}通が、{2} から受け取られていません(期限は{3}営業日)。"
       "最も古いバッチは {4} です",
       "saihakko status", warning, false},
      {late_post, "late_post", "stuck.post.{0}", "late-post", "通知書の投函が遅れている",
       "連合会 {0} の通知書 {1}通が、{2} から投函されていません(期限は{3}営業日)。"
       "最も古いバッチは {4} です",
       "saihakko status", warning, false},
      {stuck_mail, "stuck_mail", "stuck.mail", "stuck-mail", "メールが出ていかない",
       "送る時刻を{1}分以上過ぎたメールが {0}通あります(最も古いものは {2})。"
       "send-notices が動いていないか、中継先が受け取りません",
       "saihakko notice list --state queued", error, true},
      {deferred_mail, "deferred_mail", "stuck.deferred_mail", "deferred-mail",
       "メールが断られ続けている",
       "{1}分以上断られ続けているメールが {0}通あり(最も古いものは {2} から)、"
       "その間、1通も送れていません。中継先は応答していますが、メールを受け取りません",
       "saihakko notice list --state deferred", error, true},
      {relay_refuses, "relay_refuses", "relay.refuses", "relay-refuses",
       "中継先がこちらの送信を拒んでいる",
       "中継先が {1} から、こちらからの送信を拒んでいます。"
       "メール {0}通が、送信不可にはならずに待っています。コードのメールは期限が切れます",
       "saihakko check --mail アドレス", error, true},
      {job_missed, "job_missed", "job.{0}.missed", "job-missed", "ジョブが動いていない",
       "ジョブ {0} が予定の {1} に動いていません(前回の開始は {2})", "saihakko jobs", error, false},
      {job_failing, "job_failing", "job.{0}.failing", "job-failing", "ジョブが失敗し続けている",
       "ジョブ {0} が {2} から続けて{1}回失敗しています(前回の終了: {3})", "saihakko jobs", error,
       false},
      {disk_low, "disk_low", "disk.{0}.low", "disk-low", "ディスクの空きが少ない",
       "{0} のあるディスクの空きが {1} です({2})。全体の{3}%を下回りました", "saihakko status",
       error, false},
      {AlertKind::certificate, "certificate", "certificate.print_room.{0}", "certificate",
       "印刷室の証明書の期限",
       "印刷室の証明書(連合会 {0})が使えなくなります: {1}。切れると通知書を作れません",
       "saihakko check", error, false},
      {relay_ca, "relay_ca", "certificate.relay_ca", "relay-ca", "中継先の認証局の証明書の期限",
       "mail.ca_file の証明書が使えなくなります: {0}。切れるとメールを送れません",
       "saihakko check --mail アドレス", error, true},
      {holidays_missing, "holidays_missing", "holidays.missing", "holidays", "祝日の一覧が足りない",
       "営業日を正しく数えられません: {0}", "saihakko check", warning, false},
      {bounces_rate, "bounces_rate", "bounces.rate", "bounces", "届かないメールが多い",
       "この{3}日に送ったメール {1}通のうち {0}通が、届かないか拒まれました({2}%)",
       "saihakko notice list --state bounced", warning, false},
      {backup_old, "backup_old", "backup.old", "backup-old", "控えが新しくない",
       "{1}時間より新しいデータベースの控えがありません(最も新しいものは {0})", "saihakko backup",
       error, false},
      {setup_unusable, "setup_unusable", "setup.unusable", "setup", "鍵か設定のファイルが使えない",
       "メールと通知書を作る準備ができません: {0}", "saihakko check", error, true},
      {restore_pending, "restore_pending", "restore.pending", "restore", "復元の照合が済んでいない",
       "{0} に控えから戻し、まだ照合していません。通知書の作成、メール、消去は止まっています",
       "saihakko restore --reconcile", error, true},
      {ledger_held, "ledger_held", "ledger.held.{0}", "ledger-held", "台帳を保留している",
       "台帳 {1}(番号 {0})を {2} から保留しています。取り込まれていません。{3}。"
       "内容を比べて、受け入れるか取り消してください",
       "saihakko ledger list", warning, false},
      {postcodes_old, "postcodes_old", "postcodes.old", "postcodes-old", "郵便番号の一覧が古い",
       "{0}。日本郵便の新しいファイルを inbox/postcodes に置いてください", "saihakko check",
       warning, false},
      {guessing, "guessing", "portal.guessing", "guessing", "パスワードが探られている",
       "{0}か所の事業所のユーザIDで、パスワードが続けて{1}回以上間違えられています({2})",
       "saihakko office show 事業所番号", warning, false},
      {wrong_logins, "wrong_logins", "portal.wrong_logins", "wrong-logins",
       "失敗するログインが多い",
       "この1時間ほどで、失敗したログインが {0}回あります(上限の設定は{1}回)", "saihakko status",
       warning, false},
      {many_codes, "many_codes", "portal.codes.{0}", "many-codes", "コードの発行が多い",
       "この1時間ほどで、{0}を {1}回発行しました(上限の設定は{2}回)", "saihakko status", warning,
       false},
      {clock_frozen, "clock_frozen", "clock.frozen", "clock", "時計が大きく動いた", "{0}",
       "saihakko clock confirm", error, false},
      {file_set_aside, "file_set_aside", "file.set_aside.{0}", "file-set-aside",
       "ジョブを止めたファイルを分けた",
       "inbox/{0} のファイルを取り込む途中でプログラムが2回止まったので、{1} に分けました。"
       "ほかのファイルは取り込んでいます",
       "saihakko jobs", warning, false},
      {rows_refused, "rows_refused", "inbox.refused.{0}", "rows-refused",
       "取り込めなかった行が直されていない",
       "inbox/{0} で取り込めなかった {1}行が、{2} から直されていません", "saihakko inbox", warning,
       false},
  };
  return rules;
}

const AlertRule& alert_rule(AlertKind kind) {
  for (const AlertRule& rule : alert_rules()) {
    if (rule.kind == kind) return rule;
  }
  throw std::logic_error("an alert of no kind");
}

std::optional<AlertKind> parse_alert_kind(std::string_view word) {
  for (const AlertRule& rule : alert_rules()) {
    if (rule.word == word) return rule.kind;
  }
  return std::nullopt;
}

std::string_view to_text(AlertLevel level) {
  switch (level) {
    case warning: return "warning";
    case error: return "error";
  }
  return {};
}

Alert make_alert(AlertKind kind, const std::vector<std::string>& things,
                 const std::vector<std::string>& facts) {
  const AlertRule& rule = alert_rule(kind);
  return {.kind = kind,
          .key = filled(rule.key, things),
          .sentence = filled(rule.sentence, facts),
          .command = std::string(rule.command),
          .mail_may_not_leave = rule.mail_may_not_leave};
}

}  // namespace saihakko
