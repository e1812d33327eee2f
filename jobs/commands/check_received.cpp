#include "jobs/commands/check_received.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

#include "core/files/durable_file.hpp"
#include "core/mail/authentication_results.hpp"
#include "core/mail/mail_text.hpp"
#include "core/service/run/usage_error.hpp"

namespace saihakko {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "届いた試験メール";
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::string_view kTestMark = "<check.";  // its Message-ID begins so

std::string from_standard_input() {
  std::string mail;
  for (std::istreambuf_iterator<char> in(std::cin), end; in != end && mail.size() < kMostBytes;
       ++in)
    mail += *in;
  return mail;
}

bool is_test_mail(const std::string& mail) {
  const std::string head = lower_case(std::string_view(mail).substr(0, mail.find("\n\n")));
  return head.find("message-id: " + std::string(kTestMark)) != std::string::npos;
}

/// The test mail that came last.
std::string newest_in_maildir(const fs::path& maildir) {
  std::optional<fs::file_time_type> newest;
  std::string found;
  for (const char* folder : {"new", "cur"}) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(maildir / folder, none)) {
      if (!entry.is_regular_file() || (newest && entry.last_write_time() < *newest)) continue;
      std::string mail = read_file(entry.path(), kMostBytes);
      if (!is_test_mail(mail)) continue;
      newest = entry.last_write_time();
      found = std::move(mail);
    }
  }
  if (!newest) {
    throw UsageError(fmt::format("{} に試験メールがありません。check --mail で送ってください",
                                 maildir.string()));
  }
  return found;
}

std::string mail_from(const std::string& source) {
  if (source == "-") return from_standard_input();
  if (fs::is_directory(source)) return newest_in_maildir(source);
  return read_file(source, kMostBytes);
}

std::string said(std::string_view method, const AuthenticationResult& result) {
  return result.domain.empty() ? fmt::format("{}={}", method, result.result)
                               : fmt::format("{}={}({})", method, result.result, result.domain);
}

class Judge {
 public:
  Judge(CheckList& list, const AuthenticationResults& results) : list_(list), results_(results) {}

  void spf() {
    const AuthenticationResult& spf = results_.spf;
    if (spf.result == "pass" && is_aligned(spf.domain, results_.from_domain)) {
      return list_.good(line("SPF"), said("spf", spf));
    }
    if (spf.result == "pass") {
      return CheckList::warn(
          line("SPF"),
          fmt::format(
              "{}。差出人のドメイン {} の SPF ではないので、DMARC には数えられません。中継先が"
              "エンベロープの差出人を書き換えています",
              said("spf", spf), results_.from_domain));
    }
    bad("SPF", spf, "spf",
        fmt::format("{} の DNS の TXT レコード「v=spf1 …」に、中継先がメールを送り出すホスト"
                    "(または include)を加えてください",
                    results_.from_domain));
  }

  void dkim() {
    const AuthenticationResult& dkim = results_.dkim;
    if (dkim.result == "pass" && is_aligned(dkim.domain, results_.from_domain)) {
      return list_.good(line("DKIM"), said("dkim", dkim));
    }
    if (dkim.result == "pass") {
      return CheckList::warn(
          line("DKIM"),
          fmt::format(
              "{}。差出人のドメイン {} の署名ではないので、DMARC には数えられません。中継先に "
              "{} の鍵で署名させてください",
              said("dkim", dkim), results_.from_domain, results_.from_domain));
    }
    bad("DKIM", dkim, "dkim",
        results_.signed_at_all
            ? "署名はありますが確かめられません。公開鍵の TXT "
              "レコード(selector._domainkey)と、署名の"
              "後に本文を書き換えるものがないかを確かめてください"
            : fmt::format(
                  "署名がありません。中継先に {} の鍵で署名させ、公開鍵を DNS に置いてください",
                  results_.from_domain));
  }

  void dmarc() {
    const AuthenticationResult& dmarc = results_.dmarc;
    if (dmarc.result == "pass") return list_.good(line("DMARC"), said("dmarc", dmarc));
    const std::string remedy =
        dmarc.result == "fail"
            ? "SPF か DKIM のどちらかが、差出人のドメインについて pass になる必要があります"
            : fmt::format(
                  "_dmarc.{} の DNS の TXT レコード「v=DMARC1; p=none; rua=mailto:…」を置いてくだ"
                  "さい",
                  results_.from_domain);
    bad("DMARC", dmarc, "dmarc", remedy);
  }

 private:
  static std::string line(std::string_view method) { return fmt::format("{} {}", kName, method); }

  void bad(std::string_view name, const AuthenticationResult& result, std::string_view method,
           const std::string& remedy) {
    const std::string text =
        result.result.empty() ? std::string("結果が書かれていません") : said(method, result);
    list_.bad(line(name), fmt::format("{}\n     {}", text, remedy), ExitCode::configuration);
  }

  CheckList& list_;
  const AuthenticationResults& results_;
};

}  // namespace

void check_received(CheckList& list, const Settings& settings, const std::string& source) {
  const AuthenticationResults results = read_authentication_results(mail_from(source));
  const std::string own = settings.mail.from.substr(settings.mail.from.rfind('@') + 1);
  if (!is_aligned(results.from_domain, lower_case(own))) {
    CheckList::warn(std::string(kName),
                    fmt::format("差出人のドメインが mail.from の {} ではありません", own));
  }
  if (results.server.empty()) {
    return list.bad(
        std::string(kName),
        "Authentication-Results がありません\n     "
        "受け取った側の、すべてのヘッダを含む原文(「メッセージ"
        "のソース」など)を渡してください。受け取ったサーバーが結果を書かない場合は、Gmail "
        "など書くところへ"
        "送ってください",
        ExitCode::configuration);
  }
  list.good(std::string(kName), fmt::format("{} が判定しました", results.server));
  Judge judge(list, results);
  judge.spf();
  judge.dkim();
  judge.dmarc();
}

}  // namespace saihakko
