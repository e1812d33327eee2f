#!/usr/bin/env python3
"""Backups, and the way back from one: nothing printed or mailed twice, nothing lost."""

import contextlib
import hashlib
import os
import re
import shutil
import sqlite3
import unittest

import installation
import portal_process
from digests import as_an_earlier_program_wrote_it, vouch
from installation import InstallationTest, application, csv_text, decision, office, office_number, read_csv

A, B, C, D, E = (office_number("13", serial) for serial in range(1, 6))
COLUMNS = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
BACKUP = re.compile(r"saihakko-\d{8}-\d{9}\.db")


class Copies(InstallationTest):
    def backups(self):
        return sorted(path for path in (self.house.state / "backup").iterdir() if path.suffix == ".db")

    def back_up(self):
        self.house.command("backup")
        return self.backups()[-1]

    def query(self, query, file=None):
        with contextlib.closing(sqlite3.connect(file or self.house.state / "saihakko.db")) as database:
            return database.execute(query).fetchall()

    def sum_up(self, copy):
        """Makes the sum fit again after the copy was changed."""
        total = hashlib.sha256(copy.read_bytes()).hexdigest()
        copy.with_name(copy.name + ".sha256").write_text(f"{total}  {copy.name}\n")

    def destroy(self):
        for path in self.house.state.glob("saihakko.db*"):
            path.unlink()


class Backup(Copies):
    def test_copy_is_whole_with_its_sum_beside_it_for_the_owner_alone_and_without_key_or_letters(self):
        self.house.take_ledger([office(A)])
        copy = self.back_up()
        self.assertRegex(copy.name, BACKUP)
        beside = copy.with_name(copy.name + ".sha256")
        self.assertEqual(sorted(copy.parent.iterdir()), [copy, beside])
        self.assertEqual(beside.read_text(), f"{hashlib.sha256(copy.read_bytes()).hexdigest()}  {copy.name}\n")
        self.assertEqual([oct(path.stat().st_mode & 0o777) for path in (copy.parent, copy, beside)], ["0o700", "0o600", "0o600"])
        self.assertEqual(self.query("SELECT office_number FROM offices", copy), [(A,)])
        key = (self.house.state / "keys/master.key").read_bytes()
        for content in (copy.read_bytes(), beside.read_bytes()):
            self.assertNotIn(key, content)
            self.assertNotIn(key.hex().encode(), content)
        ((name, detail),) = self.query("SELECT subject, detail FROM audit WHERE event = 'backup_made'")
        head = self.query("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1", copy)[0][0]
        self.assertEqual([name, detail], [copy.name, f"{head} {hashlib.sha256(copy.read_bytes()).hexdigest()}"])

    def test_job_and_command_are_the_same(self):
        self.house.run("backup")
        self.house.command("backup")
        self.assertEqual(len(self.backups()), 2)
        self.assertEqual(self.query("SELECT job, outcome FROM runs"), [("backup", "done")] * 2)
        with self.house.hold_lock("backup"):
            self.house.command("backup", code=75)

    def test_so_many_copies_stay_and_none_older_than_so_many_days_but_the_newest(self):
        self.house.configure("[backup]\nkeep = 3\nkeep_days = 5\n")
        made = [self.back_up() for _ in range(4)]
        self.assertEqual(self.backups(), made[1:])
        for copy in made[1:]:
            os.utime(copy, (0, 0))
        newest = self.back_up()
        self.assertEqual(self.backups(), [newest])
        os.utime(newest, (0, 0))
        self.assertEqual(len(list(newest.parent.iterdir())), 2)
        self.assertEqual(len(self.query("SELECT 1 FROM audit WHERE event = 'backup_removed'")), 4)
        self.house.command("audit", "verify")

    def test_database_that_does_not_pass_its_audit_gets_no_copy_that_counts(self):
        self.back_up()
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("UPDATE audit SET detail = 'forged' WHERE seq = 1")
        ran = self.house.command("backup", code=70)
        self.assertIn("audit_chain", ran.err)
        self.assertEqual(len(list((self.house.state / "backup").iterdir())), 2)

    def test_what_a_killed_backup_left_goes_with_the_next(self):
        folder = self.back_up().parent
        for name in ("saihakko-20200101-000000.db.part", "saihakko-20200101-000000.db.part-journal",
                     "saihakko-20200101-000000.db.sha256", "somebody-elses.txt"):
            (folder / name).write_bytes(b"x")
        self.back_up()
        self.assertEqual(sorted(path.name for path in folder.iterdir() if not BACKUP.match(path.name)), ["somebody-elses.txt"])
        self.assertEqual(len(list(folder.iterdir())), 5)

    def test_key_is_copied_apart_and_never_beside_the_copies(self):
        self.back_up()
        self.house.command("backup", "--keys", self.house.state / "backup/master.key", code=64)
        self.house.command("backup", "--keys", self.house.root / "apart.key")
        copied = self.house.root / "apart.key"
        self.assertEqual([copied.read_bytes(), oct(copied.stat().st_mode & 0o777)],
                         [(self.house.state / "keys/master.key").read_bytes(), "0o600"])
        self.house.command("backup", "--keys", copied, code=73)


