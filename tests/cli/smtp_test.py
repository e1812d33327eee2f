#!/usr/bin/env python3
"""Mail by SMTP from outside: the settings, what becomes of notices, rehearsals, and `check`."""

import base64
import contextlib
import email
import email.policy
import pathlib
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "mail"))
from certificates import Authority  # noqa: E402
from installation import PATIENCE_SECONDS, Installation, InstallationTest, application, body, environment, office, office_number  # noqa: E402
from portal_talk import Portal  # noqa: E402
from relay import Close, Cut, EHLO, Relay, Stall, words  # noqa: E402

TOKYO = office_number("13", 1)
SHIMANE = office_number("32", 1)
APPLICANT = f"tantou.{TOKYO}@applicant.example.jp"
TLS_EHLO = EHLO.replace("250 8BITMIME", "250-STARTTLS\r\n250-AUTH PLAIN\r\n250 8BITMIME")


def smtp(relay, more="", sections=""):
    return (f"[mail]\ntransport = smtp\nrelay = 127.0.0.1:{relay.port}\nfrom = saihakko@union.example.jp\n"
            f"greeting_seconds = 1\ncommand_seconds = 1\ndata_seconds = 1\n{more}\n{sections}")


def parsed(mail):
    return email.message_from_bytes(mail["text"], policy=email.policy.default)


class SmtpTest(InstallationTest):
    def relay(self, *answers, **options):
        relay = Relay(*answers, **options)
        self.addCleanup(relay.__exit__)
        return relay

    def apply(self, *numbers):
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])

    def states(self):
        return sorted(notice["state"] for notice in self.house.json("notice", "list"))


class Sending(SmtpTest):
    def test_receipts_go_out_over_one_connection_from_whom_and_back_to_whom_is_set(self):
        relay = self.relay()
        self.house.configure(smtp(relay, "sessions = 1\nfrom_name = 国保中央会 再発行\nreply_to = all@union.example.jp",
                                  "[union.32]\nreply_to = shimane@union.example.jp\n"))
        self.apply(TOKYO, SHIMANE)
        self.house.run("send-notices")
        self.assertEqual(self.states(), ["sent", "sent"])
        self.assertEqual(relay.connections, 1)
        mails = {parsed(mail)["To"]: parsed(mail) for mail in relay.mails}
        for number, reply_to in ((TOKYO, "all@union.example.jp"), (SHIMANE, "shimane@union.example.jp")):
            mail = mails[f"tantou.{number}@applicant.example.jp"]
            self.assertEqual(mail["Reply-To"], reply_to)
            self.assertEqual(mail["From"].addresses[0].display_name, "国保中央会 再発行")
            self.assertIn(number, body(mail))

    def test_what_the_relay_says_decides_and_the_log_has_no_address(self):
        said = f"<{APPLICANT}>: Recipient address rejected"
        for answers, state in (({"RCPT": f"450 4.2.1 {said}"}, "deferred"), ({"RCPT": f"550 5.1.1 {said}"}, "failed"),
                               ({"end": Close}, "unknown"), ({"greeting": Close}, "queued"),
                               ({"end": Stall}, "unknown"), ({"DATA": Cut("25")}, "deferred")):
            with self.subTest(answers):
                house = Installation()
                self.addCleanup(house.remove)
                house.configure(smtp(self.relay(answers)))
                house.init()
                house.take_ledger([office(TOKYO)])
                house.take_applications([application(TOKYO)])
                ran = house.call("--config", house.configuration, "--log-format", "json", "run", "send-notices")
                (notice,) = house.json("notice", "list")
                self.assertEqual(notice["state"], state)
                self.assertNotIn("example.jp", ran.out + ran.err)

    def test_a_relay_that_refuses_us_loses_no_mail_and_alarms_at_once(self):
        self.house.configure(smtp(self.relay({"MAIL": "553 5.1.8 Domain of sender address does not exist"})))
        self.apply(TOKYO)
        self.assertIn("relay_refuses_us", self.house.run("send-notices", code=69).err)
        self.house.run("watch")
        self.assertEqual(self.states(), ["queued"])
        (notice,) = self.house.json("notice", "list")
        shown = self.house.command("notice", "show", notice["notice_id"]).out
        self.assertIn("こちらの送信を拒んだため。送信不可にはなりません", shown)
        incidents = {each["incident"]: each["section"] for each in self.house.json("status")["incidents"]}
        self.assertEqual(incidents.get("relay.refuses"), "relay-refuses")
        self.house.configure(smtp(self.relay()))
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("UPDATE notices SET due_ms = queued_ms")  # as if ten minutes had gone by
        self.house.run("send-notices")
        self.assertEqual(self.states(), ["sent"])

    def test_a_dry_run_reaches_no_relay(self):
        relay = self.relay()
        self.house.configure(smtp(relay))
        self.apply(TOKYO)
        self.house.command("run", "send-notices", "--dry-run")
        self.assertEqual(relay.connections, 0)
        self.assertEqual(self.states(), ["queued"])

    def test_the_portals_codes_go_at_once_and_a_decoy_to_nobody(self):
        relay = self.relay()
        self.house.configure(smtp(relay))
        self.house.take_ledger([office(TOKYO, セキュリティ用メールアドレス="office@example.jp")])
        with Portal(self.house) as portal:
            for mail in ("office@example.jp", "stranger@example.jp"):
                portal.must("reset.begin", office_number=TOKYO, security_mail=mail)
            end = time.monotonic() + PATIENCE_SECONDS
            while "RSET" not in words(relay.commands) and time.monotonic() < end:
                time.sleep(0.05)
        self.assertEqual([mail["to"] for mail in relay.mails], [["RCPT TO:<office@example.jp>"]])
        self.assertEqual(words(relay.commands), ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RSET", "QUIT"])
        self.assertEqual(relay.commands[1].split(" SIZE")[0], relay.commands[4].split(" SIZE")[0])

    def test_control_characters_in_an_address_are_refused_at_intake(self):
        relay = self.relay()
        self.house.configure(smtp(relay))
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO, notification_mail=address) | {"submission_id": f"s{i}"}
                                      for i, address in enumerate(("a@example.jp\r\nRCPT TO:<b@example.jp>", "a\n@example.jp",
                                                                   "a\u0000@example.jp", "a\u2028@example.jp", "日本@example.jp"))],
                                     code=65)
        reasons = {row["理由"] for row in self.house.refused("applications", "applications.jsonl")}
        self.assertEqual(len(self.house.refused("applications", "applications.jsonl")), 5)
        self.assertIn("メールアドレスに使えない文字があります(半角の英数字と記号で入力してください)。2文字目に U+000A があります", reasons)
        self.house.run("send-notices")
        self.assertEqual(relay.connections, 0)


