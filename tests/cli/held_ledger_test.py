#!/usr/bin/env python3
"""A ledger that would change too much waits for a person, and what was taken can be taken back."""

import csv
import io
import itertools
import os
import sqlite3
import unittest

from installation import InstallationTest, application, environment, office, office_number

OFFICES = 300
NUMBERS = [office_number("13", serial) for serial in range(1, OFFICES + 1)]


def rows_of_offices():
    return [office(number, 事業所名=f"介護センター第{serial}", 住所=f"東京都千代田区千代田{serial}-1",
                   電話番号=f"03-1000-{serial:04}", セキュリティ用メールアドレス=f"jimu{serial}@office.example.jp")
            for serial, number in enumerate(NUMBERS, 1)]


def with_column(rows, column, values):
    return [row | {column: value} for row, value in zip(rows, values)]


def shifted(rows, *columns):
    """The columns one row down, as after sorting the others alone."""
    for column in columns:
        values = [row[column] for row in rows]
        rows = with_column(rows, column, values[-1:] + values[:-1])
    return rows


class LedgerOf300(InstallationTest):
    def setUp(self):
        super().setUp()
        self.rows = rows_of_offices()
        self.house.take_ledger(self.rows, name="first.csv")

    def offices(self):
        """Everything that ledgers write."""
        with sqlite3.connect(f"file:{self.house.state / 'saihakko.db'}?mode=ro", uri=True) as database:
            return [database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
                    for table in ("offices", "accounts", "office_history")]

    def fields(self):
        """The offices as a letter sees them."""
        with sqlite3.connect(f"file:{self.house.state / 'saihakko.db'}?mode=ro", uri=True) as database:
            return database.execute("SELECT office_number, name, name_kana, postcode, address, phone, security_mail, "
                                    "status FROM offices ORDER BY 1").fetchall()

    def audit(self):
        with sqlite3.connect(f"file:{self.house.state / 'saihakko.db'}?mode=ro", uri=True) as database:
            return [row[0] for row in database.execute("SELECT event FROM audit ORDER BY seq")]

    def hold(self, rows, name="next.csv"):
        before = self.offices()
        ran = self.house.take_ledger(rows, name=name, code=65)
        self.assertEqual(self.offices(), before)
        return ran.event("ledger_held")


