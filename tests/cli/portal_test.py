#!/usr/bin/env python3
"""The manual, spoken over the real program: a person who has forgotten the password reads the code from the mail and
the temporary password from the letter."""

import contextlib
import json
import socket
import sqlite3
import subprocess
import time
import unittest

import installation
import portal_talk
from digests import vouch
from installation import office, password_on
from portal_talk import Mailbox, Portal

NUMBER = "1311111111"
USER_ID = "KJ131311111111"
REGISTERED = "mailforsecurity-001@example.jp"
APPLICANT = "tantou@applicant.example.jp"
ONE_TIME_PASSWORD = "ワンタイムパスワード発行通知(介護保険)"
CONFIRMATION_CODE = "確認コード発行通知(介護保険)"
RECEIPT = "ログイン情報再発行申請受領通知(介護保険)"
RESULT = "ログイン情報再発行申請結果通知(介護保険)"
SUBMISSION_WARNING = "ログイン情報再発行申請のお知らせ(介護保険)"
PASSWORD_CHANGED = "パスワード設定のお知らせ(介護保険)"
PASSWORD, ANOTHER = "Kaigo2026#a", "Seikyuu-Kaze26"

# Manual step 9, word for word.
ONE_TIME_PASSWORD_MAIL = """介護電子請求受付システムからのお知らせです。
電子請求受付システムのワンタイムパスワードが発行されました。

[ワンタイムパスワード]
{code}

ワンタイムパスワードの有効期間は 30 分です。
ワンタイムパスワード入力画面の操作説明に従い、ワンタイムパスワードを入力してください。
※処理を中断してしまった場合、再度セキュリティ用メールアドレスを設定してください。

メール内容に心当たりがない場合、このメールは破棄するようお願いします。

[問い合わせ先]

ヘルプデスク: 0570-059-402

本メールはシステムが自動的に送信しております。
本メールへ返信にてお問い合わせいただいてもご回答できませんので、予めご了承くださいますようお願い申し上げます。
"""
# Manual step 16, word for word.
CONFIRMATION_CODE_MAIL = """介護電子請求受付システムからのお知らせです。
電子請求受付システムの確認コードが発行されました。

[確認コード]
{code}

確認コードの有効期間は 30 分です。
確認コード入力画面の操作説明に従い、確認コードを入力してください。
※処理を中断してしまった場合、再度セキュリティ用メールアドレスを設定してください。

メール内容に心当たりがない場合、このメールは破棄するようお願いします。

[問い合わせ先]
ヘルプデスク:0570-059-402

本メールはシステムが自動的に送信しております。
本メールへ返信にてお問い合わせいただいてもご回答できませんので、予めご了承くださいますようお願い申し上げます。
"""
MAIL_CAUSES = ("受信制限の設定をしている", "迷惑メールフォルダ等に移動している", "容量オーバーになっている", "プロバイダの通信状況で受信が遅れている")


