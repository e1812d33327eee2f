#!/usr/bin/env python3
"""Two persons' approval, undo, calls and urgent applications, and what a stale decision is told."""

import contextlib
import datetime
import os
import re
import shutil
import subprocess
import unittest

from installation import (BINARY, DECISION_COLUMNS, InstallationTest, application, decision, decisions_csv, environment,
                          json_lines, office, office_number, read_csv)

NUMBERS = [office_number("13", serial) for serial in range(1, 5)]
FIRST, SECOND, CLERK, PORTAL = 12001, 12002, 12003, 12004


class Desk(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in NUMBERS])
        self.enter(json_lines([application(number) for number in NUMBERS]))
        self.receipts = [row["receipt_number"] for row in self.house.json("application", "list")]

    def enter(self, lines):
        """The portal's own user hands the applications in, where a file can be given away."""
        self.house.drop("applications", "portal.jsonl", lines, owner=PORTAL if os.geteuid() == 0 else None)
        self.house.run("take-applications", "screen-applications")

    def show(self, at=0):
        return self.house.json("application", "show", self.receipts[at])

    def decide_as(self, uid, name, rows, code=0):
        columns = DECISION_COLUMNS + ["更新番号"]
        self.house.drop("decisions", name, decisions_csv(rows, columns=columns), owner=uid)
        self.house.run("take-decisions", code=code)

    def approve_as(self, uid, name, at=0, code=0, **more):
        self.decide_as(uid, name, [decision(self.receipts[at], "承認", **more)], code)

    def reason_of(self, name):
        (row,) = self.house.refused("decisions", name)
        return row["理由"]

    def worksheet_row(self, at=0):
        self.house.run("screen-applications")
        (made,) = self.house.json("review", "--again")
        (row,) = [row for row in read_csv(self.house.root / made["csv"]) if row["受付番号"] == self.receipts[at]]
        return row