class Refusals(Copies):
    def restore(self, copy, *words, code=0):
        before = installation.fingerprint(self.house.state / "saihakko.db") if code else None
        ran = self.house.command("restore", copy, *words, code=code)
        if code:
            self.assertEqual(installation.fingerprint(self.house.state / "saihakko.db"), before)
            self.assertEqual(list(self.house.state.glob(".saihakko.db*")), [])
        return ran

    def test_database_that_stands_is_replaced_only_when_told_and_kept_aside(self):
        self.house.take_ledger([office(A)])
        copy = self.back_up()
        self.house.take_ledger([office(B)], name="later.csv")
        self.assertIn("--replace", self.restore(copy, code=78).err)
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as reader:
            reader.execute("SELECT 1 FROM offices").fetchone()  # leaves a write-ahead log beside it
            self.house.command("office", "lock", A)
            self.restore(copy, "--replace")
        self.assertEqual(self.query("SELECT office_number FROM offices"), [(A,)])
        aside = [path for path in self.house.state.glob("saihakko.db.replaced-*") if not path.name.endswith(("-wal", "-shm"))]
        self.assertEqual(len(aside), 1)
        self.assertEqual(self.query("SELECT office_number FROM office_locks", aside[0]), [(A,)])
        self.assertEqual(self.query("SELECT COUNT(*) FROM office_locks"), [(0,)])
        self.house.command("audit", "verify")

    def test_nothing_is_restored_while_another_process_works(self):
        copy = self.back_up()
        portal = portal_process.Portal([installation.BINARY, "--config", self.house.configuration])
        portal.refused("login.begin", user_id="KJ131311111111", password="x")
        self.assertIn("portal", self.restore(copy, "--replace", code=75).err)
        portal.close()
        portal.log.close()
        self.restore(copy, "--replace")

    def test_copy_that_is_damaged_altered_or_without_its_sum_is_refused(self):
        self.house.take_ledger([office(A)])
        self.house.take_applications([application(A)])
        copy = self.back_up()
        content, total = copy.read_bytes(), copy.with_name(copy.name + ".sha256")
        copy.write_bytes(content[:-1] + b"x")
        self.assertIn("合計", self.restore(copy, "--replace", code=65).err)
        copy.write_bytes(content)
        kept = total.read_text()
        total.unlink()
        self.assertIn("合計", self.restore(copy, "--replace", code=65).err)
        total.write_text(kept)
        with contextlib.closing(sqlite3.connect(copy)) as database, database:
            database.execute("UPDATE audit SET detail = 'forged' WHERE seq = 1")
        self.sum_up(copy)
        self.assertIn("audit_chain", self.restore(copy, "--replace", code=65).err)
        copy.write_bytes(content[:8192] + bytes(4096) + content[12288:])
        self.sum_up(copy)
        self.restore(copy, "--replace", code=65)
        self.restore(copy.with_name("nothing.db"), "--replace", code=65)

    def test_copy_of_another_key_is_refused(self):
        copy = self.back_up()
        key = self.house.state / "keys/master.key"
        right = key.read_bytes()
        key.write_bytes(bytes(32))
        self.assertIn("鍵", self.restore(copy, "--replace", code=78).err)
        key.write_bytes(right)
        self.restore(copy, "--replace")

    def test_copy_of_an_earlier_version_is_brought_up_and_one_of_a_later_version_refused(self):
        self.house.take_ledger([office(A)])
        copy = self.back_up()
        with contextlib.closing(sqlite3.connect(copy)) as database, database:
            database.execute("INSERT INTO schema_migrations VALUES (9999, '9999_of_tomorrow', 0)")
        self.sum_up(copy)
        self.assertIn("新しい", self.restore(copy, "--replace", code=65).err)
        with contextlib.closing(sqlite3.connect(copy)) as database, database:
            database.execute("DELETE FROM schema_migrations WHERE number = 9999")
        as_an_earlier_program_wrote_it(copy)
        self.sum_up(copy)
        self.restore(copy, "--replace")
        self.house.command("restore", "--reconcile")
        self.house.command("audit", "verify")
        self.assertEqual(self.query("SELECT office_number FROM offices"), [(A,)])

    def test_words_that_do_not_go_together_are_refused(self):
        copy = self.back_up()
        for words in ([], [copy, "--reconcile"], ["--replace", "--reconcile"], [copy, "--sent-log", copy], [copy, "--json"],
                      ["--reconcile", "--sent-log", "/nowhere/log"]):
            self.house.command("restore", *words, code=64)
        self.assertIn("ありません", self.house.command("restore", "--reconcile").out)
        self.assertEqual(self.house.json("restore", "--reconcile"), [])