class Addresses(SmtpTest):
    def test_a_domain_without_a_dot_is_taken_where_it_is_set(self):
        relay = self.relay()
        rows = [application(TOKYO, notification_mail="tantou@example")]
        self.house.configure(smtp(relay))
        self.house.take_ledger([office(TOKYO, セキュリティ用メールアドレス="office@example")], code=65)
        self.house.take_ledger([office(TOKYO)], name="second.csv")
        self.house.take_applications(rows, code=65)
        self.house.configure(smtp(relay, "dotless_domains = yes"))
        self.house.take_ledger([office(TOKYO, セキュリティ用メールアドレス="office@example")], name="third.csv")
        self.house.take_applications(rows, name="again.jsonl")
        with Portal(self.house) as portal:
            portal.must("application.begin", office_number=TOKYO, notification_mail="me@example",
                        notification_mail_again="me@example")
            portal.must("reset.begin", office_number=TOKYO, security_mail="office@example")
        self.house.run("send-notices")
        self.assertLessEqual({"RCPT TO:<tantou@example>", "RCPT TO:<me@example>", "RCPT TO:<office@example>"},
                             {mail["to"][0] for mail in relay.mails})

    def test_old_carrier_addresses_are_quoted_on_the_wire(self):
        relay = self.relay()
        self.house.configure(smtp(relay))
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO, notification_mail="a..b.@docomo.ne.jp")])
        self.house.run("send-notices")
        self.assertEqual(relay.mails[0]["to"], ['RCPT TO:<"a..b."@docomo.ne.jp>'])