class Held(LedgerOf300):
    def check(self, rows, reasons, **counts):
        told = self.hold(rows)
        self.assertEqual(told["reasons"], reasons)
        self.assertEqual({key: told[key] for key in counts}, counts)
        (held,) = self.house.json("status")["held_ledgers"]
        self.assertEqual([held["file"], held["unions"][0]["reasons"]], ["next.csv", reasons.split(",")])
        self.assertIn("保留の台帳", self.house.command("status").out)
        self.assertIn("ledger.held.", self.house.run("watch").err)
        return told

    def test_addresses_one_row_down_are_a_shift_of_rows(self):
        told = self.check(shifted(self.rows, "住所"), "shifted,changed", changed=300, shifted=300)
        self.assertIn("行のずれ", told["cause"])

    def test_whole_rows_beside_the_wrong_numbers_are_a_shift(self):
        self.check(shifted(self.rows, "事業所名", "住所", "電話番号"), "shifted,changed", shifted=300)

    def test_one_column_sorted_alone_is_held(self):
        for column in ("住所", "事業所名", "電話番号", "セキュリティ用メールアドレス"):
            with self.subTest(column):
                values = sorted((row[column] for row in self.rows), reverse=True)
                told = self.hold(with_column(self.rows, column, values), name=f"{column}.csv")
                self.assertEqual(told["reasons"], "shifted,changed")

    def test_few_rows_out_of_line_are_a_shift_whatever_the_percentages(self):
        told = self.hold(shifted(self.rows[:4], "住所") + self.rows[4:])
        self.assertEqual([told["reasons"], told["shifted"], told["changed"]], ["shifted", 4, 4])

    def test_a_shift_shows_where_the_prefecture_is_left_out(self):
        short = with_column(self.rows, "住所", [row["住所"].removeprefix("東京都") for row in self.rows])
        told = self.hold(shifted(short[:4], "住所") + self.rows[4:])
        self.assertEqual([told["reasons"], told["shifted"]], ["shifted", 4])

    def test_all_but_one_missing_is_held(self):
        told = self.check(self.rows[:1], "absent", absent=299, changed=0)
        self.assertIn("欠落", told["cause"])

    def test_a_file_without_rows_is_held(self):
        self.assertEqual(self.hold([])["absent"], 300)

    def test_half_of_the_phones_gone_is_held(self):
        self.check(with_column(self.rows, "電話番号", [""] * 150 + [row["電話番号"] for row in self.rows[150:]]), "changed",
                   lost=150, changed=0)

    def test_placeholders_in_the_place_of_mails_are_lost_mails(self):
        self.check(with_column(self.rows, "セキュリティ用メールアドレス", ["#N/A"] * 300), "changed", lost=300)

    def test_forty_closed_are_held(self):
        self.check([row | {"状態": "廃止"} for row in self.rows[:40]] + self.rows[40:], "changed", closed=40)

    def test_ids_that_are_listed_no_longer_are_lost(self):
        self.check(with_column(self.rows, "発行都道府県", ["なし"] * 300), "changed", lost=300)

    def test_ordinary_changes_of_three_percent_pass(self):
        changed = [row | {"住所": f"東京都港区{at}"} for at, row in enumerate(self.rows[:9])]
        taken = self.house.take_ledger(changed + self.rows[9:], name="next.csv").event("ledger_taken")
        self.assertEqual([taken["changed"], taken["unchanged"]], [9, 291])

    def test_phones_written_in_another_way_and_new_fields_pass(self):
        rows = with_column(self.rows, "電話番号", [row["電話番号"].replace("-", "") for row in self.rows])
        taken = self.house.take_ledger(rows, name="next.csv").event("ledger_taken")
        self.assertEqual(taken["changed"], 300)

    def test_a_delta_of_five_passes_and_says_nothing_of_the_others(self):
        rows = [row | {"住所": "東京都港区1-2-3"} for row in self.rows[:5]]
        taken = self.house.take_ledger(rows, name="2026-11.delta.csv").event("ledger_taken")
        self.assertEqual([taken["changed"], taken["offices_not_in_file"]], [5, 0])

    def test_a_delta_out_of_line_is_held(self):
        told = self.hold(shifted(self.rows[:20], "住所"), name="2026-11.delta.csv")
        self.assertEqual([told["reasons"], told["absent"]], ["shifted,changed", 0])

    def test_the_settings_decide(self):
        self.house.configure("[ledger]\nhold_changed_percent = 100\nhold_missing_percent = 100\n")
        self.house.take_ledger(self.rows[:1], name="few.csv")
        self.house.configure("[ledger]\nhold_missing_percent = 0\nhold_missing_least = 1\n")
        self.house.take_ledger(self.rows, name="all.csv")
        self.assertEqual(self.hold(self.rows[:299], name="fewer.csv")["absent"], 1)

    def test_the_same_content_again_waits_with_the_held_one(self):
        rows = shifted(self.rows, "住所")
        self.hold(rows)
        ran = self.house.take_ledger(rows, name="again.csv")
        self.assertEqual(ran.event("file_held_already")["file"], "again.csv")
        self.assertEqual(len(self.house.json("status")["held_ledgers"]), 1)
        self.assertEqual(len(list((self.house.state / "inbox/held/ledger").glob("*/*"))), 1)