@unittest.skipUnless(os.geteuid() == 0, "giving a file away takes root")
class TwoPersons(Desk):
    configuration = "[review]\napprovals = 2\n"

    def test_application_waits_for_the_approval_of_a_second_person(self):
        self.approve_as(FIRST, "a.csv")
        self.assertEqual([self.show()["state"], self.show()["approvals"]], ["in_review", 1])
        self.assertIn("(1人が承認済み。ほかの人の承認が要ります)", self.house.json("why", self.receipts[0])["waits_for"])
        self.assertEqual(self.worksheet_row()["承認した人数"], "1/2")
        self.approve_as(SECOND, "b.csv")
        self.assertEqual(self.show()["state"], "approved")
        self.assertEqual([made["acting_uid"] for made in self.show()["decisions"]], [FIRST, SECOND])

    def test_two_persons_may_decide_on_the_same_worksheet(self):
        row = self.worksheet_row()
        self.approve_as(FIRST, "a.csv", 更新番号=row["更新番号"])
        self.approve_as(SECOND, "b.csv", 更新番号=row["更新番号"])
        self.assertEqual(self.show()["state"], "approved")

    def test_same_person_never_counts_twice(self):
        self.approve_as(FIRST, "a.csv")
        self.approve_as(FIRST, "b.csv", note="もう一度", reviewer="別人")
        self.assertEqual([self.show()["state"], self.show()["approvals"]], ["in_review", 1])
        for said in (" 1/2(ほかの人の承認を待っています)", " 1/2(ほかの人の承認を待っています)"):
            self.assertEqual(self.house.command("application", "approve", self.receipts[1]).out,
                             f"{self.receipts[1]} 承認{said}\n")
        self.assertEqual(self.show(1)["state"], "in_review")

    def test_who_handed_the_application_in_cannot_approve_it(self):
        number = office_number("13", 9)
        self.house.take_ledger([office(number)], name="b.csv")
        self.house.drop("applications", "clerk.jsonl", json_lines([application(number)]), owner=CLERK)
        self.house.run("take-applications", "screen-applications")
        self.receipts.append(self.house.receipt_of(number))
        self.approve_as(CLERK, "a.csv", at=4, code=65)
        self.assertEqual(self.reason_of("a.csv"), f"この申請のファイルを置いた人(uid {CLERK})は承認できません。ほかの2人の承認が要ります")
        self.approve_as(FIRST, "b.csv", at=4)
        self.approve_as(SECOND, "c.csv", at=4)
        self.assertEqual(self.show(4)["state"], "approved")

    def test_change_of_ledger_or_application_voids_the_first_approval(self):
        for at, change in enumerate((
                lambda: self.house.take_ledger([office(NUMBERS[0], 電話番号="03-9")], name="moved.csv"),
                lambda: self.house.command("application", "hold", self.receipts[1], "--reason", "held_other"))):
            self.approve_as(FIRST, f"a{at}.csv", at)
            change()
            self.assertEqual(self.show(at)["approvals"], 0)
            version = self.worksheet_row(at)["更新番号"]
            self.approve_as(SECOND, f"b{at}.csv", at, 更新番号=version)
            self.assertNotEqual(self.show(at)["state"], "approved")
            self.approve_as(FIRST, f"c{at}.csv", at, 更新番号=version)
            self.assertEqual(self.show(at)["state"], "approved")

    def test_file_and_command_through_sudo_are_of_one_person(self):
        approve = ["application", "approve", self.receipts[0]]
        self.approve_as(FIRST, "a.csv")
        self.house.command(*approve, env=environment(SUDO_UID=str(FIRST)))
        self.assertEqual([self.show()["state"], self.show()["approvals"]], ["in_review", 1])
        self.house.command(*approve, env=environment(SUDO_UID=str(SECOND)))
        self.assertEqual([self.show()["state"], [made["acting_uid"] for made in self.show()["decisions"]]],
                         ["approved", [FIRST, SECOND]])

    def test_sudo_is_asked_only_where_nobody_in_particular_acts(self):
        for path in [self.house.root, *self.house.root.rglob("*")]:
            os.chmod(path, 0o777 if path.is_dir() else 0o666)
        said = subprocess.run([BINARY, "--config", self.house.configuration, "application", "call", self.receipts[0], "--number",
                               "03-1", "--result", "confirmed"], user=SECOND, group=SECOND, extra_groups=[], check=True,
                              capture_output=True, cwd=self.house.root, env=environment(SUDO_UID=str(FIRST)))
        self.assertIn(f"(uid {SECOND})", said.stdout.decode())

    def test_file_of_another_person_copied_counts_for_who_copied_it(self):
        rows = [decision(self.receipts[0], "承認")]
        self.decide_as(FIRST, "a.csv", rows)
        self.decide_as(SECOND, "b.csv", rows)
        self.assertEqual(self.show()["state"], "approved")

    def test_link_to_another_persons_file_counts_for_nobody(self):
        draft = self.house.root / "draft.csv"
        draft.write_bytes(decisions_csv([decision(self.receipts[0], "承認")]))
        os.chown(draft, SECOND, -1)
        self.approve_as(FIRST, "a.csv")
        (self.house.state / "inbox/decisions/b.csv").symlink_to(draft)
        self.house.run("take-decisions")
        self.assertEqual([self.show()["state"], self.show()["approvals"]], ["in_review", 1])

    def test_one_person_rejects(self):
        self.approve_as(FIRST, "a.csv")
        self.decide_as(SECOND, "b.csv", [decision(self.receipts[0], "不承認", "identity_not_confirmed")])
        self.assertEqual(self.show()["state"], "rejected")