class Rehearsal(SmtpTest):
    def test_redirected_mails_go_to_one_address_and_say_whom_they_were_for(self):
        relay = self.relay()
        for way, more in (("smtp", smtp(relay, "redirect_to = rehearsal@union.example.jp")),
                          ("maildir", "[mail]\nredirect_to = rehearsal@union.example.jp\n")):
            with self.subTest(way):
                house = Installation()
                self.addCleanup(house.remove)
                house.configure(more)
                house.command("init", "--rehearsal")
                house.take_ledger([office(TOKYO)])
                house.take_applications([application(TOKYO, notification_mail="a..b.@docomo.ne.jp")])
                house.run("send-notices")
                if way == "smtp":
                    self.assertEqual([mail["to"] for mail in relay.mails], [["RCPT TO:<rehearsal@union.example.jp>"]])
                (mail,) = [parsed(mail) for mail in relay.mails] if way == "smtp" else house.mails()
                self.assertEqual(mail["To"], "rehearsal@union.example.jp")
                self.assertEqual(mail["X-Saihakko-Original-To"], '"a..b."@docomo.ne.jp')
                if way == "maildir":
                    self.assertEqual(mail["Delivered-To"], "rehearsal@union.example.jp")

    def test_without_it_no_mail_of_a_rehearsal_leaves_by_smtp(self):
        relay = self.relay()
        house = Installation()
        self.addCleanup(house.remove)
        house.configure(smtp(relay))
        house.command("init", "--rehearsal")
        house.take_ledger([office(TOKYO, セキュリティ用メールアドレス="office@example.jp")])
        house.take_applications([application(TOKYO)])
        self.assertIn("mail.redirect_to", house.run("send-notices", code=78).err)
        with Portal(house) as portal:
            portal.must("reset.begin", office_number=TOKYO, security_mail="office@example.jp")
        self.assertIn("mail.redirect_to", house.command("check", "--mail", "me@example.jp", code=78).out)
        self.assertEqual(relay.connections, 0)

    def test_a_redirected_decoy_still_goes_to_nobody(self):
        relay = self.relay()
        self.house.configure(smtp(relay, "redirect_to = rehearsal@union.example.jp"))
        self.house.take_ledger([office(TOKYO, セキュリティ用メールアドレス="office@example.jp")])
        with Portal(self.house) as portal:
            portal.must("reset.begin", office_number=TOKYO, security_mail="stranger@example.jp")
        self.assertEqual((relay.mails, words(relay.commands)), ([], ["EHLO", "MAIL", "RSET", "QUIT"]))


class Settings(SmtpTest):
    def refused(self, configuration, *texts):
        self.house.configure(configuration)
        ran = self.house.command("run", "send-notices", code=78)
        for text in texts:
            self.assertIn(text, ran.err)

    def test_what_cannot_work_is_a_fault_of_the_configuration(self):
        begin = "[mail]\ntransport = smtp\n"
        own = begin + "from = saihakko@union.example.jp\n"
        self.refused(begin, "mail.from を設定してください")
        self.refused(own + "user = me\n", "mail.tls = starttls か tls")
        self.refused(own + "relay = localhost\n", "ホスト名:ポート番号")
        self.refused(own + "tls = ssl\n", "mail.tls = ssl")
        self.refused(own + "helo_name = a b\n", "mail.helo_name")
        self.refused(own + "reply_to = nobody\n", "mail.reply_to")
        self.refused(own + "redirect_to = nobody\n", "mail.redirect_to")
        self.refused(own + "dotless_domains = maybe\n", "mail.dotless_domains")
        self.refused(own + "command_seconds = 0\n", "mail.command_seconds")
        self.refused(own + "tls = tls\nca_file = nowhere.pem\n", "nowhere.pem")
        self.refused(own + "tls = tls\nuser = me\n", "mail.password_file", "mail-password")

    def test_the_password_is_one_line_of_its_file(self):
        file = self.house.root / "password"
        for content in ("", "\n", "a\nb\n", "a\tb\n"):
            file.write_text(content, encoding="utf-8")
            self.refused(f"[mail]\ntransport = smtp\nfrom = a@example.jp\ntls = tls\nuser = me\npassword_file = {file}\n",
                         "1行のパスワード")