class Decided(LedgerOf300):
    def setUp(self):
        super().setUp()
        self.wrong = shifted(self.rows, "住所")
        self.hold(self.wrong)

    def test_the_difference_is_shown_old_beside_new_and_its_reading_audited(self):
        rows = self.house.json("ledger", "diff", "next.csv")
        self.assertEqual(len(rows), 300)
        self.assertEqual(rows[1], {"office_number": NUMBERS[1], "kind": "changed", "field": "address",
                                   "before": "東京都千代田区千代田2-1", "after": "東京都千代田区千代田1-1"})
        text = self.house.command("ledger", "diff", "next.csv").out
        self.assertIn(f"{NUMBERS[1]} 変更 住所「東京都千代田区千代田2-1」 → 「東京都千代田区千代田1-1」", text)
        shown = self.house.command("ledger", "diff", "next.csv", "--csv").out
        self.assertEqual(len(list(csv.DictReader(io.StringIO(shown.removeprefix("\ufeff"))))), 300)
        read = self.house.json("audit", "list", "--event", "ledger_diff_read")
        self.assertEqual([row["subject"] for row in read], ["file:2"] * 3)
        self.assertEqual(self.house.json("audit", "list", "--event", "ledger_diff_read", "--subject", "file:1"), [])
        self.assertIn("ledger_held", self.house.command("audit", "list", "--subject", "file:2").out)

    def test_accepted_it_is_taken_and_twice_changes_nothing_more(self):
        self.house.command("ledger", "accept", "next.csv", "--note", "電話で確認")
        self.assertEqual([row[4] for row in self.fields()],
                         [row["住所"] for row in sorted(self.wrong, key=lambda row: row["事業所番号"])])
        before = self.offices()
        self.assertIn("すでに", self.house.command("ledger", "accept", "next.csv").out)
        self.assertEqual(self.offices(), before)
        self.assertEqual(self.house.json("status")["held_ledgers"], [])
        self.assertEqual(self.house.inbox("held"), [])
        self.assertEqual(self.audit().count("ledger_accepted"), 1)

    def test_refused_it_is_gone_with_its_reason_and_can_come_again(self):
        before = self.offices()
        self.house.command("ledger", "refuse", "next.csv")
        self.assertEqual(self.offices(), before)
        self.assertIn("人が取込みを取り消しました", self.house.refused("ledger", "next.csv")[0]["理由"])
        self.house.command("ledger", "accept", "next.csv", code=65)
        self.assertEqual(self.hold(self.wrong)["shifted"], 300)

    def test_taken_back_the_offices_are_what_they_were(self):
        before = self.fields()
        self.house.command("ledger", "accept", "next.csv")
        self.house.command("ledger", "restore", "next.csv")
        self.assertEqual(self.fields(), before)
        history = self.house.json("office", "show", NUMBERS[0], "--history")["history"]
        self.assertEqual([(row["cause"], row["file"], row["field"], row["after"]) for row in history],
                         [("restore", "next.csv", "address", "東京都千代田区千代田1-1"),
                          ("import", "next.csv", "address", "東京都千代田区千代田300-1")])
        self.assertEqual(self.audit().count("office_history_read"), 1)
        again = self.offices()
        self.house.command("ledger", "restore", "next.csv")
        self.assertEqual(self.offices(), again)

    def test_what_has_changed_since_stays_and_what_the_import_added_goes(self):
        self.house.command("ledger", "refuse", "next.csv")
        new = office(office_number("13", 999))
        changed = [row | {"住所": "東京都港区9", "電話番号": "03-9999-0000"} for row in self.rows[:2]]
        self.house.take_ledger(changed + self.rows[2:] + [new], name="wrong.csv")
        self.house.take_ledger([changed[0] | {"住所": "東京都品川区8"}], name="later.delta.csv")
        self.house.command("ledger", "restore", "wrong.csv")
        first, second = (self.house.json("office", "show", number) for number in NUMBERS[:2])
        self.assertEqual([first["address"], first["phone"]], ["東京都品川区8", "03-1000-0001"])
        self.assertEqual([second["address"], second["phone"]], [self.rows[1]["住所"], "03-1000-0002"])
        self.assertEqual(len(self.fields()), 300)

    def test_after_a_restore_the_same_file_is_compared_anew(self):
        self.house.command("ledger", "accept", "next.csv")
        self.house.command("ledger", "restore", "next.csv")
        self.assertEqual(self.hold(self.wrong)["shifted"], 300)

    def test_several_of_one_name_are_told_apart_by_number(self):
        self.hold(shifted(self.rows, "事業所名"))
        self.assertIn("番号で指定", self.house.command("ledger", "accept", "next.csv", code=64).err)
        newest = self.house.json("ledger", "list")[0]["import"]
        self.house.command("ledger", "refuse", newest)
        self.assertEqual(len(self.house.json("status")["held_ledgers"]), 1)

    def test_taking_back_by_a_name_that_two_imports_have_asks_for_the_number(self):
        before = self.fields()
        self.house.command("ledger", "accept", "next.csv")
        wrong = self.house.json("ledger", "list")[0]["import"]
        self.house.take_ledger(with_column(self.wrong[:1], "電話番号", ["03-9999-0000"]) + self.wrong[1:],
                               name="next.csv")
        self.assertIn("番号で指定", self.house.command("ledger", "restore", "next.csv", code=64).err)
        self.house.command("ledger", "restore", wrong)
        self.assertEqual([row[4] for row in self.fields()], [row[4] for row in before])
        self.assertEqual(self.fields()[0][5], "03-9999-0000")

    def test_what_was_held_before_another_was_taken_is_compared_anew(self):
        self.house.take_ledger([self.rows[0] | {"電話番号": "03-9999-0000"}], name="later.delta.csv")
        before = self.offices()
        self.assertIn("later.delta.csv", self.house.command("ledger", "accept", "next.csv", code=65).err)
        self.assertEqual(self.offices(), before)
        self.house.command("ledger", "refuse", "next.csv")
        self.assertEqual(self.hold(self.wrong)["shifted"], 300)
        self.house.command("ledger", "accept", "next.csv")
        self.assertNotEqual(self.offices(), before)

    def test_in_whatever_order_ledgers_are_taken_back_none_leaves_a_trace(self):
        self.house.command("ledger", "refuse", "next.csv")
        before = self.fields()
        addresses = {"a": "東京都港区1", "b": "東京都千代田区千代田1-1", "c": "東京都港区1"}
        for order in itertools.permutations("abc"):
            for name in "abc":
                self.house.take_ledger([self.rows[0] | {"住所": addresses[name], "郵便番号": f"10{order[0]}"[:2] + "00001"}],
                                       name=f"{''.join(order)}-{name}.delta.csv")
            for name in order:
                self.house.command("ledger", "restore", f"{''.join(order)}-{name}.delta.csv")
            self.assertEqual(self.fields(), before, order)

    def test_what_a_later_ledger_says_stands(self):
        self.house.command("ledger", "refuse", "next.csv")
        change = [self.rows[0] | {"住所": "東京都港区1"}]
        for name, rows in (("a", change), ("b", [self.rows[0] | {"住所": "東京都港区2"}]), ("c", change)):
            self.house.take_ledger(rows, name=f"{name}.delta.csv")
        for _ in range(2):
            self.assertIn("そのまま", self.house.command("ledger", "restore", "a.delta.csv").out)
            self.assertEqual(self.house.json("office", "show", NUMBERS[0])["address"], "東京都港区1")

    def test_an_office_that_a_later_ledger_names_stays(self):
        self.house.command("ledger", "refuse", "next.csv")
        new = [office(office_number("13", 900 + at)) for at in range(3)]
        self.house.take_ledger(new, name="new.delta.csv")
        self.house.take_ledger(self.rows + new[:2], name="whole.csv")
        self.house.command("ledger", "restore", "new.delta.csv")
        numbers = {row[0] for row in self.fields()}
        self.assertLessEqual({row["事業所番号"] for row in new[:2]}, numbers)

    def test_absence_that_a_later_ledger_confirms_stays(self):
        self.house.command("ledger", "refuse", "next.csv")
        for name in ("a.csv", "b.csv"):
            self.house.take_ledger(self.rows[:-1] + [office(office_number("13", 950), 事業所名=name)], name=name)
        self.house.command("ledger", "restore", "a.csv")
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            query = "SELECT office_number FROM offices WHERE absent_ms IS NOT NULL"
            self.assertEqual(database.execute(query).fetchall(), [(NUMBERS[-1],)])

    def test_the_newest_ledger_comes_again_after_another_was_taken_back(self):
        self.house.command("ledger", "refuse", "next.csv")
        right = [self.rows[0] | {"住所": "東京都港区1"}] + self.rows[1:]
        self.house.take_ledger(right, name="a.csv")
        self.house.take_ledger(right[1:] + right[:1], name="b.csv")
        self.house.command("ledger", "restore", "a.csv")
        self.assertEqual(self.house.json("office", "show", NUMBERS[0])["address"], self.rows[0]["住所"])
        self.house.take_ledger(right[1:] + right[:1], name="again.csv")
        self.assertEqual(self.house.json("office", "show", NUMBERS[0])["address"], "東京都港区1")

    @unittest.skipUnless(os.geteuid() == 0, "giving a directory away takes root")
    def test_the_first_ledger_of_a_union_is_not_taken_back_by_who_is_not_in_its_group(self):
        (self.house.state / "review" / "13").mkdir(parents=True)
        os.chown(self.house.state / "review" / "13", 0, 4242)
        first = self.house.json("ledger", "list")[-1]["import"]
        said = self.house.command("ledger", "restore", first, "--remove-offices", code=65,
                                  env=environment(SUDO_UID="54321")).err
        self.assertIn("グループ", said)
        self.assertEqual(len(self.fields()), OFFICES)

    def test_what_is_half_taken_and_still_in_the_inbox_is_not_taken_back_only_to_be_taken_again(self):
        self.house.command("ledger", "refuse", "next.csv")
        self.house.take_ledger([self.rows[0] | {"住所": "東京都港区1"}] + self.rows[1:], name="half.csv")
        (done,) = (self.house.state / "inbox" / "done").rglob("half.csv")
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            database.execute("UPDATE ledger_imports SET state = 'taking' WHERE name = 'half.csv'")
        here = self.house.state / "inbox" / "ledger" / "half.csv"
        here.write_bytes(done.read_bytes())
        self.assertIn("import-ledger", self.house.command("ledger", "restore", "half.csv", code=65).err)
        here.unlink()
        self.house.command("ledger", "restore", "half.csv")
        self.assertEqual(self.house.json("office", "show", NUMBERS[0])["address"], self.rows[0]["住所"])

    def test_a_restore_whose_history_is_gone_says_so(self):
        self.house.command("ledger", "accept", "next.csv")
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            database.execute("DELETE FROM office_history")
        said = self.house.command("ledger", "restore", "next.csv", code=65).err
        self.assertIn("retention.ledger_history_days", said)

    def test_taking_the_first_ledger_back_says_how_many_offices_go(self):
        first = self.house.json("ledger", "list")[-1]["import"]
        before = self.offices()
        said = self.house.command("ledger", "restore", first, code=65).err
        self.assertIn("連合会 13 で300件", said)
        self.assertIn("--remove-offices", said)
        self.assertEqual(self.offices(), before)
        self.assertIn("300件", self.house.command("ledger", "restore", first, "--remove-offices").out)
        self.assertEqual(self.fields(), [])

    def test_a_file_whose_rows_the_database_forgot_is_compared_anew(self):
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            for table in ("ledger_counts", "ledger_imports"):
                database.execute(f"DELETE FROM {table} WHERE import_id > 1")
        ran = self.house.run("import-ledger", code=65)
        self.assertEqual(ran.event("ledger_held")["shifted"], 300)


