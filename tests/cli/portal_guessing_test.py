#!/usr/bin/env python3
"""Strangers against the portal: what they can learn, stop and cause is bounded, and the office's door stays open.

The model that these hold to is core/service/portal/guessing.md.
"""

import collections
import contextlib
import datetime
import json
import sqlite3
import time
import unittest

import installation
from installation import office
from portal_talk import Mailbox, Portal

NUMBER, USER_ID = "1311111111", "KJ131311111111"
REGISTERED = "office@example.jp"
PASSWORD = "Hareta9sora"
ONE_TIME_PASSWORD = "ワンタイムパスワード発行通知(介護保険)"
CONFIRMATION_CODE = "確認コード発行通知(介護保険)"
MINUTE_MS = 60_000


class Strangers(installation.InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(NUMBER, 事業所名="請求事業所A", セキュリティ用メールアドレス=REGISTERED)])
        self.mails = Mailbox(self.house, REGISTERED)
        self.portal = Portal(self.house)
        self.addCleanup(self.portal.end)
        ticket = self.begin("office")["ticket"]
        self.portal.must("reset.verify", ticket=ticket, one_time_password=self.mails.code(ONE_TIME_PASSWORD))
        self.portal.must("reset.set_password", ticket=ticket, new_password=PASSWORD, new_password_again=PASSWORD)
        self.assertEqual(self.log_in("office"), "ok")

    def begin(self, client):
        return self.portal.must("reset.begin", office_number=NUMBER, security_mail=REGISTERED, client=client)

    def log_in(self, client, password=PASSWORD, user_id=USER_ID):
        answer = self.portal.ask("login.begin", user_id=user_id, password=password, client=client)
        return "ok" if answer["ok"] else answer["error"]["code"]

    def change(self, sql):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db", timeout=30)) as database, database:
            return database.execute(sql).fetchall()

    def wait_for_mails(self):
        """A decoy is settled a moment after its answer."""
        end = time.monotonic() + installation.PATIENCE_SECONDS
        while self.change("SELECT 1 FROM notices WHERE state IN ('queued', 'claimed') LIMIT 1"):
            self.assertLess(time.monotonic(), end, "a mail does not come to its end")
            time.sleep(0.02)

    def rows(self):
        self.wait_for_mails()
        return {table: self.change(f"SELECT COUNT(*) FROM {table}")[0][0]
                for table in ("tickets", "codes", "notices", "audit", "portal_counts", "login_failures")}

    def test_110_guesses_with_110_clients_are_compared_three_times_and_touch_no_known_client(self):
        told = collections.Counter(self.log_in(f"fresh-{place}", "Wrong123") for place in range(110))
        self.assertEqual(told, {"login_failed": 2, "login_locked": 108})
        self.assertEqual(self.log_in("another", PASSWORD), "login_locked")
        self.assertEqual(self.log_in("office"), "ok")
        self.assertEqual(self.change("SELECT failures FROM login_failures WHERE client_mark = ''"), [(3,)])

    def test_guesses_leave_no_row_each_and_become_an_incident(self):
        self.change("UPDATE login_failures SET failures = 40")
        before = self.rows()
        for place in range(60):
            self.log_in(f"fresh-{place}", "Wrong123", f"KJ13139999{place % 2:04}")
        after = self.rows()
        self.assertEqual({table: after[table] - before[table] for table in ("tickets", "codes", "notices", "audit")},
                         {"tickets": 0, "codes": 0, "notices": 0, "audit": 0})
        self.assertLessEqual(after["portal_counts"] - before["portal_counts"], 4)
        self.log_in("one-more", "Wrong123")
        incidents = [trouble["incident"] for trouble in self.house.json("status")["incidents"]]
        self.assertIn("portal.guessing", incidents)

    def test_office_unlock_lets_strangers_try_again(self):
        for place in range(3):
            self.log_in(f"fresh-{place}", "Wrong123")
        self.assertEqual(self.log_in("another"), "login_locked")
        self.assertIn("回数を消しました", self.house.command("office", "unlock", NUMBER).out)
        self.assertEqual(self.log_in("another"), "ok")

    def test_40_guesses_at_once_are_all_answered_and_the_office_gets_in_among_them(self):
        with contextlib.ExitStack() as stack:
            portals = [stack.enter_context(Portal(self.house)) for _ in range(40)]
            for place, portal in enumerate(portals):
                portal.say(json.dumps({"id": 1, "do": "login.begin", "user_id": f"KJ131399990{place:03}",
                                       "password": "Wrong123", "client": f"fresh-{place}"}) + "\n")
            self.assertEqual(self.log_in("office"), "ok")
            told = {portal.hear()["error"]["code"] for portal in portals}
        self.assertLessEqual(told, {"login_failed", "busy"})

    def test_strangers_can_neither_use_up_nor_end_the_codes_of_a_known_client(self):
        self.change(f"UPDATE codes SET issued_ms = issued_ms - {2 * MINUTE_MS}")
        ticket = self.begin("office")["ticket"]
        code = self.mails.code(ONE_TIME_PASSWORD)
        for place in range(12):
            self.change(f"UPDATE codes SET issued_ms = issued_ms - {2 * MINUTE_MS}")
            self.begin(f"fresh-{place}")
        sent = self.change("SELECT COUNT(*) FROM codes WHERE sent = 1")[0][0]
        self.assertLessEqual(sent, 2 + 10)
        self.begin("office")  # has its own limits: a mail comes
        self.assertEqual(self.change("SELECT COUNT(*) FROM codes WHERE sent = 1")[0][0], sent + 1)
        self.assertEqual(self.portal.refused("reset.verify", ticket=ticket, one_time_password=code), "code_superseded")

    def test_strangers_code_does_not_end_the_one_that_another_stranger_waits_for(self):
        self.change(f"UPDATE codes SET issued_ms = issued_ms - {2 * MINUTE_MS}")
        ticket = self.begin("a new browser of the office")["ticket"]
        code = self.mails.code(ONE_TIME_PASSWORD)
        self.change(f"UPDATE codes SET issued_ms = issued_ms - {2 * MINUTE_MS}")
        self.begin("stranger")
        self.portal.must("reset.verify", ticket=ticket, one_time_password=code)

    def test_refused_codes_are_counted_and_take_one_row(self):
        self.begin("stranger")
        before = self.rows()
        for _ in range(100):
            self.begin("stranger")
        after = self.rows()
        self.assertEqual(after, before)

    def test_codes_of_100_strangers_leave_one_alert_in_the_audit(self):
        before = self.rows()
        for place in range(100):
            self.portal.must("reset.begin", office_number=NUMBER, security_mail=f"wrong{place}@example.jp",
                             client=f"fresh-{place}")
        after = self.rows()
        self.assertEqual(after["codes"] - before["codes"], 100)
        self.assertEqual(self.change(f"SELECT event, subject FROM audit WHERE seq > {before['audit']}"),
                         [("alert_office_codes", NUMBER)])
        self.assertLessEqual(after["portal_counts"] - before["portal_counts"], 2)

    def test_one_person_is_mailed_once_however_the_address_is_written(self):
        told = collections.Counter()
        for place in range(30):
            mail = ("Person" if place % 2 else "person") + f"+{place}@example.jp"
            answer = self.portal.ask("application.begin", office_number=NUMBER, notification_mail=mail,
                                     notification_mail_again=mail, client=f"fresh-{place}")
            told["ok" if answer["ok"] else answer["error"]["code"]] += 1
        self.assertEqual(told, {"ok": 1, "cool_down": 29})

    def test_one_office_is_the_reason_for_so_many_mails_a_day_and_no_more(self):
        with Portal(self.house, "--set", "codes.per_day_of_office=5") as portal:
            told = collections.Counter()
            for place in range(20):
                mail = f"person{place}@example{place}.jp"
                answer = portal.ask("application.begin", office_number=NUMBER, notification_mail=mail,
                                    notification_mail_again=mail, client=f"fresh-{place}")
                told["ok" if answer["ok"] else answer["error"]["code"]] += 1
            self.assertEqual(told, {"ok": 5, "limit_reached": 15})
            # At the time that was told the office gets a code.
            retry_at = datetime.datetime.fromisoformat(answer["error"]["retry_at"])
            wait_ms = (retry_at - datetime.datetime.now(datetime.timezone.utc)).total_seconds() * 1000
            self.change(f"UPDATE codes SET issued_ms = issued_ms - {int(wait_ms) + 1000}")
            self.assertTrue(portal.ask("application.begin", office_number=NUMBER, notification_mail="new@example.jp",
                                       notification_mail_again="new@example.jp", client="fresh")["ok"])
            known = portal.ask("application.begin", office_number=NUMBER, notification_mail="own@example.jp",
                               notification_mail_again="own@example.jp", client="office")
            self.assertTrue(known["ok"], known)

    def test_known_clients_of_an_office_share_their_limits(self):
        for place in range(6):
            self.portal.must("login.begin", user_id=USER_ID, password=PASSWORD, client=f"another-{place}")
        told = collections.Counter()
        for place in range(18):
            self.change(f"UPDATE codes SET issued_ms = issued_ms - {2 * MINUTE_MS}")
            answer = self.portal.ask("application.begin", office_number=NUMBER, notification_mail="one@example.jp",
                                     notification_mail_again="one@example.jp", client=f"another-{place % 6}")
            told["ok" if answer["ok"] else answer["error"]["code"]] += 1
        self.assertEqual(told, {"ok": 10, "limit_reached": 8})

    def test_strangers_codes_use_up_the_services_limit_for_strangers_alone(self):
        with Portal(self.house, "--set", "codes.per_hour_of_service=5") as portal:
            def begin(client, mail):
                return portal.ask("application.begin", office_number=NUMBER, notification_mail=mail,
                                  notification_mail_again=mail, client=client)

            told = [begin(f"fresh-{place}", f"person{place}@example{place}.jp")["ok"] for place in range(8)]
            self.assertEqual(told, [True] * 5 + [False] * 3)
            known = begin("office", "own@example.jp")
            self.assertTrue(known["ok"], known)


if __name__ == "__main__":
    unittest.main()
