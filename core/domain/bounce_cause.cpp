#include "core/domain/bounce_cause.hpp"

#include <algorithm>

namespace saihakko {

using enum BounceCause;

std::string_view to_text(BounceCause cause) {
  switch (cause) {
    case unknown: return "unknown";
    case no_mailbox: return "no_mailbox";
    case mailbox_closed: return "mailbox_closed";
    case no_domain: return "no_domain";
    case mailbox_full: return "mailbox_full";
    case too_large: return "too_large";
    case our_host: return "our_host";
    case our_domain: return "our_domain";
    case relay_denied: return "relay_denied";
    case content: return "content";
    case recipient_refuses: return "recipient_refuses";
    case too_many: return "too_many";
    case unreachable: return "unreachable";
    case their_system: return "their_system";
  }
  return {};
}

std::string_view japanese(BounceCause cause) {
  switch (cause) {
    case unknown: return "報告に原因の記載がありません";
    case no_mailbox: return "宛先のアドレスがありません";
    case mailbox_closed: return "宛先のアドレスは使われていません(停止・移転)";
    case no_domain: return "宛先のドメインがないか、メールを受け取りません";
    case mailbox_full: return "相手のメールボックスが一杯です";
    case too_large: return "メールが相手の受け取れる大きさを超えています";
    case our_host:
      return "相手のサーバーが、こちらの送信ホストからのメールを拒んでいます("
             "ブロックリスト・逆引き)";
    case our_domain:
      return "相手のサーバーが、こちらの差出人またはドメインを認めていません(SPF・DKIM・DMARC)";
    case relay_denied: return "途中のサーバーが中継を拒みました(こちらの送信経路の設定)";
    case content:
      return "相手のサーバーが、内容または方針によりメールを拒みました(迷惑メール判定など)";
    case recipient_refuses: return "相手が受信を拒否する設定にしています(受信拒否・指定受信)";
    case too_many: return "短い時間に送りすぎたと相手のサーバーが判断しました";
    case unreachable: return "相手のサーバーに届けられないまま期限が過ぎました";
    case their_system: return "相手のサーバーの障害です";
  }
  return {};
}

const std::vector<BounceCause>& all_bounce_causes() {
  static const std::vector<BounceCause> kAll{
      unknown,           no_mailbox, mailbox_closed, no_domain,    mailbox_full,
      too_large,         our_host,   our_domain,     relay_denied, content,
      recipient_refuses, too_many,   unreachable,    their_system};
  return kAll;
}

std::optional<BounceCause> parse_bounce_cause(std::string_view text) {
  const auto& all = all_bounce_causes();
  const auto found = std::ranges::find_if(all, [&](auto cause) { return to_text(cause) == text; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace saihakko