class Drill(Copies):
    """Work, a backup, more work, the loss of the database, and on."""

    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in (A, B, C, D, E)])
        self.house.take_applications([application(A), application(B)], name="first.jsonl")
        self.house.run("send-notices")
        self.house.command("application", "approve", A)
        self.house.take_applications([application(C)], name="second.jsonl")
        self.receipts = {number: self.house.receipt_of(number) for number in (A, B, C)}
        self.copy = self.back_up()
        # What the copy does not know: C's receipt notice, two letters and their mails, a posting, an application.
        self.house.run("render-letters", "send-notices")
        (self.letter_of_a,) = self.house.json("letter", "list")
        self.house.take_decisions([decision(self.receipts[B], "承認")])
        self.house.run("render-letters", "send-notices")
        self.letter_of_b = self.house.json("letter", "list")[0]
        self.house.take_applications([application(D)], name="third.jsonl")
        self.lost_receipt = self.house.receipt_of(D)
        self.house.run("send-notices")
        self.house.drop("print-results", "results.csv", csv_text(COLUMNS, [dict(zip(COLUMNS, [
            self.letter_of_a["notice_number"], "投函済", "", "", ""]))]).encode("utf-8-sig"))
        self.house.run("track-letters")
        self.sent = [mail["Message-ID"] for mail in self.house.mails()]
        self.passwords = {installation.password_on(self.house.page_of_letter(letter))
                          for letter in (self.letter_of_a, self.letter_of_b)}
        self.destroy()

    def blocked(self):
        before = installation.fingerprint(self.house.state / "mail", self.house.state / "letters", self.house.state / "inbox")
        for job in ("render-letters", "send-notices", "purge"):
            self.assertIn("restore --reconcile", self.house.run(job, code=78).err)
        self.assertIn("restore --reconcile", self.house.command("portal", code=78).err)
        self.house.run("all", code=78)
        self.assertEqual(installation.fingerprint(self.house.state / "mail", self.house.state / "letters",
                                                  self.house.state / "inbox"), before)

    def notice_numbers(self):
        return [row["通知書番号"] for batch in self.house.batches() for row in read_csv(batch / "manifest.csv")]

    def test_after_the_loss_nothing_is_printed_or_mailed_twice_and_no_application_is_lost(self):
        self.house.command("status", code=78)
        self.house.command("restore", self.copy)
        self.blocked()
        shutil.rmtree(self.house.state / "mail")  # only the log knows what was sent
        (self.house.state / "mail/new").mkdir(parents=True)
        report = self.house.json("restore", "--reconcile")
        found = {}
        for row in report:
            found.setdefault(row["what"], []).append(row["subject"])
        self.assertEqual(set(found), {"lost_letter", "lost_application", "sent_mail", "file_put_back"}, report)
        self.assertEqual(found["lost_letter"], [f"{letter['notice_number']} {letter['batch']} 1ページ"
                                                for letter in (self.letter_of_a, self.letter_of_b)])
        self.assertEqual(found["lost_application"], [self.lost_receipt])
        self.assertEqual([re.search(r"\.(R\d+)\.", subject)[1] for subject in found["sent_mail"]], [self.receipts[C]])
        self.assertEqual([subject.rsplit("-", 1)[1] for subject in found["file_put_back"]],
                         ["decisions.csv", "third.jsonl", "results.csv"])
        self.house.command("audit", "verify")
        self.assertEqual(self.house.json("restore", "--reconcile"), [])
        stopped = read_csv(self.house.state / "letters/13/stop.csv")
        self.assertEqual([row["通知書番号"] for row in stopped],
                         [letter["notice_number"] for letter in (self.letter_of_a, self.letter_of_b)])

        self.house.run("all", code=65)  # the print room's result names a letter that nobody knows any more
        self.house.command("audit", "verify")
        new = [mail["Message-ID"] for mail in self.house.mails()]
        self.assertEqual(sorted(set(new) & set(self.sent)), [])
        self.assertEqual(len(new), len(set(new)))
        self.assertEqual([self.house.state_of(self.receipts[number]) for number in (A, B, C)], ["issued", "issued", "in_review"])
        again = self.house.receipt_of(D)
        self.assertEqual(self.house.state_of(again), "in_review")
        self.assertGreater(int(again[1:-1]), int(self.lost_receipt[1:-1]))
        self.assertEqual([re.search(r"<(\w+)\.(R\d+)\.", mail).groups() for mail in new], [("receipt", again)])
        letters = self.house.json("letter", "list")
        self.assertEqual({(letter["receipt_number"], letter["edition"]) for letter in letters},
                         {(self.receipts[A], 2), (self.receipts[B], 2)})
        numbers = self.notice_numbers()
        self.assertEqual(len(numbers), 4)
        self.assertEqual(len(set(numbers)), 4)
        self.assertTrue(self.passwords.isdisjoint(installation.password_on(self.house.page_of_letter(letter))
                                                  for letter in letters))
        self.house.take_applications([application(E)], name="fourth.jsonl")
        self.assertEqual([row["office_number"] for row in self.house.json("application", "list")], [A, B, C, D, E])
        self.house.run("backup")
        self.house.command("audit", "verify")

    def test_maildir_alone_tells_what_was_sent(self):
        shutil.rmtree(self.house.state / "sent-mails")
        self.house.command("restore", self.copy)
        report = self.house.json("restore", "--reconcile")
        self.assertEqual([row["what"] for row in report if "mail" in row["what"]], ["sent_mail"])
        self.house.run("all", code=65)
        self.assertEqual(len(self.house.mails()), len(self.sent) + 1)

    def test_log_of_the_relay_tells_what_was_sent(self):
        relay = self.house.root / "mail.log"
        relay.write_text("".join(f"Nov 22 09:00:00 relay postfix/cleanup[1]: 4X: message-id={sent}\n" for sent in self.sent))
        for folder in ("sent-mails", "mail"):
            shutil.rmtree(self.house.state / folder)
        self.house.command("restore", self.copy)
        report = self.house.json("restore", "--reconcile", "--sent-log", relay)
        self.assertEqual([row["what"] for row in report if "mail" in row["what"]], ["sent_mail"])
        self.house.run("all", code=65)
        self.assertEqual(len(self.house.mails()), 1)

    def test_mails_of_which_nobody_knows_whether_they_went_are_cancelled_and_named(self):
        for folder in ("sent-mails", "mail"):
            shutil.rmtree(self.house.state / folder)
        self.house.command("restore", self.copy)
        report = self.house.json("restore", "--reconcile")
        cancelled = [row["subject"] for row in report if row["what"] == "cancelled_mail"]
        self.assertEqual(len(cancelled), 1)
        notice = self.house.json("notice", "show", cancelled[0].removeprefix("notice:"))
        self.assertEqual([notice["receipt_number"], notice["state"]], [self.receipts[C], "cancelled"])

    def test_batch_that_was_being_made_at_the_backup_is_known_to_be_lost(self):
        """The copy has the claim, the disk the batch."""
        with contextlib.closing(sqlite3.connect(self.copy)) as database, database:
            database.execute("INSERT INTO batches (batch_id, name, prefecture, state, letters, sums_sha256, claimed_ms) "
                             "VALUES (1, ?, '13', 'claimed', 0, '', 0)", (self.letter_of_a["batch"],))
            database.execute("UPDATE applications SET batch_id = 1 WHERE office_number = ?", (A,))
        vouch(self.house, self.copy)
        self.sum_up(self.copy)
        self.house.command("restore", self.copy)
        report = self.house.json("restore", "--reconcile")
        self.assertEqual(len([row for row in report if row["what"] == "lost_letter"]), 2)
        self.house.run("all", code=65)
        self.assertEqual(self.house.state_of(self.receipts[A]), "issued")
        self.house.command("audit", "verify")

    def test_lost_letters_are_pulled_until_their_paper_is_destroyed(self):
        self.house.command("restore", self.copy)
        self.house.command("restore", "--reconcile")
        self.house.run("all", code=65)
        lost = [letter["notice_number"] for letter in (self.letter_of_a, self.letter_of_b)]
        self.assertEqual(self.pulled(), lost)
        self.report("spoiled.csv", [[lost[0], "書損"]])
        self.report("spoiled.csv", [[lost[0], "書損"]])
        self.report("wrong.csv", [[lost[1], "投函済"], [self.letter_of_a["batch"], "受取"]], code=65)
        self.assertEqual([row["理由"].split(":")[0] for row in self.house.refused("print-results", "wrong.csv")],
                         ["投函してはならない通知書です",
                          f"バッチ {self.letter_of_a['batch']} の通知書は復元により無効です。投函せずに裁断し、通知書番号ごとに書損と報告してください"])
        self.house.command("application", "approve", self.receipts[C])
        self.house.run("render-letters")
        self.assertEqual(self.pulled(), lost[1:])
        self.house.command("audit", "verify")

    def pulled(self):
        """The notice numbers on the pull list of the newest batch."""
        newest = max(self.house.batches(), key=lambda batch: batch.stat().st_ctime_ns)
        text = "".join(installation.pages(newest / "cover.pdf")[1:])
        return re.findall(r"N\d{9}", text)

    def report(self, name, rows, code=0):
        columns = ["通知書番号", "結果", "日時", "担当者", "追跡番号"]
        self.house.drop("print-results", name, installation.csv_text(
            columns, [dict(zip(columns, [*row, "", "", ""])) for row in rows]).encode())
        self.house.run("track-letters", code=code)

    def test_letters_that_were_voided_after_the_backup_do_not_come_alive(self):
        self.house.command("restore", self.copy)
        self.house.command("restore", "--reconcile")
        self.house.run("all", code=65)
        alive, voided = self.house.json("letter", "list")
        second = self.back_up()
        self.house.command("letter", "void", voided["notice_number"], "--reason", "wrong_hands")
        stopped = (self.house.state / "letters/13/stop.csv").read_bytes()
        self.house.command("restore", second, "--replace")
        self.house.run("take-decisions", "track-letters")  # neither may forget what is to be reconciled
        self.assertEqual((self.house.state / "letters/13/stop.csv").read_bytes(), stopped)
        report = self.house.json("restore", "--reconcile")
        (row,) = [row for row in report if row["what"] == "voided_letter"]
        self.assertEqual(row["subject"], voided["notice_number"])
        self.assertIn("(誤配・漏えいのおそれ)、もう一度無効にしました", row["detail"])
        shown = self.house.json("letter", "show", voided["notice_number"])
        self.assertEqual([shown["state"], shown["void_reason"]], ["voided", "wrong_hands"])
        self.assertEqual(self.house.state_of(voided["receipt_number"]), "in_review")
        self.assertEqual(self.house.json("letter", "show", alive["notice_number"])["state"], "sealed")
        self.assertEqual((self.house.state / "letters/13/stop.csv").read_bytes(), stopped)
        self.house.command("audit", "verify")

    def test_batches_that_went_after_the_backup_are_told(self):
        self.house.command("restore", self.copy)
        self.house.command("restore", "--reconcile")
        self.house.run("all", code=65)
        second = self.back_up()
        (letter, *_) = self.house.json("letter", "list")
        shutil.rmtree(self.house.state / "letters/13" / letter["batch"])
        self.house.command("restore", second, "--replace")
        report = self.house.json("restore", "--reconcile")
        self.assertEqual([row["subject"] for row in report if row["what"] == "missing_batch"], [letter["batch"]])


if __name__ == "__main__":
    unittest.main()
