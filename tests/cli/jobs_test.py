#!/usr/bin/env python3
"""How jobs run: locks, limits, exit codes, log lines, and the bar on a terminal."""

import os
import pty
import re
import subprocess
import threading
import unittest

import installation
from installation import (InstallationTest, application, decision, decisions_csv, json_lines, ledger_csv, office,
                          office_number)

NUMBERS = [office_number("13", serial) for serial in range(1, 6)]
JOBS = ["import-ledger", "import-postcodes", "take-bounces", "track-letters", "take-applications",
        "screen-applications", "take-decisions", "render-letters", "send-notices", "review-worksheet", "report", "watch"]
CONTRACT_ORDER = ["import-ledger", "import-postcodes", "take-bounces", "track-letters", "expire-codes",
                  "take-applications", "screen-applications", "take-decisions", "render-letters", "send-notices", "review-worksheet", "purge",
                  "backup", "report", "watch"]


class Jobs(InstallationTest):
    def drop_ledger(self, count=5):
        self.house.drop("ledger", "ledger.csv", ledger_csv([office(number) for number in NUMBERS[:count]]))

    def drop_applications(self):
        self.house.drop("applications", "a.jsonl", json_lines([application(number) for number in NUMBERS]))

    def status(self):
        return self.house.json("status")

    def check_ended(self, ran, jobs):
        """`jobs` ended, and with any others between them all keep the contract's order."""
        ended = [line["job"] for line in ran.events() if line["event"] == "job_ended"]
        self.assertEqual([job for job in ended if job in JOBS], jobs)
        self.assertEqual(ended, [job for job in CONTRACT_ORDER if job in ended])

    def test_job_whose_lock_is_held_exits_75_and_does_nothing(self):
        self.drop_ledger()
        for job in JOBS:
            if job == "send-notices":
                continue  # runs side by side
            with self.house.hold_lock(job):
                ran = self.house.run(job, code=75)
                self.assertEqual([[line["event"], line["level"], line["job"]] for line in ran.events()],
                                 [["job_locked", "warn", job]])
        self.assertEqual([self.status()["offices"], self.status()["runs"]], [0, []])
        self.house.run("import-ledger")
        self.assertEqual(self.status()["offices"], 5)

    def test_send_notices_runs_side_by_side(self):
        with self.house.hold_lock("send-notices"):
            self.house.run("send-notices")

    def test_run_goes_on_after_a_locked_job_and_exits_with_its_code(self):
        self.drop_ledger()
        with self.house.hold_lock("take-applications"):
            ran = self.house.run("all", code=75)
        self.assertEqual(self.status()["offices"], 5)
        self.check_ended(ran, [job for job in JOBS if job != "take-applications"])

    def test_run_exits_with_the_gravest_code(self):
        self.house.drop("ledger", "ledger.csv", b"x\r\n")
        with self.house.hold_lock("take-decisions"):
            self.house.run("all", code=75)
        self.house.drop("ledger", "other.csv", b"y\r\n")
        self.house.run("all", code=65)
        self.house.drop("ledger", "third.csv", b"z\r\n")
        (self.house.state / "keys" / "master.key").chmod(0o644)
        with self.house.hold_lock("take-decisions"):
            self.house.run("all", code=78)

    def test_run_all_takes_a_file_from_ledger_to_mail_in_one_go(self):
        self.drop_ledger()
        self.drop_applications()
        self.house.run("all")
        self.assertEqual([self.status()["applications"], self.status()["notices"]], [{"in_review": 5}, {"sent": 5}])

    def test_jobs_run_in_the_order_they_are_named(self):
        ran = self.house.run("send-notices", "import-ledger")
        self.assertEqual([line["job"] for line in ran.events() if line["event"] == "job_ended"],
                         ["send-notices", "import-ledger"])

    def test_limit_bounds_each_job_and_the_next_run_goes_on_where_it_stopped(self):
        self.drop_ledger()
        self.house.run("import-ledger", "--limit", "2")
        self.assertEqual([self.status()["offices"], self.house.inbox("ledger")], [2, ["ledger.csv"]])
        self.house.run("import-ledger", "--limit", "2")
        self.assertEqual([self.status()["offices"], self.house.inbox("ledger")], [4, ["ledger.csv"]])
        self.house.run("import-ledger")
        self.assertEqual([self.status()["offices"], self.house.inbox("ledger")], [5, []])

        self.drop_applications()
        self.house.run("take-applications", "--limit", "3")
        self.assertEqual(self.status()["applications"], {"submitted": 3})
        self.house.run("take-applications")
        self.house.run("screen-applications", "--limit", "1")
        self.assertEqual(self.status()["applications"], {"submitted": 4, "in_review": 1})
        self.house.run("screen-applications")

        receipts = [row["receipt_number"] for row in self.house.json("application", "list")]
        self.house.drop("decisions", "d.csv", decisions_csv([decision(receipt, "承認") for receipt in receipts]))
        self.house.run("take-decisions", "--limit", "4")
        self.assertEqual(self.status()["applications"], {"in_review": 1, "approved": 4})
        self.house.run("take-decisions")
        self.house.run("render-letters", "--limit", "2")
        self.assertEqual([self.status()["applications"], self.status()["letters"]],
                         [{"approved": 3, "issued": 2}, {"sealed": 2}])
        self.house.run("render-letters")
        self.assertEqual(self.status()["letters"], {"sealed": 5})
        self.house.run("send-notices", "--limit", "4")
        self.assertEqual([self.status()["notices"], len(self.house.mails())], [{"queued": 6, "sent": 4}, 4])
        self.house.run("send-notices")
        self.assertEqual([self.status()["notices"], len(self.house.mails())], [{"sent": 10}, 10])

    def test_malformed_rows_on_both_sides_of_a_limit_are_all_reported(self):
        self.house.drop("ledger", "ledger.csv", ledger_csv([office("1"), office(NUMBERS[0]), office("2")]))
        self.house.run("import-ledger", "--limit", "2", code=65)
        self.assertEqual(self.house.inbox("refused"), [])
        self.house.run("import-ledger", code=65)
        self.assertEqual([row["行"] for row in self.house.refused("ledger", "ledger.csv")], ["2", "4"])

    def test_each_line_of_the_json_log_is_one_event_with_time_and_level(self):
        self.drop_ledger()
        self.drop_applications()
        ran = self.house.run("all")
        self.check_ended(ran, JOBS)
        for line in ran.events():
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.?\d{0,3}\+09:00$")
            self.assertIn(line["level"], ("info", "warn", "error"))

    def test_each_line_of_the_text_log_is_time_level_event_and_fields(self):
        self.drop_ledger()
        ran = self.house.command("run", "all")
        self.assertEqual(ran.out, "")
        for line in ran.err.splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\S+ (info|warn|error) [a-z_]+( [a-z_]+=(\S+|\"[^\"]*\"))*$")

    def test_log_lines_hold_no_name_address_mail_or_phone(self):
        rows = [office(number, 事業所名=f"秘密の事業所{at}", 住所=f"秘密の町{at}", 電話番号=f"03-9999-000{at}", 事業所名カナ=f"ヒミツ{at}",
                       セキュリティ用メールアドレス=f"himitsu{at}@office.example.jp") for at, number in enumerate(NUMBERS)]
        rows[1]["事業所名"] += "\ue001"
        rows[2]["状態"] = "廃止"
        bad = rows[3] | {"状態": "秘密の状態"}
        other = rows[0] | {"住所": "秘密の別の町", "事業所名": "秘密の別の名"}
        self.house.drop("ledger", "ledger.csv", ledger_csv(rows + [bad, other]))
        self.house.drop("applications", "a.jsonl", json_lines(
            [application(number) for number in NUMBERS] + [{"submission_id": "秘密", "notification_mail": "himitsu@"}]))
        said = [self.house.run("all", code=65).err]
        receipts = [row["receipt_number"] for row in self.house.json("application", "list")]
        self.house.drop("decisions", "d.csv", decisions_csv(
            [decision(receipt, "承認", note="秘密の備考", reviewer="秘密の人") for receipt in receipts]))
        said.append(self.house.command("run", "all", code=65).err)
        self.house.run("all")
        self.assertEqual(self.status()["letters"], {"sealed": 3})
        for text in said:
            self.assertGreater(len(text), 500)
            for secret in ("秘密", "ヒミツ", "himitsu", "applicant.example.jp", "@", "03-9999", "KJ13"):
                self.assertNotIn(secret, text)

    def test_as_of_sets_the_date_of_the_letters_and_later_than_now_is_refused(self):
        self.drop_ledger(1)
        self.house.drop("applications", "a.jsonl", json_lines([application(NUMBERS[0])]))
        self.house.run("all")
        self.house.command("application", "approve", NUMBERS[0])
        refused = self.house.call("--config", self.house.configuration, "--as-of", "2099-01-02T09:00:00+09:00", "run",
                                  "render-letters")
        self.assertNotEqual(refused.code, 0)
        self.assertEqual(self.house.batches(), [])
        self.house.command("--as-of", "2026-01-02T09:00:00+09:00", "run", "render-letters")
        (letter,) = self.house.json("letter", "list")
        self.assertIn("発行日令和08年01月02日", self.house.page_of_letter(letter))
        self.assertEqual([letter["issued_at"][:10], letter["valid_until"][:10]], ["2026-01-02", "2026-02-16"])

    def test_dry_run_tells_what_is_malformed_and_leaves_nothing_behind(self):
        self.house.drop("ledger", "ledger.csv", ledger_csv([office(NUMBERS[0]), office("1311", 事業所名="悪い\x1b[2J行")]))
        before = installation.fingerprint(self.house.state / "inbox")
        ran = self.house.command("--log-format", "json", "run", "all", "--dry-run", code=65)
        self.assertEqual(ran.out.splitlines(), [
            "ledger.csv: 3,事業所番号,1311,事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁),1311",
            "ledger.csv: 3,事業所名,,3文字目に制御文字 U+001B があります。取り除いてください,1311"])
        self.assertEqual(installation.fingerprint(self.house.state / "inbox"), before)
        self.assertEqual([self.status()["offices"], self.status()["runs"], self.stages()], [0, [], []])

    def stages(self):
        return sorted(path.name for path in self.house.state.glob("dry-run-*"))

    def test_copy_that_a_killed_dry_run_left_goes_with_the_next_run_of_any_job(self):
        with subprocess.Popen(["true"]) as dead:
            pass
        living = f"dry-run-{os.getpid()}"
        for name in (f"dry-run-{dead.pid}", living):
            (self.house.state / name / "letters").mkdir(parents=True)
            (self.house.state / name / "saihakko.db").write_bytes(b"x")
        self.house.run("send-notices")
        self.assertEqual(self.stages(), [living])

    def run_on_terminal(self, *words):
        """What the program writes to a terminal on standard error."""
        terminal, end = pty.openpty()
        with subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", *words], stderr=end,
                              stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=installation.environment()) as process:
            os.close(end)
            seen = bytearray()
            reading = threading.Thread(target=read_to_end, args=(terminal, seen))
            reading.start()
            self.assertEqual(process.stdout.read(), b"")
        reading.join()
        os.close(terminal)
        self.assertEqual(process.returncode, 0)
        return seen.decode("utf-8")

    def test_terminal_shows_progress_and_leaves_only_log_lines_behind(self):
        self.drop_ledger()
        self.drop_applications()
        text = self.run_on_terminal("import-ledger", "take-applications", "screen-applications")
        for job in ("import-ledger", "take-applications", "screen-applications"):
            self.assertRegex(text, re.escape(f"\r\x1b[K{job} ") + r"\d+")
        left = [line.rstrip("\r").rsplit("\x1b[K", 1)[-1] for line in text.split("\n")]
        self.assertEqual(left[-1], "")
        for line in left[:-1]:
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\S+ info ")

    def test_pipe_gets_no_progress(self):
        self.drop_ledger()
        self.drop_applications()
        ran = self.house.command("run", "all")
        self.assertNotIn("\r", ran.err)
        self.assertNotIn("\x1b", ran.err)
        self.assertGreaterEqual(len(ran.err.splitlines()), len(JOBS))


def read_to_end(terminal, seen):
    try:
        while piece := os.read(terminal, 4096):
            seen += piece
    except OSError:
        pass  # the other end of a terminal closes with an error, not with an end of file


if __name__ == "__main__":
    unittest.main()
