#!/usr/bin/env python3
"""Who may decide and report on a union's work, where unions have groups of their own."""

import grp
import os
import pwd
import unittest

from installation import InstallationTest, application, csv_text, decision, decisions_csv, office, office_number

TOKYO, OTHER_TOKYO, SHIMANE = office_number("13", 1), office_number("13", 2), office_number("32", 3)
# Users of each Debian system with a group of the same name. Tokyo has a group of its own.
OF_TOKYO, OF_THE_REST, STRANGER = pwd.getpwnam("games"), pwd.getpwnam("man"), 54321


@unittest.skipUnless(os.geteuid() == 0, "giving a file away takes root")
class UnionGroups(InstallationTest):
    def setUp(self):
        super().setUp()
        numbers = [TOKYO, OTHER_TOKYO, SHIMANE]
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.receipts = {number: self.house.receipt_of(number) for number in numbers}

    def set_apart(self, directory):
        (directory / "13").mkdir(parents=True, exist_ok=True)
        os.chown(directory, 0, OF_THE_REST.pw_gid)
        os.chown(directory / "13", 0, OF_TOKYO.pw_gid)

    def approve(self, number, owner, name, code=0):
        self.house.drop("decisions", name, decisions_csv([decision(self.receipts[number], "承認")]), owner=owner)
        self.house.run("take-decisions", code=code)
        return self.house.state_of(self.receipts[number])

    def report(self, named, owner, name, code=0):
        content = csv_text(["通知書番号", "結果"], [{"通知書番号": named, "結果": "受取"}]).encode("utf-8-sig")
        self.house.drop("print-results", name, content, owner=owner)
        self.house.run("track-letters", code=code)

    def refusal(self, kind, name):
        (row,) = self.house.refused(kind, name)
        return row["理由"]

    def test_everybody_decides_where_no_union_has_a_group(self):
        (self.house.state / "review/13").mkdir(parents=True)
        self.assertEqual(self.approve(TOKYO, STRANGER, "a.csv"), "approved")

    def test_decision_is_for_those_who_see_the_worksheet(self):
        self.set_apart(self.house.state / "review")
        for owner in (OF_THE_REST.pw_uid, STRANGER):
            self.assertEqual(self.approve(TOKYO, owner, f"{owner}.csv", code=65), "in_review")
            self.assertEqual(self.refusal("decisions", f"{owner}.csv"),
                             "連合会 13 のものです。グループ games の人が置くか、置いた人をこのグループに加えてください")
        self.assertEqual(self.approve(SHIMANE, OF_TOKYO.pw_uid, "b.csv", code=65), "in_review")
        self.assertIn("連合会 32 のものです。グループ man の人が", self.refusal("decisions", "b.csv"))
        self.assertEqual(self.approve(TOKYO, OF_TOKYO.pw_uid, "c.csv"), "approved")
        self.assertEqual(self.approve(SHIMANE, OF_THE_REST.pw_uid, "d.csv"), "approved")
        self.assertEqual(self.approve(OTHER_TOKYO, os.geteuid(), "e.csv"), "approved")

    def test_rows_of_another_union_cost_the_others_nothing(self):
        self.set_apart(self.house.state / "review")
        rows = [decision(self.receipts[number], "承認") for number in (SHIMANE, TOKYO)]
        self.house.drop("decisions", "a.csv", decisions_csv(rows), owner=OF_TOKYO.pw_uid)
        self.house.run("take-decisions", code=65)
        self.assertEqual([self.house.state_of(self.receipts[number]) for number in (SHIMANE, TOKYO)],
                         ["in_review", "approved"])

    def test_same_file_counts_once_its_owner_is_in_the_group(self):
        self.set_apart(self.house.state / "review")
        self.approve(TOKYO, STRANGER, "a.csv", code=65)
        self.assertEqual(self.approve(TOKYO, OF_TOKYO.pw_uid, "again.csv"), "approved")

    def test_result_is_for_those_who_see_the_letters(self):
        self.house.approve_all()
        self.house.run("render-letters")
        self.set_apart(self.house.state / "letters")
        letters = {letter["prefecture"]: letter for letter in self.house.json("letter", "list")}
        for key in ("notice_number", "batch"):
            self.report(letters["13"][key], OF_THE_REST.pw_uid, f"13-{key}.csv", code=65)
            self.report(letters["32"][key], OF_TOKYO.pw_uid, f"32-{key}.csv", code=65)
            self.assertIn("グループ games の人が", self.refusal("print-results", f"13-{key}.csv"))
            self.assertIn("グループ man の人が", self.refusal("print-results", f"32-{key}.csv"))
        self.assertEqual({letter["state"] for letter in self.house.json("letter", "list")}, {"sealed"})
        self.report(letters["13"]["batch"], OF_TOKYO.pw_uid, "a.csv")
        self.report(letters["32"]["notice_number"], OF_THE_REST.pw_uid, "b.csv")
        self.assertEqual({letter["state"] for letter in self.house.json("letter", "list")}, {"collected"})

    def test_supplementary_groups_count(self):
        # root is the service here; whoever is in a group of others by /etc/group stands for it.
        for group in grp.getgrall():
            if group.gr_mem and pwd.getpwnam(group.gr_mem[0]).pw_uid != 0:
                break
        else:
            self.skipTest("no user here is in a further group")
        member = pwd.getpwnam(group.gr_mem[0])
        review = self.house.state / "review"
        self.set_apart(review)
        os.chown(review / "13", 0, group.gr_gid)
        self.assertEqual(self.approve(TOKYO, member.pw_uid, "a.csv"), "approved")


if __name__ == "__main__":
    unittest.main()
