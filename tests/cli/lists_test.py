#!/usr/bin/env python3
"""What the commands show, as a table for a person and as JSON for a program."""

import datetime
import json
import unittest

from installation import (Installation, application, decision, display_width, office, office_number, table_cells)

NUMBERS = [office_number("13", serial) for serial in range(1, 5)] + [office_number("32", 5)]
UNKNOWN = office_number("13", 9999)
STATES = {"in_review": "審査中", "on_hold": "保留", "issued": "発行", "rejected": "不承認", "refused": "受付不可"}


def minute(time):
    """A time of the JSON as the tables show it."""
    return time[:16].replace("T", " ")


class Shown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = Installation()
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        cls.house.take_ledger([office(number, 住所="" if number == NUMBERS[3] else "東京都千代田区１－１",
                                      発行都道府県="なし" if number == NUMBERS[2] else "",
                                      セキュリティ用メールアドレス="kaigo@office.example.jp" if number == NUMBERS[0] else "")
                               for number in NUMBERS])
        cls.house.take_applications([application(number, kind=None) for number in NUMBERS + [UNKNOWN]])
        cls.house.run("send-notices")
        receipts = [row["receipt_number"] for row in cls.house.json("application", "list")]
        cls.house.take_decisions([
            decision(receipts[0], "承認", note="確認済み"), decision(receipts[1], "不承認", "withdrawn_by_office"),
            decision(receipts[2], "保留", "waiting_for_phone_check"), decision(receipts[4], "承認")])
        cls.house.run("render-letters")
        cls.applications = cls.house.json("application", "list")
        cls.letters = cls.house.json("letter", "list")
        cls.notices = cls.house.json("notice", "list")

    def check_table(self, words, header, rows):
        ran = self.house.command(*words)
        self.assertEqual(ran.err, "")
        self.assertEqual(table_cells(ran.out), [header] + rows)

    def check_time(self, text):
        self.assertIsNotNone(datetime.datetime.fromisoformat(text).tzinfo, text)

    def test_application_list_as_json(self):
        self.assertEqual([row["state"] for row in self.applications],
                         ["issued", "rejected", "on_hold", "in_review", "issued", "refused"])
        self.assertEqual([row["kind"] for row in self.applications], ["reissue"] * 2 + ["new"] + ["reissue"] * 3)
        self.assertEqual([row["blocking"] for row in self.applications], [False] * 3 + [True] + [False] * 2)
        self.assertEqual([row["reason"] for row in self.applications],
                         ["", "withdrawn_by_office", "waiting_for_phone_check", "", "", "unknown_office"])
        for row in self.applications:
            self.assertEqual(set(row), {"receipt_number", "office_number", "prefecture", "kind", "state", "state_since",
                                        "submitted_at", "version", "reason", "urgent", "blocking", "findings"})
            self.check_time(row["state_since"])
            self.check_time(row["submitted_at"])

    def test_application_list_as_table(self):
        remarks = ["1件", "", "", "承認不可 1件", "", ""]
        self.check_table(
            ["application", "list"], ["受付番号", "事業所番号", "連合会", "種別", "状態", "状態の日時", "所見"],
            [[row["receipt_number"], row["office_number"], row["prefecture"], "新規" if row["kind"] == "new" else "再発行",
              STATES[row["state"]], minute(row["state_since"]), remark] for row, remark in zip(self.applications, remarks)])

    def test_application_list_of_one_state_and_of_one_union(self):
        self.assertEqual(self.house.json("application", "list", "--state", "on_hold"), [self.applications[2]])
        self.assertEqual(self.house.json("application", "list", "--union", "32"), [self.applications[4]])
        self.assertEqual(self.house.json("application", "list", "--union", "32", "--state", "on_hold"), [])
        self.assertEqual(self.house.json("application", "list", "--state", "completed"), [])
        self.check_table(["application", "list", "--state", "completed"],
                         ["受付番号", "事業所番号", "連合会", "種別", "状態", "状態の日時", "所見"], [])

    def test_application_show_as_json(self):
        shown = self.house.json("application", "show", self.applications[0]["receipt_number"])
        self.assertEqual({key: shown[key] for key in self.applications[0]}, self.applications[0])
        self.assertEqual(shown["notification_mail"], f"tantou.{NUMBERS[0]}@applicant.example.jp")
        (made,) = shown["decisions"]
        self.assertEqual([made["verdict"], made["reason"], made["note"], made["reviewer"]], ["approve", "", "確認済み", "審査 花子"])
        self.check_time(made["decided_at"])
        (letter,) = shown["letters"]
        self.assertEqual(letter["state"], "sealed")
        self.assertEqual([[notice["kind"], notice["state"]] for notice in shown["notices"]],
                         [["receipt", "sent"], ["submission_warning", "sent"], ["approval_warning", "queued"],
                          ["result", "queued"]])

    def test_application_show_for_a_person(self):
        row = self.applications[0]
        text = self.house.command("application", "show", row["receipt_number"]).out
        for line in (f"受付番号    {row['receipt_number']}", f"事業所番号  {NUMBERS[0]}", "事業所名    訪問介護ステーションあおぞら",
                     "申請日時    2026-11-22 09:00", "所見        通知先が登録済みのセキュリティ用メールアドレスと異なります",
                     f"通知先      tantou.{NUMBERS[0]}@applicant.example.jp"):
            self.assertIn(line, text.splitlines())
        blocked = self.house.command("application", "show", self.applications[3]["receipt_number"]).out
        self.assertIn("所見        [承認不可] 事業所台帳に住所がありません", blocked.splitlines())
        self.assertIn("事業所名    (事業所台帳にありません)", self.house.command("application", "show", UNKNOWN).out)

    def test_columns_of_what_is_shown_for_a_person_begin_in_one_place(self):
        for words in (["application", "show", NUMBERS[0]], ["letter", "show", self.letters[0]["notice_number"]],
                      ["notice", "show", "1"], ["office", "show", NUMBERS[0]]):
            text = self.house.command(*words).out.split("\n\n")[0]
            starts = {display_width(line[:len(line) - len(line.split(maxsplit=1)[1])]) for line in text.splitlines()
                      if len(line.split(maxsplit=1)) == 2}
            self.assertEqual(starts, {12}, words)

    def test_letter_list_as_json(self):
        self.assertEqual([letter["office_number"] for letter in self.letters], [NUMBERS[4], NUMBERS[0]])
        for letter in self.letters:
            self.assertEqual(set(letter), {"notice_number", "edition", "receipt_number", "office_number", "prefecture",
                                           "state", "state_since", "issued_at", "valid_until", "batch", "file", "page",
                                           "position", "void_reason", "predecessor", "successor"})
            self.assertRegex(letter["notice_number"], r"^N\d{9}$")
            self.assertEqual([letter["edition"], letter["state"], letter["file"], letter["page"], letter["position"]],
                             [1, "sealed", "letters-0001.pdf", 1, 1])
            for key in ("state_since", "issued_at", "valid_until"):
                self.check_time(letter[key])
        self.assertEqual(self.house.json("letter", "list", "--limit", "1"), self.letters[:1])

    def test_letter_list_of_a_union_a_batch_a_receipt_or_an_office(self):
        of_32, of_13 = self.letters
        for words in (["--union", "32"], ["--batch", of_32["batch"]], [of_32["receipt_number"]], [NUMBERS[4]],
                      ["--union", "32", "--batch", of_32["batch"], "--state", "sealed", NUMBERS[4], "--limit", "9"]):
            self.assertEqual(self.house.json("letter", "list", *words), [of_32], words)
        for words in (["--union", "01"], ["--union", "13", "--batch", of_32["batch"]], ["--state", "posted", of_13["receipt_number"]],
                      [NUMBERS[1]]):
            self.assertEqual(self.house.json("letter", "list", *words), [], words)

    def test_notice_list_of_a_union_a_batch_a_receipt_or_an_office(self):
        of_32 = [notice for notice in self.notices if notice["prefecture"] == "32"]
        self.assertGreater(len(of_32), 1)
        for words in (["--union", "32"], ["--batch", self.letters[0]["batch"]], [self.applications[4]["receipt_number"]], [NUMBERS[4]]):
            self.assertEqual(self.house.json("notice", "list", *words), of_32, words)
        self.assertEqual(self.house.json("notice", "list", "--union", "32", "--state", "queued", "--limit", "1"), of_32[:1])
        self.assertEqual(self.house.json("notice", "list", "--batch", self.letters[1]["batch"], "--union", "32"), [])

    def test_list_of_what_is_not_there_is_refused_and_not_empty(self):
        for command in ("letter", "notice"):
            for words, says in ((["--batch", "nowhere"], "バッチ nowhere はありません"), (["R000999990"], "受付番号 R000999990 の申請はありません"),
                                ([office_number("13", 8888)], "事業所台帳にも申請にもありません"), (["x"], "x は受付番号でも事業所番号でもありません"),
                                (["--union", "48"], "--union 48 は都道府県コード")):
                ran = self.house.command(command, "list", *words, code=64)
                self.assertEqual(ran.out, "")
                self.assertIn(says, ran.err)
        self.assertEqual(self.house.json("letter", "list", "--state", "posted"), [])

    def test_letter_list_as_table(self):
        self.check_table(
            ["letter", "list"], ["通知書番号", "版", "受付番号", "事業所番号", "状態", "有効期限", "バッチ", "ファイル", "頁",
                                "無効の理由"],
            [[letter["notice_number"], "1", letter["receipt_number"], letter["office_number"], "作成済",
              letter["valid_until"][:10], letter["batch"], "letters-0001.pdf", "1", ""] for letter in self.letters])

    def test_letter_show(self):
        letter = self.letters[0]
        shown = letter | {"print_count": 0, "void_note": None, "void_uid": None, "results": []}
        self.assertEqual(self.house.json("letter", "show", letter["notice_number"]), shown)
        self.assertEqual(self.house.json("letter", "show", letter["notice_number"].lower()), shown)
        lines = self.house.command("letter", "show", letter["notice_number"]).out.splitlines()
        self.assertEqual(lines[:4], [f"通知書番号  {letter['notice_number']}", "版          1",
                                     f"受付番号    {letter['receipt_number']}", f"事業所番号  {letter['office_number']}"])

    def test_notice_list_as_json(self):
        self.assertEqual(sorted([notice["kind"], notice["state"], notice["attempts"]] for notice in self.notices),
                         [["approval_warning", "queued", 0]] + [["receipt", "sent", 1]] * 6 +
                         [["result", "queued", 0]] * 3 + [["result", "sent", 1], ["submission_warning", "sent", 1]])
        for notice in self.notices:
            self.assertNotIn("@applicant", json.dumps(notice), "a list names no mail address")
            self.check_time(notice["queued_at"])
        queued = self.house.json("notice", "list", "--state", "queued")
        self.assertEqual(queued, [notice for notice in self.notices if notice["state"] == "queued"])
        self.assertEqual(self.house.json("notice", "list", "--limit", "2"), self.notices[:2])

    def test_notice_list_as_table(self):
        kinds = {"receipt": "受領通知", "result": "結果通知", "submission_warning": "申請のお知らせ",
                 "approval_warning": "承認のお知らせ"}
        states = {"sent": "送信済", "queued": "送信待ち"}
        self.check_table(
            ["notice", "list"], ["番号", "受付番号", "事業所番号", "種別", "状態", "状態の日時", "回数"],
            [[str(notice["notice_id"]), notice["receipt_number"], notice["office_number"], kinds[notice["kind"]], states[notice["state"]],
              minute(notice["state_since"]), str(notice["attempts"])] for notice in self.notices])

    def test_notice_show_is_the_mail_as_it_goes_out(self):
        (notice,) = [notice for notice in self.notices if notice["receipt_number"] == self.applications[5]["receipt_number"]
                     and notice["kind"] == "result"]
        shown = self.house.json("notice", "show", str(notice["notice_id"]))
        self.assertEqual(shown.pop("recipient"), f"tantou.{UNKNOWN}@applicant.example.jp")
        (attempt,) = shown.pop("tries")
        self.assertEqual((attempt["outcome"], attempt["relay"]), ("sent", "maildir"))
        self.assertEqual((shown.pop("bounces"), shown.pop("address_bounces"), shown.pop("next_attempt_at")), ([], [], None))
        self.assertEqual(shown, notice)
        text = self.house.command("notice", "show", str(notice["notice_id"])).out
        self.assertIn("件名        ログイン情報再発行申請結果通知(介護保険)\n\n介護電子請求受付システムからのお知らせです。\n", text)
        self.assertIn("[審査結果]\n不承認\n事業所番号が事業所台帳に登録されていないため、", text)

    def test_office_show(self):
        shown = self.house.json("office", "show", NUMBERS[0])
        self.assertEqual(shown["applications"],
                         [{"receipt_number": self.applications[0]["receipt_number"], "state": "issued"}])
        self.assertEqual([shown["status"], shown["security_mail"], shown["postcode"], shown["accounts"]],
                         ["active", "kaigo@office.example.jp", "1000001",
                          [{"prefecture": "13", "user_id": f"KJ13{NUMBERS[0]}"}]])
        lines = self.house.command("office", "show", NUMBERS[0].lower()).out.splitlines()
        self.assertEqual(lines[:2], [f"事業所番号  {NUMBERS[0]}", "事業所名    訪問介護ステーションあおぞら"])
        self.assertIn("郵便番号    100-0001", lines)

    def test_status_as_json(self):
        status = self.house.json("status")
        self.assertEqual([status["offices"], status["applications"], status["notices"], status["letters"]],
                         [5, {"in_review": 1, "issued": 2, "on_hold": 1, "refused": 1, "rejected": 1},
                          {"queued": 4, "sent": 8}, {"sealed": 2}])
        self.assertEqual(sorted([batch["prefecture"], batch["letters"]] for batch in status["batches"]),
                         [["13", 1], ["32", 1]])
        queues = {queue["state"]: queue for queue in status["queues"]}
        self.assertEqual([queues["issued"]["count"], queues["issued"]["working_days"], sorted(queues)],
                         [2, 0, ["in_review", "issued", "on_hold"]])
        self.assertEqual(len(status["next_runs"]), len(self.house.json("jobs")))
        self.assertGreater(status["disks"][0]["free_bytes"], 0)
        runs = {run["job"]: run for run in status["runs"]}
        self.assertEqual([runs["render-letters"]["outcome"], runs["render-letters"]["done"]], ["done", 2])
        for run in status["runs"]:
            self.check_time(run["started_at"])
            self.check_time(run["ended_at"])

    def test_status_as_tables(self):
        blocks = self.house.command("status").out.split("\n\n")
        self.assertRegex(blocks[0], r"^\d{4}-\d\d-\d\d \d\d:\d\d  事業所 5  警報")
        lines = blocks[1].splitlines()
        queues = table_cells("\n".join(lines[:4]))
        self.assertEqual([row[:2] for row in queues], [["申請", "件数"], ["審査中", "1"], ["保留", "1"], ["発行", "2"]])
        in_review = next(row for row in self.applications if row["state"] == "in_review")
        self.assertEqual([queues[1][2], queues[1][4]], [in_review["receipt_number"], "0営業日"])
        self.assertEqual(lines[4], "終わった申請  不承認 1、受付不可 1")
        self.assertRegex(lines[5], r"^メール        送信待ち 4、送信済 8\(最も古い送信待ち \d{4}")
        self.assertEqual(lines[6], "通知書        作成済 2")
        self.assertRegex(lines[7], r"^新しいバッチ  B\d\d-\d{8}-01 1通、B\d\d-\d{8}-01 1通$")
        tables = {cells[0][0]: cells for cells in map(table_cells, blocks[2:])}
        jobs = {row[0]: row[2:6] for row in tables["ジョブ"]}
        self.assertEqual(jobs["render-letters"], ["完了", "2", "0", "0"])

    def test_results_go_to_standard_output_alone(self):
        for words in (["application", "list"], ["application", "show", NUMBERS[0]], ["letter", "list"], ["notice", "list"],
                      ["notice", "show", "1"], ["office", "show", NUMBERS[0]], ["status"]):
            for form in ([], ["--json"]):
                ran = self.house.command("--log-format", "json", *words, *form)
                self.assertEqual(ran.err, "", words)
                self.assertTrue(ran.out.endswith("\n"), words)

    def test_user_ids_are_shown_by_office_show_alone(self):
        for words in (["application", "list"], ["application", "show", NUMBERS[0]], ["letter", "list"],
                      ["letter", "show", self.letters[0]["notice_number"]], ["notice", "list"], ["notice", "show", "1"],
                      ["status"]):
            for form in ([], ["--json"]):
                self.assertNotIn(f"KJ13{NUMBERS[0]}", self.house.command(*words, *form).out, words)


if __name__ == "__main__":
    unittest.main()