class TwoPersons(LedgerOf300):
    configuration = "[review]\napprovals = 2\n"

    def test_accepting_needs_two_persons_and_refusing_one(self):
        self.hold(shifted(self.rows, "住所"))
        before = self.offices()
        for _ in range(2):
            self.assertIn("1人", self.accept("1001").out)
        self.assertEqual(self.offices(), before)
        self.accept("1002")
        self.assertNotEqual(self.offices(), before)
        self.hold(shifted(self.rows, "事業所名"), name="names.csv")
        self.house.command("ledger", "refuse", "names.csv")
        self.assertEqual(self.house.json("status")["held_ledgers"], [])

    def test_root_behind_whom_nobody_is_known_is_no_person(self):
        self.hold(shifted(self.rows, "住所"))
        before = self.offices()
        self.accept("1001")
        self.assertIn("sudo", self.house.command("ledger", "accept", "next.csv", code=65).err)
        self.assertEqual(self.offices(), before)

    def accept(self, uid):
        return self.house.command("ledger", "accept", "next.csv", env=environment(SUDO_UID=uid))


class Findings(LedgerOf300):
    def application(self, number):
        self.house.take_applications([application(number)], name=f"{number}.jsonl")
        return self.house.json("application", "show", self.house.receipt_of(number))

    def test_a_recent_change_is_a_finding_with_old_and_new_on_the_worksheet_too(self):
        self.house.take_ledger([self.rows[0] | {"住所": "東京都港区1-2-3"}], name="a.delta.csv")
        shown = self.application(NUMBERS[0])
        self.assertEqual([finding["message"] for finding in shown["findings"]
                          if finding["code"] == "ledger_changed"], ["台帳が最近変わった(住所)"])
        self.assertEqual([(row["field"], row["before"], row["after"]) for row in shown["ledger_changes"]],
                         [("address", "東京都千代田区千代田1-1", "東京都港区1-2-3")])
        self.house.run("review-worksheet")
        (sheet,) = (self.house.state / "review").glob("*.csv")
        text = sheet.read_text(encoding="utf-8-sig")
        self.assertIn("台帳が最近変わった", text)
        self.assertIn("「東京都千代田区千代田1-1」 → 「東京都港区1-2-3」", text)

    def test_an_id_or_office_that_the_ledger_lists_no_longer_is_a_finding(self):
        rows = [self.rows[0] | {"発行都道府県": "なし"}] + self.rows[2:]
        self.house.take_ledger(rows, name="next.csv")
        codes = [[finding["code"] for finding in self.application(number)["findings"]] for number in NUMBERS[:2]]
        self.assertIn("id_not_listed", codes[0])
        self.assertIn("office_not_listed", codes[1])
        self.house.take_ledger(self.rows, name="all.csv")
        self.house.run("screen-applications")
        for number in NUMBERS[:2]:
            shown = self.house.json("application", "show", self.house.receipt_of(number))
            self.assertFalse({"id_not_listed", "office_not_listed"} & {finding["code"] for finding in shown["findings"]})

    def test_a_time_that_has_not_come_yet_is_a_finding(self):
        self.house.take_applications([application(NUMBERS[5], submitted_at="2099-01-01T00:00:00+09:00")])
        shown = self.house.json("application", "show", self.house.receipt_of(NUMBERS[5]))
        self.assertIn("submitted_in_future", [finding["code"] for finding in shown["findings"]])