class Check(SmtpTest):
    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.remove)

    def tls_relay(self, names="IP:127.0.0.1", answers=None, ehlo=TLS_EHLO):
        return self.relay(answers, tls=self.authority.server("relay", names), ehlo=ehlo)

    def secure(self, relay):
        (self.house.root / "password").write_text("geheim\n", encoding="ascii")
        (self.house.root / "password").chmod(0o600)
        self.house.configure(smtp(relay, f"tls = starttls\nca_file = {self.authority.file}\nuser = saihakko\n"
                                         "password_file = password"))

    def mail_lines(self, *arguments, code=0):
        out = self.house.command("check", *arguments, code=code).out
        self.assertNotIn("geheim", out)
        return out[out.index("時計"):].splitlines()[1:]

    def test_each_step_to_the_login_is_told_and_nothing_is_sent(self):
        relay = self.tls_relay()
        self.secure(relay)
        lines = self.mail_lines()
        self.assertEqual([line.split(": ")[0] for line in lines],
                         ["良   メール 名前の解決", "良   メール 接続", "良   メール 中継先の挨拶", "良   メール EHLO", "良   メール TLS",
                          "良   メール EHLO", "良   メール 認証 (AUTH)"])
        self.assertIn(f"127.0.0.1:{relay.port}", lines[1])
        self.assertIn("PIPELINING SIZE=100000 8BITMIME STARTTLS AUTH=PLAIN", lines[3])
        self.assertIn("有効期限 2099-01-01", lines[4])
        self.assertEqual(words(relay.commands), ["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"])

    def test_the_password_may_be_a_credential_of_systemd(self):
        credentials = self.house.root / "credentials"
        credentials.mkdir()
        (credentials / "mail-password").write_text("geheim", encoding="ascii")
        relay = self.tls_relay()
        self.house.configure(smtp(relay, f"tls = starttls\nca_file = {self.authority.file}\nuser = saihakko\n",
                                  "[keys]\ndir = {state.dir}/keys\n"))
        self.house.command("check", env=environment(CREDENTIALS_DIRECTORY=str(credentials)))
        said = base64.b64encode(b"\0saihakko\0geheim").decode()
        self.assertIn(f"AUTH PLAIN {said}", relay.commands)

    def test_the_password_is_what_a_person_sees_in_an_editor(self):
        said = base64.b64encode("\0saihakko\0gehéim".encode()).decode()
        for content in (b"\xef\xbb\xbf%s\r\n", b"%s\n", b"%s"):
            relay = self.tls_relay()
            self.secure(relay)
            (self.house.root / "password").write_bytes(content % "gehéim".encode())
            self.house.command("check")
            self.assertIn(f"AUTH PLAIN {said}", relay.commands)

    def test_a_password_that_anyone_may_read_is_told(self):
        self.secure(self.tls_relay())
        self.assertNotIn("誰でも読めます", "".join(self.mail_lines()))
        (self.house.root / "password").chmod(0o644)
        self.assertIn("誰でも読めます", self.mail_lines()[0])

    def test_a_test_mail_goes_all_the_way(self):
        relay = self.tls_relay()
        self.secure(relay)
        lines = self.mail_lines("--mail", "a..b.@docomo.ne.jp")
        self.assertEqual([line.split(": ")[0] for line in lines[-4:]],
                         ["良   メール 差出人 (MAIL FROM)", "良   メール 宛先 (RCPT TO)", "良   メール 本文 (DATA)", "良   メール 受領"])
        self.assertEqual(relay.mails[0]["to"], ['RCPT TO:<"a..b."@docomo.ne.jp>'])
        self.assertIn("試験メール", parsed(relay.mails[0])["Subject"])

    def test_the_step_that_fails_is_told_with_what_to_do(self):
        cases = [({"greeting": "554 go away"}, "中継先の挨拶: 554 go away", "接続を許しているか"),
                 ({"STARTTLS": "454 not now"}, "TLS: 454 not now", "平文では送りません"),
                 ({"AUTH": "535 wrong"}, "認証 (AUTH): 535 wrong", "mail.password_file"),
                 ({"MAIL": "550 no"}, "差出人 (MAIL FROM): 550 no", "mail.from"),
                 ({"RCPT": "550 no"}, "宛先 (RCPT TO): 550 no", "中継を中継先が許しているか"),
                 ({"end": "554 spam"}, "受領: 554 spam", "記録(ログ)")]
        for answers, failure, remedy in cases:
            with self.subTest(failure):
                self.secure(self.tls_relay(answers=answers))
                text = "\n".join(self.mail_lines("--mail", "me@example.jp", code=69))
                self.assertIn(f"不可 メール: {failure}", text)
                self.assertIn(remedy, text)
        self.secure(self.tls_relay(names="DNS:other.example.jp"))
        self.assertIn("証明書の名前が mail.relay と一致しません", "\n".join(self.mail_lines(code=69)))
        gone = Relay()
        gone.__exit__()
        self.secure(gone)
        self.assertIn("接続を拒まれました", "\n".join(self.mail_lines(code=69)))

    def test_a_redirection_is_told_and_kept(self):
        relay = self.relay()
        self.house.configure(smtp(relay, "redirect_to = rehearsal@union.example.jp"))
        self.assertIn("mail.redirect_to", self.mail_lines("--mail", "me@example.jp")[0])
        self.assertEqual(relay.mails[0]["to"], ["RCPT TO:<rehearsal@union.example.jp>"])
        mail = parsed(relay.mails[0])
        self.assertEqual([mail["To"], mail["X-Saihakko-Original-To"]], ["rehearsal@union.example.jp", "me@example.jp"])

    def test_a_maildir_takes_the_test_mail_too(self):
        self.mail_lines("--mail", "me@example.jp")
        (mail,) = self.house.mails()
        self.assertEqual(mail["To"], "me@example.jp")

    def test_an_address_of_the_wrong_form_is_a_fault_of_use(self):
        self.assertIn("--mail: ", self.house.command("check", "--mail", "日本@example.jp", code=64).err)


if __name__ == "__main__":
    unittest.main()