class Undo(Desk):
    configuration = "[review]\nundo_minutes = 30\n"

    def earlier(self, *words, code=0):
        """As it was done 31 minutes ago."""
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=31)
        return self.house.command("--as-of", at.isoformat(timespec="seconds"), *words, code=code)

    def mails_of(self, at):
        return [notice["kind"] for notice in self.show(at)["notices"]]

    def test_letter_and_result_wait_until_the_approval_cannot_be_undone(self):
        self.earlier("application", "approve", self.receipts[0])
        self.earlier("run", "render-letters")
        self.assertEqual([self.show()["state"], self.mails_of(0)], ["approved", ["receipt"]])
        self.assertIn("取り消せます)", self.house.json("why", self.receipts[0])["waits_for"])
        self.house.run("render-letters")
        self.assertEqual([self.show()["state"], self.mails_of(0)], ["issued", ["receipt", "result"]])

    def test_undone_approval_is_in_review_again_and_can_be_rejected(self):
        self.earlier("application", "approve", self.receipts[0])
        self.assertEqual(self.earlier("application", "undo", self.receipts[0]).out,
                         f"{self.receipts[0]} 承認の取消(審査中に戻りました)\n")
        self.assertEqual([self.show()["state"], self.show()["reason"]], ["in_review", "approval_undone"])
        self.house.run("screen-applications", "render-letters")
        self.assertEqual(self.house.batches(), [])
        self.house.command("application", "reject", self.receipts[0], "--reason", "identity_not_confirmed")
        self.assertEqual(self.show()["state"], "rejected")

    def test_undo_is_refused_when_there_is_nothing_to_undo(self):
        nothing = self.house.command("application", "undo", self.receipts[0], code=65)
        self.assertIn(f"saihakko: 申請 {self.receipts[0]} に、取り消せる承認はありません(現在の状態: 審査中)。", nothing.err)

    def test_approval_can_be_undone_behind_its_time_until_the_letter_is_made(self):
        self.earlier("application", "approve", self.receipts[0])
        self.house.command("application", "undo", self.receipts[0])
        self.assertEqual(self.show()["state"], "in_review")
        self.house.run("screen-applications")
        self.earlier("application", "approve", self.receipts[0])
        self.house.run("render-letters")
        self.house.command("application", "undo", self.receipts[0], code=65)
        self.assertEqual(self.show()["state"], "issued")

    def test_others_of_the_office_are_withdrawn_only_when_the_approval_stands(self):
        self.house.take_applications([application(NUMBERS[0], "other")], name="other.jsonl")
        self.receipts = [row["receipt_number"] for row in self.house.json("application", "list")
                         if row["office_number"] == NUMBERS[0]]
        self.house.command("application", "approve", self.receipts[0])
        self.assertEqual(self.show(1)["state"], "in_review")
        self.assertIn(f"同じ事業所の申請 {self.receipts[0]} が承認されています",
                      self.house.command("application", "approve", self.receipts[1], code=65).err)
        self.house.command("application", "undo", self.receipts[0])
        self.earlier("application", "approve", self.receipts[1])
        self.house.run("render-letters")
        self.assertEqual([self.show(at)["state"] for at in (0, 1)], ["withdrawn", "issued"])

    def test_old_file_without_a_version_cannot_approve_what_was_undone(self):
        self.house.take_decisions([decision(self.receipts[0], "承認")], name="a.csv")
        self.house.command("application", "undo", self.receipts[0])
        self.house.take_decisions([decision(self.receipts[0], "承認", note="古い一覧")], name="b.csv", code=65)
        self.assertEqual(self.reason_of("b.csv"), "前に承認されたことのある申請です(返戻、取消など)。更新番号のある新しい審査一覧で判定してください")
        row = self.worksheet_row()
        columns = DECISION_COLUMNS + ["更新番号"]
        self.house.take_decisions([decision(self.receipts[0], "承認", 更新番号=row["更新番号"])], name="c.csv", columns=columns)
        self.assertEqual(self.show()["state"], "approved")


class Remarks(Desk):
    def test_stale_decision_is_told_what_has_changed(self):
        row = self.worksheet_row()
        self.house.take_ledger([office(NUMBERS[0], 電話番号="03-0000-0009", 住所="東京都千代田区千代田1-9")], name="b.csv")
        columns = DECISION_COLUMNS + ["更新番号"]
        stale = [decision(self.receipts[0], "承認", 更新番号=row["更新番号"])]
        self.house.take_decisions(stale, name="a.csv", columns=columns, code=65)
        self.assertRegex(self.reason_of("a.csv"), r"事業所台帳が変わっています\(\S+ \S+ 事業所台帳の変更\(住所・電話番号\)\)。")
        self.house.run("screen-applications")
        self.house.command("application", "hold", self.receipts[0], "--reason", "waiting_for_phone_check")
        self.house.take_decisions(stale + [decision(self.receipts[1], "")], name="c.csv", columns=columns, code=65)
        self.assertRegex(self.reason_of("c.csv"), r"変わったこと: \S+ \S+ 事業所台帳の変更\(住所・電話番号\)、\S+ \S+ 所見の更新、"
                         r"\S+ \S+ 保留\(電話確認待ち\)$")

    def test_call_is_shown_with_whether_its_number_is_the_ledgers(self):
        row = self.worksheet_row()
        called = self.house.command("application", "call", self.receipts[0], "--number", "03(0000)0001", "--person", "山田様",
                                    "--result", "confirmed", "--note", "折り返し")
        self.assertIn("03(0000)0001(台帳の番号) 山田様: 申請を確認、折り返し", called.out)
        self.house.command("application", "call", self.receipts[0], "--number", "090-1", "--result", "unreachable")
        self.assertEqual([[call["number"], call["person"], call["result"]] for call in self.show()["calls"]],
                         [["03(0000)0001", "山田様", "confirmed"], ["090-1", "", "unreachable"]])
        shown = self.worksheet_row()
        self.assertIn("090-1(台帳にない番号) 応答者なし: つながらない", shown["電話確認"])
        self.assertEqual(shown["更新番号"], row["更新番号"])
        self.assertTrue(any("山田様" in text for text in self.house.json("why", self.receipts[0])["troubles"]))
        steps = self.house.json("why", self.receipts[0])["steps"]
        self.assertEqual([step["detail"] for step in steps if step["event"] == "call_recorded"], ["confirmed", "unreachable"])
        self.assertNotIn("山田", str(steps))
        for words in (["--result", "confirmed"], ["--number", "1", "--result", "yes"], ["--number", "1\x012", "--result", "other"]):
            self.house.command("application", "call", self.receipts[0], *words, code=64)

    def test_urgent_application_comes_first_in_worksheet_status_and_batch(self):
        self.house.run("review-worksheet")
        self.assertEqual(self.house.command("application", "urgent", self.receipts[2]).out, f"{self.receipts[2]} 至急\n")
        (made,) = self.house.json("review")
        rows = read_csv(self.house.root / made["csv"])
        self.assertEqual([[row["受付番号"], row["至急"]] for row in rows],
                         [[self.receipts[at], "至急" if at == 2 else ""] for at in (2, 0, 1, 3)])
        self.assertIn(f"至急   {self.receipts[2]}\n", self.house.command("status").out)
        self.assertEqual(self.house.json("status")["urgent"], [self.receipts[2]])
        self.house.approve_all()
        self.house.configure("[letters]\nbatch_limit = 1\n")
        self.house.run("render-letters")
        first = min(self.house.json("letter", "list"), key=lambda letter: letter["batch"])
        self.assertEqual(first["receipt_number"], self.receipts[2])
        self.assertEqual(self.house.json("status")["urgent"], [])

    def test_mark_is_taken_off_again(self):
        self.house.command("application", "urgent", self.receipts[2])
        self.house.command("application", "urgent", self.receipts[2], "--off")
        self.assertEqual([self.show(2)["urgent"], self.worksheet_row(2)["至急"]], [False, ""])

    def test_application_of_an_office_that_was_locked_is_urgent_and_stays_so(self):
        self.house.command("office", "lock", NUMBERS[1])
        self.house.run("screen-applications")
        self.house.command("office", "unlock", NUMBERS[1])
        self.assertEqual([self.worksheet_row(1)["至急"], self.house.json("status")["urgent"]], ["至急", [self.receipts[1]]])


