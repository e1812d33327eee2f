#!/usr/bin/env python3
"""返信用封筒待ち: held, reminded, over. The clock of each command is set by --as-of.

The wait begins on Friday, 30 October 2026; the working days after it are 2, 4, 5, 6 and 9 November (3 November is
文化の日), then 10 and 11 November.
"""

import unittest

from installation import (Installation, application, body, decision, decisions_csv, json_lines, ledger_csv, office,
                          office_number, read_csv)

ENVELOPE = "〒100-0001 東京都千代田区千代田1-1 東京都国民健康保険団体連合会"
CONFIGURATION = f"[union.13]\nreturn_envelope = {ENVELOPE}\nenvelope_reminder_days = 2\nenvelope_lapse_days = 5\n"
TOKYO, OTHER_TOKYO, SHIMANE = office_number("13", 1), office_number("13", 2), office_number("32", 1)


class House(Installation):
    """The clock of every command stands at `now`."""

    now = "2026-10-30T09:00:00"

    def command(self, *words, code=0, **options):
        return super().command("--as-of", f"{self.now}+09:00", *words, code=code, **options)

    def at(self, day, time="12:00:00"):
        self.now = f"2026-{day}T{time}"
        return self


class ReturnEnvelope(unittest.TestCase):
    def setUp(self):
        self.house = House(CONFIGURATION)
        self.addCleanup(self.house.remove)
        self.house.command("init", "--rehearsal")
        numbers = [TOKYO, OTHER_TOKYO, SHIMANE]
        self.house.drop("ledger", "ledger.csv", ledger_csv([office(number) for number in numbers]))
        self.house.drop("applications", "a.jsonl", json_lines(
            [application(number, submitted_at="2026-10-29T09:00:00+09:00") for number in numbers]))
        self.house.run("import-ledger", "take-applications", "screen-applications", "send-notices")
        self.receipt, self.other, self.shimane = [self.house.receipt_of(number) for number in numbers]

    def show(self, receipt=None):
        return self.house.json("application", "show", receipt or self.receipt)

    def mails(self, subject):
        return [mail for mail in self.house.mails() if mail["Subject"].startswith(subject)]

    def sweep(self, day, time="12:00:00"):
        self.house.at(day, time).run("expire-codes", "send-notices")

    def test_a_wait_that_has_an_end_is_no_stuck_hold(self):
        def stuck(*settings):
            words = [word for setting in ("watch.on_hold_days=1", *settings) for word in ("--set", setting)]
            return "stuck.on_hold.13" in {each["incident"] for each in self.house.json(*words, "status")["incidents"]}
        self.house.at("11-06")
        self.assertFalse(stuck())
        self.assertTrue(stuck("union.13.envelope_lapse_days=0"))
        self.assertTrue(stuck("union.13.return_envelope="))
        self.house.at("12-20")  # nothing has ended it
        self.assertTrue(stuck())

    def test_only_the_union_that_asks_for_one_waits(self):
        self.assertEqual([self.show()["state"], self.show()["reason"]], ["on_hold", "waiting_for_return_envelope"])
        self.assertEqual(self.show(self.shimane)["state"], "in_review")
        self.assertEqual(self.house.json("why", self.receipt)["waits_for"],
                         "保留の理由が解けて、判定されるのを待っています(返信用封筒待ち、催促は 2026-11-04、期限 2026-11-09)")
        self.assertIn("application envelope で記録します。届かなければ、2026-11-11 00:07 の expire-codes が不承認にします",
                      self.house.json("why", self.receipt)["next"])
        self.assertIn("返信用封筒待ち 2件(いちばん早い期限 2026-11-09)\n", self.house.command("status").out)
        self.assertEqual(self.house.json("status")["waiting_for_envelope"],
                         {"applications": 2, "first_last_day": "2026-11-09T23:59:59.999+09:00"})
        rows = {row["受付番号"]: row["状態"] for made in self.house.json("review")
                for row in read_csv(self.house.root / made["csv"])}
        self.assertEqual(rows, {self.receipt: "保留(返信用封筒待ち、催促は 2026-11-04、期限 2026-11-09)",
                                self.other: "保留(返信用封筒待ち、催促は 2026-11-04、期限 2026-11-09)", self.shimane: "審査中"})

    def test_applicant_is_reminded_once_and_told_the_last_day(self):
        self.sweep("11-03", "23:59:00")
        self.assertEqual(self.mails("ログイン情報再発行申請返信用封筒のお願い"), [])
        self.sweep("11-04", "00:00:00")
        self.sweep("11-06")
        reminded = self.mails("ログイン情報再発行申請返信用封筒のお願い")
        self.assertEqual(len(reminded), 2)
        (mail,) = [mail for mail in reminded if self.receipt in body(mail)]
        self.assertEqual(mail["To"], f"tantou.{TOKYO}@applicant.example.jp")
        self.assertIn(f"次の宛先へお送りください。返信用封筒には、受付番号 {self.receipt} を書き添えてください。"
                      f"行き違いで既にお送りいただいている場合は、お手続きは必要ありません。\n{ENVELOPE}\n\n"
                      "[返信用封筒の到着期限]\n2026年11月09日\n", body(mail))
        self.assertIn("(返信用封筒待ち、2026-11-04 に催促、期限 2026-11-09)",
                      self.house.json("why", self.receipt)["waits_for"])

    def test_application_is_over_when_a_working_day_more_has_ended(self):
        self.sweep("11-04")
        self.sweep("11-10", "23:59:00")
        self.assertEqual(self.show()["state"], "on_hold")
        self.sweep("11-11", "00:00:00")
        self.sweep("11-12")
        self.assertEqual([self.show()["state"], self.show()["reason"]], ["rejected", "return_envelope_missing"])
        (mail,) = [mail for mail in self.mails("ログイン情報再発行申請結果通知") if self.receipt in body(mail)]
        self.assertIn("不承認\n返信用封筒が期限までに届かなかったため、承認できませんでした。", body(mail))
        steps = self.house.json("why", self.receipt)["steps"]
        self.assertEqual([[step["event"], step["detail"], step["actor"]] for step in steps][-3:],
                         [["envelope_reminded", "20261109", "job:expire-codes"],
                          ["application_in_review", "", "job:expire-codes"],
                          ["application_rejected", "return_envelope_missing", "job:expire-codes"]])
        self.assertEqual(self.show(self.shimane)["state"], "in_review")
        self.house.command("audit", "verify")

    def test_approval_means_that_the_envelope_is_there(self):
        self.sweep("11-04")
        self.house.drop("decisions", "a.csv", decisions_csv([decision(self.receipt, "承認")]))
        self.house.at("11-09").run("take-decisions", "render-letters")
        self.sweep("11-12")
        self.assertEqual([self.show()["state"], self.show(self.other)["state"]], ["issued", "rejected"])

    def test_envelope_is_recorded_and_the_hold_lifted(self):
        self.sweep("11-04")
        self.assertEqual(self.house.command("application", "envelope", self.receipt).out,
                         f"{self.receipt} 返信用封筒の到着(審査中に戻りました)\n")
        self.assertEqual([self.show()["state"], self.show()["reason"]], ["in_review", "envelope_arrived"])
        again = self.house.command("application", "envelope", self.receipt, code=65)
        self.assertIn(f"saihakko: 申請 {self.receipt} は返信用封筒を待っていません(現在の状態: 審査中)。", again.err)
        self.house.command("application", "envelope", self.shimane, code=65)
        self.sweep("11-12")
        self.assertEqual([self.show()["state"], self.show(self.other)["state"]], ["in_review", "rejected"])

    def test_rehearsed_sweep_changes_nothing(self):
        self.house.at("11-04").command("run", "expire-codes", "--dry-run")
        self.assertEqual([notice["kind"] for notice in self.show()["notices"]], ["receipt"])

    def test_limit_bounds_a_sweep(self):
        self.house.at("11-04").run("expire-codes", "--limit", "1")
        kinds = [notice["kind"] for receipt in (self.receipt, self.other) for notice in self.show(receipt)["notices"]]
        self.assertEqual(kinds.count("envelope_reminder"), 1)

    def test_settings_that_contradict_each_other_are_named(self):
        for days in ("envelope_reminder_days = 5\nenvelope_lapse_days = 5", "envelope_lapse_days = 3"):
            self.house.configure(f"[union.13]\n{days}\n")
            self.assertIn("union.13.envelope_reminder_days(5)は envelope_lapse_days(", self.house.command("check", code=78).err)
        for wrong in ("envelope_reminder_days = 121", "envelope_lapse_days = -1"):
            self.house.configure(f"[union.default]\n{wrong}\n")
            self.assertIn("saihakko.conf:6: ", self.house.command("check", code=78).err)


if __name__ == "__main__":
    unittest.main()