class ManyRowsOfANumber(InstallationTest):
    def test_the_order_of_rows_changes_nothing(self):
        rows = [office(NUMBERS[0], 事業所名=name, 住所=address, 郵便番号=postcode, 電話番号=phone, 状態=status,
                       発行都道府県=issuers)
                for name, address, postcode, phone, status, issuers in (
                    ("乙ホーム", "東京都港区2", "105-0002", "03-0000-0002", "廃止", "14"),
                    ("甲ホーム", "東京都港区1", "", "03-0000-0003", "有効", "13"),
                    ("甲ホーム", "東京都港区1", "105-0001", "", "休止", ""),
                    ("丙ホーム", "東京都港区3", "105-0003", "03-0000-0001", "有効", ""))]
        self.house.take_ledger(rows)
        wanted = self.house.json("office", "show", NUMBERS[0])
        self.assertEqual([wanted[key] for key in ("name", "address", "postcode", "phone", "status")],
                         ["甲ホーム", "東京都港区1", "1050001", "03-0000-0001", "active"])
        self.assertEqual([account["prefecture"] for account in wanted["accounts"]], ["13", "14"])
        for order in list(itertools.permutations(rows))[1:]:
            taken = self.house.take_ledger(list(order), name="again.csv").event("ledger_taken")
            self.assertEqual(taken["changed"], 0)
        self.assertEqual(self.house.json("office", "show", NUMBERS[0]), wanted)

    def test_an_office_is_closed_only_when_all_its_rows_are(self):
        def status(*words):
            self.house.take_ledger([office(NUMBERS[1], 状態=word) for word in words])
            return self.house.json("office", "show", NUMBERS[1])["status"]

        self.assertEqual([status("廃止", "有効"), status("廃止", "休止"), status("廃止", "廃止"), status("廃止", "")],
                         ["active", "suspended", "closed", "active"])


if __name__ == "__main__":
    unittest.main()