class PortalTest(installation.InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([
            office(NUMBER, 事業所名="請求事業所A", セキュリティ用メールアドレス=REGISTERED),
            office("1322222222", 事業所名="二県事業所", セキュリティ用メールアドレス=REGISTERED, 発行都道府県="13;27")])
        self.office = Mailbox(self.house, REGISTERED)
        self.applicant = Mailbox(self.house, APPLICANT)

    def begin_reset(self, portal, number=NUMBER, mail=REGISTERED):
        return portal.must("reset.begin", office_number=number, security_mail=mail)

    def reset(self, portal, password):
        ticket = self.begin_reset(portal)["ticket"]
        code = self.office.code(ONE_TIME_PASSWORD)
        portal.must("reset.verify", ticket=ticket, one_time_password=code)
        return portal.must("reset.set_password", ticket=ticket, new_password=password, new_password_again=password)

    def apply(self, portal):
        """Manual steps 13 to 18: the receipt number."""
        begun = portal.must("application.begin", office_number=NUMBER, notification_mail=APPLICANT,
                            notification_mail_again=APPLICANT)
        self.assertEqual(begun["next"], "application.verify")
        for cause in MAIL_CAUSES:
            self.assertIn(cause, begun["message"])
        mail = installation.body(self.applicant.next(CONFIRMATION_CODE))
        (code,) = portal_talk.CODE_LINE.findall(mail)
        self.assertEqual(mail, CONFIRMATION_CODE_MAIL.format(code=code))
        self.assertEqual(len(code), 4)
        shown = portal.must("application.verify", ticket=begun["ticket"], confirmation_code=code)
        self.assertEqual({key: shown[key] for key in shown if key not in ("id", "message", "trace")},
                         {"ok": True, "office_number": NUMBER, "office_name": "請求事業所A",
                          "notification_mail": APPLICANT, "prefecture": "13", "prefecture_name": "東京都",
                          "next": "application.submit"})
        submitted = portal.must("application.submit", ticket=begun["ticket"])
        self.assertEqual(submitted["next"], "done")
        self.assertIn("「ログイン情報再発行申請受領通知」を送信しました", submitted["message"])
        again = portal.must("application.submit", ticket=begun["ticket"])
        self.assertEqual(again["receipt_number"], submitted["receipt_number"])
        return submitted["receipt_number"]

    def temporary_password(self):
        (letter,) = self.house.json("letter", "list", "--state", "sealed")
        return password_on(self.house.page_of_letter(letter))

    def issue_letter(self, receipt):
        """Review and print room: the temporary password, read from the letter."""
        self.house.run("screen-applications")
        self.house.command("application", "approve", receipt)
        self.house.run("render-letters", "send-notices")
        return self.temporary_password()

    def verify_audit(self):
        self.house.command("audit", "verify")


class TheManual(PortalTest):
    def test_steps_5_to_12_reset_by_mail(self):
        with Portal(self.house) as portal:
            begun = self.begin_reset(portal)
            self.assertEqual(begun["next"], "reset.verify")
            self.assertIn(f"ワンタイムパスワードを {REGISTERED} 宛に送信しました", begun["message"])
            for cause in MAIL_CAUSES:
                self.assertIn(cause, begun["message"])
            mail = self.office.next(ONE_TIME_PASSWORD)
            (code,) = portal_talk.CODE_LINE.findall(installation.body(mail))
            self.assertEqual(installation.body(mail), ONE_TIME_PASSWORD_MAIL.format(code=code))
            self.assertNotIn(code, str(mail["Subject"]) + mail["Message-ID"])
            verified = portal.must("reset.verify", ticket=begun["ticket"], one_time_password=code)
            self.assertEqual((verified["user_id"], verified["next"]), (USER_ID, "reset.set_password"))
            refused = portal.ask("reset.set_password", ticket=begun["ticket"], new_password="abc",
                                 new_password_again="abcd")
            self.assertEqual(refused["error"]["breaches"], ["not_the_same_twice", "too_short", "no_digit", "run_of_keys"])
            done = portal.must("reset.set_password", ticket=begun["ticket"], new_password=PASSWORD,
                               new_password_again=PASSWORD)
            self.assertEqual(done["next"], "done")
            self.assertIn("ログイン情報の再設定が完了しました。", done["message"])
            self.assertIn("心当たりがない場合", installation.body(self.office.next(PASSWORD_CHANGED)))
            self.assertEqual(portal.must("login.begin", user_id=USER_ID, password=PASSWORD)["next"], "done")
            self.assertEqual(portal.refused("login.begin", user_id=USER_ID, password=ANOTHER), "login_failed")
        self.verify_audit()

    def test_steps_13_to_20_application_letter_and_first_login(self):
        with Portal(self.house) as portal:
            receipt = self.apply(portal)
            self.assertIn(receipt, installation.body(self.applicant.next(RECEIPT)))
            self.assertIn(receipt, installation.body(self.office.next(SUBMISSION_WARNING)))
            temporary = self.issue_letter(receipt)
            self.assertIn("承認", installation.body(self.applicant.next(RESULT)))
            begun = portal.must("login.begin", user_id=USER_ID, password=temporary)
            self.assertEqual(begun["next"], "login.set_password")
            self.assertEqual(self.house.state_of(receipt), "issued")
            refused = portal.ask("login.set_password", ticket=begun["ticket"], new_password=temporary,
                                 new_password_again=temporary)
            self.assertEqual(refused["error"]["breaches"], ["same_as_temporary"])
            portal.must("login.set_password", ticket=begun["ticket"], new_password=PASSWORD,
                        new_password_again=PASSWORD)
            self.assertEqual(self.house.state_of(receipt), "completed")
            self.assertEqual(portal.must("login.begin", user_id=USER_ID, password=PASSWORD)["next"], "done")
            self.assertEqual(portal.refused("login.begin", user_id=USER_ID, password=temporary), "login_failed")
        self.verify_audit()

    def test_office_of_two_unions_is_asked_for_the_prefecture_before_the_code(self):
        with Portal(self.house) as portal:
            for flow, fields, subject, box in (
                    ("reset", {"security_mail": REGISTERED}, ONE_TIME_PASSWORD, self.office),
                    ("application", {"notification_mail": APPLICANT, "notification_mail_again": APPLICANT},
                     CONFIRMATION_CODE, self.applicant)):
                begun = portal.must(f"{flow}.begin", office_number="1322222222", **fields)
                self.assertEqual(begun["next"], f"{flow}.choose_prefecture")
                self.assertEqual(begun["prefectures"], [{"code": "13", "name": "東京都"}, {"code": "27", "name": "大阪府"}])
                chosen = portal.must(f"{flow}.choose_prefecture", ticket=begun["ticket"], prefecture="27")
                self.assertEqual(chosen["next"], f"{flow}.verify")
                code = {"reset": "one_time_password", "application": "confirmation_code"}[flow]
                verified = portal.must(f"{flow}.verify", ticket=begun["ticket"], **{code: box.code(subject)})
                if flow == "reset":
                    self.assertEqual(verified["user_id"], "KJ271322222222")
                else:
                    self.assertEqual(verified["prefecture"], "27")

    def test_reset_voids_the_letter_under_way_and_tells_the_print_room(self):
        with Portal(self.house) as portal:
            temporary = self.issue_letter(self.apply(portal))
            self.reset(portal, PASSWORD)
            self.assertEqual(portal.refused("login.begin", user_id=USER_ID, password=temporary),
                             "temporary_password_voided")
        (row,) = installation.read_csv(self.house.state / "letters" / "13" / "stop.csv")
        (letter,) = self.house.json("letter", "list", "--state", "voided")
        self.assertEqual(row["通知書番号"], letter["notice_number"])
        self.assertEqual(self.house.json("application", "list")[0]["state"], "withdrawn")
        self.verify_audit()

    def test_office_lock_ends_everything_at_once(self):
        with Portal(self.house) as portal:
            self.reset(portal, PASSWORD)
            temporary = self.issue_letter(self.apply(portal))
            ticket = portal.must("login.begin", user_id=USER_ID, password=temporary)["ticket"]
            locked = self.house.command("office", "lock", NUMBER)
            self.assertIn("仮パスワード(1通)", locked.out)
            for password in (PASSWORD, temporary):
                self.assertEqual(portal.refused("login.begin", user_id=USER_ID, password=password,
                                                client=password), "login_failed")
            self.assertEqual(portal.refused("login.set_password", ticket=ticket, new_password=PASSWORD,
                                            new_password_again=PASSWORD), "ticket_over")
            self.assertIsNotNone(self.house.json("office", "show", NUMBER)["locked_at"])
            self.house.command("office", "unlock", NUMBER)
            self.assertIsNone(self.house.json("office", "show", NUMBER)["locked_at"])
            self.assertEqual(portal.refused("login.begin", user_id=USER_ID, password=PASSWORD, client="c"),
                             "login_failed")
        self.verify_audit()

    def test_strangers_half_done_form_does_not_stand_in_the_reviewers_way(self):
        with Portal(self.house) as portal:
            receipt = self.apply(portal)
            portal.must("application.begin", office_number=NUMBER, notification_mail="stranger@example.jp",
                        notification_mail_again="stranger@example.jp")
        self.house.run("screen-applications")
        self.assertIn(receipt, self.house.command("why", NUMBER).out)
        self.house.command("application", "approve", NUMBER)
        self.assertEqual(self.house.state_of(receipt), "approved")

    def test_many_right_passwords_at_once_lock_nobody_out(self):
        with Portal(self.house) as portal:
            self.reset(portal, PASSWORD)
        with contextlib.ExitStack() as stack:
            portals = [stack.enter_context(Portal(self.house)) for _ in range(8)]
            for portal in portals:
                portal.say(json.dumps({"id": 1, "do": "login.begin", "user_id": USER_ID, "password": PASSWORD}) + "\n")
            self.assertEqual([portal.hear()["ok"] for portal in portals], [True] * 8)

    def test_half_done_form_is_abandoned_by_the_sweep(self):
        with Portal(self.house) as portal:
            portal.must("application.begin", office_number=NUMBER, notification_mail=APPLICANT,
                        notification_mail_again=APPLICANT)
        database = sqlite3.connect(self.house.state / "saihakko.db")
        self.addCleanup(database.close)
        with database:  # an hour and a half ago
            for change in ("codes SET expires_ms = expires_ms - 5400000", "tickets SET expires_ms = expires_ms - 5400000"):
                database.execute(f"UPDATE {change}")
        vouch(self.house)
        self.house.run("expire-codes")
        self.assertEqual(database.execute("SELECT state FROM codes").fetchall(), [("expired",)])
        self.assertEqual([row["state"] for row in self.house.json("application", "list")], ["abandoned"])
        self.house.run("expire-codes")
        self.verify_audit()


class Mails(PortalTest):
    def test_mail_leaves_without_a_timer_and_without_another_request(self):
        with Portal(self.house) as portal:
            self.begin_reset(portal)
            end = time.monotonic() + installation.PATIENCE_SECONDS
            while time.monotonic() < end and not self.office.waiting():
                time.sleep(0.01)
            self.assertEqual(len(self.office.waiting()), 1)

    def test_mail_goes_though_the_portal_hangs_up_at_once(self):
        portal = Portal(self.house)
        portal.say(json.dumps({"id": 1, "do": "reset.begin", "office_number": NUMBER, "security_mail": REGISTERED}))
        self.assertEqual(portal.end(), 0)
        self.assertEqual(len(self.office.waiting()), 1)

    def test_mail_that_cannot_go_stays_for_the_timer_and_the_answer_does_not_wait(self):
        mail = self.house.state / "mail"
        mail.rename(self.house.state / "away") if mail.exists() else None
        mail.write_text("no Maildir can be made here")
        with Portal(self.house) as portal:
            ticket = self.begin_reset(portal)["ticket"]
        self.assertIn(self.house.json("notice", "list")[0]["state"], ("queued", "deferred"))
        mail.unlink()
        self.house.run("send-notices")
        with Portal(self.house) as portal:
            portal.must("reset.verify", ticket=ticket, one_time_password=self.office.code(ONE_TIME_PASSWORD))

    def test_code_stands_nowhere_but_in_the_mail(self):
        with Portal(self.house, "--log-format", "json") as portal:
            ticket = self.begin_reset(portal)["ticket"]
            code = self.office.code(ONE_TIME_PASSWORD)
            wrong = "000000" if code != "000000" else "111111"
            portal.refused("reset.verify", ticket=ticket, one_time_password=wrong)
            portal.must("reset.verify", ticket=ticket, one_time_password=code)
            portal.must("reset.set_password", ticket=ticket, new_password=PASSWORD, new_password_again=PASSWORD)
        database = sqlite3.connect(self.house.state / "saihakko.db")
        self.addCleanup(database.close)
        self.assertEqual(database.execute("SELECT COUNT(*) FROM notices WHERE sealed_code IS NOT NULL").fetchone(), (0,))
        shown = self.house.command("notice", "show", "1").out
        self.assertIn("******", shown)
        places = [path for path in self.house.root.rglob("*")
                  if path.is_file() and "mail" not in path.relative_to(self.house.root).parts]
        self.assertIn("saihakko.db", [path.name for path in places])
        dump = "\n".join(database.iterdump())
        self.assertNotRegex(dump, rf"(?<![0-9A-Fa-f]){code}(?![0-9A-Fa-f])")
        for secret in (PASSWORD, ticket):
            self.assertNotIn(secret, dump)
            for path in places:
                self.assertNotIn(secret.encode(), path.read_bytes(), path)
        log = (self.house.root / "portal.log").read_text()
        for secret in (code, PASSWORD, ticket, REGISTERED, NUMBER):
            self.assertNotIn(secret, log)


class Protocol(PortalTest):
    def test_as_of_is_refused(self):
        ran = self.house.call("--config", self.house.configuration, "--as-of", "2026-01-01T00:00:00+09:00", "portal")
        self.assertEqual(ran.code, 64)
        self.assertIn("--as-of", ran.err)

    def test_without_database_it_ends_with_78(self):
        (self.house.state / "saihakko.db").unlink()
        self.assertEqual(self.house.call("--config", self.house.configuration, "portal").code, 78)

    def test_malformed_lines_are_answered_and_the_next_is_served(self):
        bad = ["{", "[]", "null", '{"id": 1}', '{"id": 1, "do": "no.such"}', '{"do": "reset.begin"}',
               '{"id": 1, "id": 2, "do": "reset.begin"}', '{"id": 1.5, "do": "reset.begin"}',
               '{"id": 9007199254740993, "do": "reset.begin"}', '{"id": "' + "x" * 65 + '", "do": "reset.begin"}',
               '{"id": 1, "do": "reset.begin", "office_number": 13, "security_mail": "a@b.jp"}',
               '{"id": 1, "do": "reset.begin", "office_number": "1311111111"}',
               '{"id": 1, "do": "reset.begin", "office_number": "1311111111", "security_mail": "a@b.jp", "more": 1}',
               '{"id": 1, "do": "reset.begin", "client": 7, "office_number": "1311111111", "security_mail": "a@b.jp"}',
               "x" * 70000]
        with Portal(self.house) as portal:
            for line in bad:
                portal.say(line + "\n")
                answer = portal.hear()
                self.assertEqual((answer["ok"], answer["error"]["code"]), (False, "bad_request"), line[:80])
                portal.say("\n \r\n")  # blank lines are passed over
            self.begin_reset(portal)

    def test_id_comes_back_as_it_was(self):
        with Portal(self.house) as portal:
            for given in (0, -5, 9007199254740991, "", "番号1", "x" * 64):
                portal.say(json.dumps({"id": given, "do": "application.submit", "ticket": "none"}) + "\n")
                answer = portal.hear()
                self.assertEqual(answer["id"], given)
                self.assertEqual(answer["error"]["code"], "ticket_unknown")

    def test_persons_mistakes_are_told_in_the_manuals_words(self):
        with Portal(self.house) as portal:
            agent = portal.ask("application.begin", office_number="D123", notification_mail=APPLICANT,
                               notification_mail_again=APPLICANT)["error"]
            self.assertEqual(agent["code"], "office_number_malformed")
            self.assertIn("代理人のログイン情報を紛失した場合、国保連合会へお問い合わせください。", agent["message"])
            for code, fields in {
                    "office_unknown": {"office_number": "1399999999", "notification_mail": APPLICANT,
                                       "notification_mail_again": APPLICANT},
                    "mail_malformed": {"office_number": NUMBER, "notification_mail": "日本@example.jp",
                                       "notification_mail_again": "日本@example.jp"},
                    "mails_differ": {"office_number": NUMBER, "notification_mail": APPLICANT,
                                     "notification_mail_again": "x" + APPLICANT}}.items():
                self.assertEqual(portal.refused("application.begin", **fields), code)

    def test_reset_answers_alike_whatever_was_typed(self):
        answers = []
        with Portal(self.house) as portal:
            for number, mail in ((NUMBER, REGISTERED), (NUMBER, "somebody@example.jp"), ("1399999999", REGISTERED),
                                 (NUMBER, REGISTERED)):
                answer = self.begin_reset(portal, number, mail)
                self.assertRegex(answer.pop("ticket"), "^[0-9a-f]{32}$")
                answer.pop("id")
                answer.pop("trace")
                answers.append(json.dumps(answer, ensure_ascii=False).replace(mail, "MAIL"))
        self.assertEqual(len(set(answers)), 1)
        self.assertEqual(len(self.office.waiting()), 1)
        self.assertEqual(len(list((self.house.state / "mail" / "new").iterdir())), 1)

    def test_limit_of_an_application_tells_when_to_try_again(self):
        with Portal(self.house) as portal:
            fields = {"office_number": NUMBER, "notification_mail": APPLICANT, "notification_mail_again": APPLICANT}
            portal.must("application.begin", **fields)
            error = portal.ask("application.begin", **fields)["error"]
            self.assertEqual(error["code"], "cool_down")
            self.assertRegex(error["retry_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+09:00$")

    def test_socket_serves_as_both_input_and_output(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen([installation.BINARY, "--config", str(self.house.configuration), "portal"],
                                       cwd=self.house.root, env=installation.environment(), stdin=theirs, stdout=theirs,
                                       stderr=subprocess.DEVNULL)
            theirs.close()
            ours.sendall(json.dumps({"id": 1, "do": "reset.begin", "office_number": NUMBER,
                                     "security_mail": REGISTERED}).encode() + b"\n")
            self.assertTrue(json.loads(ours.makefile().readline())["ok"])
            ours.shutdown(socket.SHUT_WR)
            self.assertEqual(process.wait(timeout=installation.PATIENCE_SECONDS), 0)

    def test_sigterm_ends_it_after_the_request_in_hand(self):
        portal = Portal(self.house)
        self.begin_reset(portal)
        portal.process.terminate()
        self.assertEqual(portal.process.wait(timeout=installation.PATIENCE_SECONDS), 0)
        self.assertEqual(len(self.office.waiting()), 1)
        portal.process.stdin.close()
        portal.end()


if __name__ == "__main__":
    unittest.main()
