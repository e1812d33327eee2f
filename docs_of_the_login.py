import os
def sub(p,*pairs):
    s=open(p).read()
    for a,b in pairs:
        if a not in s: print('MISSING',p,a[:60]); continue
        s=s.replace(a,b,1)
    open(p,'w').write(s)
sub('docs/portal.md',('''- Send `client` with each request: a mark that stands for the browser. Without it all browsers of an office share one
  count of wrong passwords.
''','''- Send `client` with each request: a random value in a lasting cookie, the same each time and known to nobody else. A
  browser from which somebody has logged in is known, and no stranger's guesses or codes touch it
  ([the model](../core/service/portal/guessing.md)). Without `client` every office is a stranger.
- Take `busy`, `try_again`, and a connection that is closed without an answer, as "send the same after a while": whatever
  was done is not done twice. `error.retry_at` tells when.
- Write `trace` of an answer into your own log: it stands in saihakko's line about it.
'''),('''One browser can try a lost password three times (`login.failures`). Then that browser is locked out for 30 minutes
(`login.lock_minutes`). The reset and the letter's temporary password stay open to the office.
''','''From the third wrong password in a row (`login.failures`) each one closes the login for a minute, two, four, and up to 30
(`login.lock_minutes`). Strangers have one count for each user ID, a known browser its own. A hundred in a row
(`login.most_failures`) shut strangers out until a reset, a first login with a letter, or `saihakko office unlock`. The reset
and the letter's temporary password stay open to the office.

A password that is only a common word, the office's own name or number, or a run of keys is refused, with or without
digits. The words stand in `templates/guessable-words.txt`; a file of that name in `/etc/saihakko/templates` replaces it.

[`examples/portal_http_adapter.py`](examples/portal_http_adapter.py) speaks HTTP to the one side and this to the other, in
Python's own library. `jobs/schemas/portal` has JSON Schemas of requests and answers.
'''),('"new_password": "Kaigo2026", "new_password_again": "Kaigo2026"','"new_password": "Hareta9sora", "new_password_again": "Hareta9sora"'),('"password": "Kaigo2026"','"password": "Hareta9sora"'),('"new_password": "Atarashii1", "new_password_again": "Atarashii1"','"new_password": "Yubin8kaze", "new_password_again": "Yubin8kaze"'))
sub('core/service/portal/README.md',('''- `log_in.cpp`, `set_new_password.cpp`: the login, and the first one with a letter's password.
''','''- `guessing.md`: who can tell the office from a stranger, and by what. `guess_count.hpp` and `account_hashes.hpp` build it.
- `log_in.cpp`, `set_new_password.cpp`: the login, and the first one with a letter's password.
'''),('''- For `reset.begin` a wrong address, an unknown office and a limit take the same way as the right answer: the same statements, rows
  and syncs, and a mail to nobody (a decoy). The MAC of a decoy is made for a use under which nothing typed is looked up.
''','''- For `reset.begin` a wrong address, an unknown office and a limit on what was sent take the same way as the right answer: the same
  statements, rows and syncs, and a mail to nobody (a decoy). A limit on what was asked for is no secret from who asks: what it
  refuses takes over the rows of the one refused before, right or wrong alike. The MAC of a decoy is made for a use under which
  nothing typed is looked up.
'''),('''- *Limits never close an office's door.* Per office and address, and per client, every request counts. Per address and for the whole
  service only mails that were sent count, each purpose by itself. Totals only tell the operator.
''','''- *Limits never close an office's door.* Per office and address, and per client, every request counts. Per address, domain, office
  and for the whole service only mails that were sent count, each purpose by itself. Known clients have counts of their own.
- *What strangers can cause is counted by the hour* (`portal_counts`), not written as a row of the audit each.
'''),('''- *Each login verifies five hashes*: the password, the temporary one and three ended ones, or nobody's in the place of those that are
  missing. So the time of an answer tells nothing.
- *The hash of an ended temporary password is kept.* Its holder is told that the letter lapsed or was voided. It opens nothing.
''','''- *All hashes of an account have one salt*, so that one computation compares a password with all five: the password, the temporary
  one and three ended ones. An unknown user ID has a salt made by the key, and costs what an account costs that the key chooses for
  it. So the time of an answer tells nothing.
- *The hash of an ended temporary password is kept* until a new salt is drawn. Its holder is told that the letter lapsed or was
  voided. It opens nothing.
'''))
open('docs/ja/runbook/alerts-portal.md','w').write('''# 警報: ポータル

## 警報 guessing: パスワードが探られている

**起きたこと** 同じ事業所のユーザIDで、パスワードが続けて何度も間違えられています。間違えるたびに待ち時間が延び、100回
（`login.most_failures`）で、見知らぬブラウザーからはパスワードでログインできなくなります。ログインしたことのあるブラウザー、
パスワードの再設定、仮パスワードは、その間も使えます。

**見るもの** 警報にある事業所番号。事業所が自分で間違えているのかもしれません。

<!-- saihakko -->
```bash
saihakko office show 事業所番号
saihakko status
```

**すること** 事業所に電話し、間違えたのが事業所なら、回数を消します。覚えがなければ、そのままにします。パスワードが漏れたおそれが
あれば[漏洩のおそれがある](people.md#漏洩のおそれがある)へ進みます。

<!-- saihakko -->
```bash
saihakko office unlock 事業所番号
```

**してはいけないこと** 事業所に確かめずに回数を消すこと。探っている人に、もう100回を与えます。

## 警報 wrong-logins: 失敗するログインが多い

**起きたこと** 1時間に失敗したログインが、設定（`watch.wrong_logins`）より多くあります。多くのユーザIDに少しずつ試すやりかたでも、
この警報になります。

**見るもの** 続いているか、ポータルの側のログ。saihakko のログの行の `trace` は、ポータルへの答えと同じです。

<!-- saihakko -->
```bash
saihakko status
```

**すること** ポータルを預かる人に知らせ、送り元で止めてもらいます。請求の始まる日に、多くの人が間違えるだけのこともあります。

**してはいけないこと** ポータルのソケットを止めること。事業所の手続きも止まります。

## 警報 many-codes: コードの発行が多い

**起きたこと** 1時間に送ったコードが、設定（`codes.alert_per_hour_of_service`）より多くあります。1つの宛先、ドメイン、事業所への
数には、それぞれ上限があります。

**見るもの** 続いているか、不達が増えていないか。

<!-- saihakko -->
```bash
saihakko status
```

**すること** ポータルを預かる人に知らせ、送り元で止めてもらいます。送りすぎで中継サーバーに断られるようなら、
`codes.per_hour_of_service` を下げます。

**してはいけないこと** メールの送信を止めること。ほかの事業所のコードも届かなくなります。
''')
sub('docs/ja/runbook/README.md',('''| [警報: ジョブ、ディスク、設定](alerts-host.md) |''','''| [警報: ポータル](alerts-portal.md) | パスワードが探られている、コードが多すぎる |
| [警報: ジョブ、ディスク、設定](alerts-host.md) |'''),('''## 終了コードから引く''','''| パスワードが何度も間違えられている | [guessing](alerts-portal.md#警報-guessing-パスワードが探られている)、[wrong-logins](alerts-portal.md#警報-wrong-logins-失敗するログインが多い) |
| コードのメールが多すぎる | [many-codes](alerts-portal.md#警報-many-codes-コードの発行が多い) |

## 終了コードから引く'''))
s=open('docs/ja/runbook/README.md').read().replace("\n\n| パスワードが何度も","\n| パスワードが何度も"); open('docs/ja/runbook/README.md','w').write(s)
sub('CHANGELOG.md',('''## Unreleased

### Added
''','''## Unreleased

### Added

- One hash a login: all of an account's share a salt, whose cost can be raised later. At most as many at once as the host has
  cores; beyond a bounded queue the portal answers `busy`.
- Wrong passwords count by account for strangers together and by known client; growing delays, a hundred in a row shut strangers out;
  alerts `guessing`, `wrong_logins`, `many_codes`.
- Common passwords, the office's own names and runs of keys are refused (`templates/guessable-words.txt`).
- Codes: `+tag` and case are folded; limits by recipient domain and office; known clients have limits of their own.
- `hello`, `ping`, `trace`, `try_again` (in the place of `unavailable`), JSON Schemas, saihakko-portal(7) with every error.
'''))