class Refusals(Desk):
    """A verb that cannot be done names one that can, and that one works."""

    VERBS = (["approve"], ["reject", "--reason", "identity_not_confirmed"], ["hold", "--reason", "waiting_for_phone_check"],
             ["undo"], ["withdraw"], ["envelope"])
    ADVISED = re.compile(r"saihakko ((?:application|letter|office) [ -~]*[0-9])( --reason)?")

    @contextlib.contextmanager
    def untouched(self):
        """What is done within is undone behind it."""
        kept = self.house.root / "kept"
        shutil.copytree(self.house.state, kept)
        try:
            yield
        finally:
            shutil.rmtree(self.house.state)
            kept.rename(self.house.state)

    def refusals(self):
        """The texts of all verbs that are refused in this state; the others are tried on nothing."""
        told = {}
        for verb, *options in self.VERBS:
            with self.untouched():
                ran = self.house.call("--config", self.house.configuration, "application", verb, self.receipts[0], *options)
                if ran.code != 0:
                    self.assertEqual(ran.code, 65, ran.err)
                    told[verb] = ran.err
        return told

    def follow(self, refused, state):
        told = self.refusals()
        self.assertEqual(sorted(told), sorted(refused))
        for verb, text in told.items():
            advised = self.ADVISED.findall(text)
            self.assertTrue(advised, f"{verb}: {text}")
            for command, reason in advised:
                with self.untouched():
                    self.house.command(*command.split(), *(["--reason", "suspected_misuse"] if reason else []))
                    if state:
                        self.assertIn(self.show()["state"], state)

    def test_in_review(self):
        self.follow(["undo", "envelope"], ["approved", "withdrawn"])

    def test_approved(self):
        self.house.command("application", "approve", self.receipts[0])
        self.follow(["reject", "hold", "envelope"], ["in_review", "withdrawn"])
        text = self.house.command("letter", "void", self.receipts[0], "--reason", "suspected_misuse", code=64).err
        self.assertIn(f"saihakko application undo {self.receipts[0]}", text)

    def test_letter_made(self):
        self.house.command("application", "approve", self.receipts[0])
        self.house.run("render-letters")
        self.follow(["reject", "hold", "undo", "envelope"], ["in_review", "withdrawn"])

    def test_ended(self):
        self.house.command("application", "withdraw", self.receipts[0])
        told = self.refusals()
        self.assertEqual(sorted(told), sorted(verb for verb, *_ in self.VERBS))
        for text in told.values():
            self.assertIn("あらためて申請してもらってください", text)
        number = next(row["office_number"] for row in self.house.json("application", "list"))
        self.house.take_applications([application(number, "anew")], name="anew.jsonl")


if __name__ == "__main__":
    unittest.main()
