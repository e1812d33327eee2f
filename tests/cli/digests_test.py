#!/usr/bin/env python3
"""Rows and audit that were altered, taken away or put back behind the program's back, and who notices."""

import collections
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import unittest

from digests import as_an_earlier_program_wrote_it, audit_key, covered, fits, plain_hash, vouch
from installation import BINARY, InstallationTest, application, environment, office, office_number

NUMBERS = [office_number("13", 100 + serial) for serial in range(6)]


def flipped(value, bit):
    """The value with one bit turned over, of the same type."""
    if isinstance(value, int):
        return value ^ (1 << bit % 40)
    content = bytearray(value.encode() if isinstance(value, str) else value)
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    return bytes(content)


class DigestsTest(InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([office(number) for number in NUMBERS])
        self.house.take_applications([application(number) for number in NUMBERS[:4]])
        self.house.approve_all()
        self.house.run("render-letters", "send-notices")
        self.file = self.house.state / "saihakko.db"

    def sql(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.file)) as database, database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            return database.execute(statement, values).fetchall()

    def breaches(self, code=70):
        ran = self.house.command("audit", "verify", "--json", code=code)
        return json.loads(ran.out)["breaches"]

    def rules(self):
        return {breach["rule"] for breach in self.breaches()}

    def whole(self):
        self.assertEqual(self.breaches(0), [])

    def ask_portal(self, **request):
        asked = json.dumps({"id": 1, **request}).encode() + b"\n"
        out = subprocess.run([BINARY, "--config", self.house.configuration, "portal"], input=asked, check=True, capture_output=True,
                             env=environment(), cwd=self.house.root).stdout
        return json.loads(out)


class Flips(DigestsTest):
    def columns_with_values(self):
        """Table, rowid, column of each covered value that is not NULL and not empty."""
        places = []
        for table, columns in covered().items():
            for column in columns:
                places += [(table, column, rowid) for (rowid,) in
                           self.sql(f"SELECT rowid FROM {table} WHERE {column} IS NOT NULL AND {column} <> ''")]
        return places

    def test_of_200_bits_of_covered_columns_each_is_noticed_by_audit_verify_and_by_backup(self):
        self.ask_portal(do="application.begin", office_number=NUMBERS[5], notification_mail="a@example.jp",
                        notification_mail_again="a@example.jp")
        self.whole()
        kept = {path: path.read_bytes() for path in (self.file, self.house.state / "audit-heads")}

        def put_back():
            for suffix in ("-shm", "-wal"):
                self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
            for path, content in kept.items():
                path.write_bytes(content)

        chance = random.Random(18)
        by_table = collections.defaultdict(list)
        for place in self.columns_with_values():
            by_table[place[0]].append(place)
        noticed = collections.Counter()
        unnoticed = []
        for trial in range(200):
            table, column, rowid = chance.choice(by_table[chance.choice(sorted(by_table))])
            ((was,),) = self.sql(f"SELECT {column} FROM {table} WHERE rowid = ?", rowid)
            becomes = flipped(was, chance.randrange(1 << 16))
            value = "CAST(? AS TEXT)" if isinstance(was, str) else "?"
            try:
                self.sql(f"UPDATE {table} SET {column} = {value} WHERE rowid = ?", becomes, rowid)
            except sqlite3.IntegrityError:
                continue  # the number of another row: SQLite itself refuses it
            verified = self.house.call("--config", self.house.configuration, "audit", "verify", "--json")
            copied = self.house.call("--config", self.house.configuration, "backup")
            put_back()
            rules = sorted({breach["rule"] for breach in json.loads(verified.out)["breaches"]}) if verified.out.startswith("{") else [f"exit {verified.code}"]
            noticed[table, " ".join(rules), f"backup {copied.code}"] += 1
            if verified.code == 0 or copied.code == 0:
                unnoticed.append((trial, table, column, verified.code, copied.code))
        for (table, rules, copied), count in sorted(noticed.items()):
            print(f"{count:4} {table:18} {copied:10} {rules}")
        self.assertEqual(unnoticed, [])
        self.assertGreater(sum(noticed.values()), 180)
        self.whole()

    def test_of_50_bits_of_the_write_ahead_log_each_is_noticed_or_loses_nothing_that_is_covered(self):
        def content(file):
            with contextlib.closing(sqlite3.connect(file)) as database:
                return {table: sorted(map(repr, database.execute(f"SELECT * FROM {table}"))) for table in [*covered(), "audit"]}

        reader = sqlite3.connect(self.file, isolation_level=None)
        self.addCleanup(reader.close)
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM audit").fetchall()  # the log stays as long as somebody reads
        self.house.take_applications([application(NUMBERS[4])], name="more.jsonl")
        self.house.approve_all()
        self.house.run("render-letters", "send-notices")
        kept = self.house.root / "kept"
        kept.mkdir()
        for suffix in ("", "-wal"):
            shutil.copy(f"{self.file}{suffix}", kept / f"saihakko.db{suffix}")
        reader.close()
        log = (kept / "saihakko.db-wal").read_bytes()
        self.assertGreater(len(log), 100_000)
        chance = random.Random(50)
        noticed = collections.Counter()
        unnoticed = []

        def put(content_of_log):
            for suffix in ("-shm", "-wal"):
                if os.path.exists(f"{self.file}{suffix}"):
                    os.remove(f"{self.file}{suffix}")
            shutil.copy(kept / "saihakko.db", self.file)
            (self.house.state / "saihakko.db-wal").write_bytes(content_of_log)

        put(log)
        right = content(self.file)
        for trial in range(50):
            bit = chance.randrange(len(log) * 8)
            altered = bytearray(log)
            altered[bit // 8] ^= 1 << bit % 8
            put(altered)
            verified = self.house.call("--config", self.house.configuration, "audit", "verify", "--json")
            put(altered)
            copied = self.house.call("--config", self.house.configuration, "backup")
            put(altered)
            lost = content(self.file) != right
            rules = sorted({breach["rule"] for breach in json.loads(verified.out)["breaches"]}) if verified.out.startswith("{") else [f"exit {verified.code}"]
            noticed["lost" if lost else "nothing lost", " ".join(rules), f"backup {copied.code}"] += 1
            if lost and (verified.code == 0 or copied.code == 0):
                unnoticed.append((trial, bit // 8, verified.code, copied.code))
        for (lost, rules, copied), count in sorted(noticed.items()):
            print(f"{count:4} {lost:13} {copied:10} {rules}")
        self.assertEqual(unnoticed, [])


class Tampering(DigestsTest):
    def test_digests_are_what_the_documents_say(self):
        key = audit_key(self.house)
        for table, columns in covered().items():
            for *values, digest in self.sql(f"SELECT {', '.join(columns)}, digest FROM {table}"):
                self.assertTrue(fits(key, table, values, digest), (table, values))
        self.sql("UPDATE offices SET phone = '03-0000-0009'")
        vouch(self.house)
        self.whole()
        self.house.take_applications([application(NUMBERS[4])], name="more.jsonl")
        self.whole()

    def test_row_that_is_put_back_as_it_was_is_noticed(self):
        receipt = self.house.receipt_of(NUMBERS[0])
        columns = [*covered()["applications"], "digest"]
        self.house.take_applications([application(NUMBERS[4])], name="more.jsonl")
        receipt = self.house.receipt_of(NUMBERS[4])
        (before,) = self.sql(f"SELECT {', '.join(columns)} FROM applications WHERE receipt_number = ?", receipt)
        self.house.command("application", "hold", receipt, "--reason", "suspected_misuse")
        self.whole()
        self.sql(f"UPDATE applications SET {' = ?, '.join(columns)} = ? WHERE receipt_number = ?", *before, receipt)
        self.assertIn("digest_sum", self.rules())

    def test_row_that_was_taken_away_is_noticed(self):
        self.sql("DELETE FROM decisions WHERE decision_id = 1")
        self.assertEqual([(b["rule"], b["subject"]) for b in self.breaches()], [("digest_sum", "decisions")])
        self.assertNotEqual(self.house.call("--config", self.house.configuration, "backup").code, 0)

    def test_row_that_was_added_is_noticed(self):
        self.sql("INSERT INTO office_locks (office_number, locked_ms, locked_uid) VALUES (?, 1, 0)", NUMBERS[0])
        self.assertEqual(self.rules(), {"row_digest", "digest_sum"})

    def test_change_by_the_program_hides_no_change_by_somebody_else(self):
        self.sql("UPDATE offices SET address = '東京都港区1' WHERE office_number = ?", NUMBERS[1])
        self.house.take_ledger([office(NUMBERS[1], 電話番号="03-0000-0002")], name="next.delta.csv")
        self.assertIn(("row_digest", f"offices {NUMBERS[1]}"), [(b["rule"], b["subject"]) for b in self.breaches()])

    def test_chain_that_is_forged_to_its_end_without_the_key_is_noticed(self):
        head = self.house.json("audit", "verify")["head"]
        rows = self.sql("SELECT seq, at_ms, real_ms, actor, event, subject, detail, books FROM audit ORDER BY seq")
        previous = ""
        for row in rows:
            row = list(row)
            if row[0] == 3:
                row[3] = "uid:4711"
                self.sql("UPDATE audit SET actor = ? WHERE seq = 3", row[3])
            previous = plain_hash(previous, row if row[7] else row[:7])
            self.sql("UPDATE audit SET hash = ? WHERE seq = ?", previous, row[0])
        self.assertNotEqual(previous, head)
        self.assertIn("audit_chain", self.rules())
        self.sql("UPDATE audit SET mac = '', books = ''")
        self.assertIn("audit_chain", self.rules())

    def test_audit_that_was_cut_is_noticed(self):
        self.sql("DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)")
        self.assertLessEqual({"audit_end"}, self.rules())

    def test_end_of_the_audit_that_is_missing_stops_the_program(self):
        self.sql("DELETE FROM audit_end")
        self.house.command("audit", "verify", code=78)
        self.assertIn("控えから戻してください", self.house.command("init", code=78).err)

    def test_watch_tells_of_it_and_of_its_end(self):
        self.house.run("watch")
        self.sql("UPDATE letters SET valid_until_ms = valid_until_ms + 1 WHERE letter_id = 1")
        self.sql("UPDATE compared_pieces SET compared_ms = 0")
        self.house.run("watch")
        (told,) = [line for line in self.house.run("watch").events() if line["event"] == "incident_begun"] or [None]
        open_now = self.sql("SELECT sentence FROM incidents WHERE incident_key = 'audit.breach' AND ended_ms IS NULL")
        self.assertEqual(len(open_now), 1, told)
        self.assertIn("letters N", open_now[0][0])
        self.sql("UPDATE letters SET valid_until_ms = valid_until_ms - 1 WHERE letter_id = 1")
        self.sql("UPDATE compared_pieces SET compared_ms = 0")
        self.house.command("--set", "watch.calm_minutes=0", "run", "watch")
        self.assertEqual(self.sql("SELECT COUNT(*) FROM incidents WHERE incident_key = 'audit.breach' AND ended_ms IS NULL"), [(0,)])

    def test_what_watch_tells_while_the_key_is_missing_belongs_to_the_chain(self):
        key = self.house.state / "keys/master.key"
        key.rename(key.with_name("away"))
        self.house.call("--config", self.house.configuration, "run", "watch")
        self.house.command("office", "lock", NUMBERS[0], code=78)
        self.assertEqual({breach["rule"] for breach in self.breaches()}, {"audit_key"})
        key.with_name("away").rename(key)
        self.assertEqual(self.sql("SELECT mac FROM audit WHERE event = 'incident_begun' ORDER BY seq DESC LIMIT 1"), [("",)])
        self.whole()
        self.house.command("office", "lock", NUMBERS[0])
        self.whole()
        self.sql("UPDATE audit SET mac = '' WHERE event = 'office_locked'")
        self.assertIn("audit_chain", self.rules())

    def test_emptied_by_purge_stands_and_emptied_by_hand_is_noticed(self):
        digests = dict(self.sql("SELECT notice_id, digest FROM notices"))
        self.sql("UPDATE compared_pieces SET compared_ms = 0")
        self.house.command("--set", "retention.mails_days=1", "--set", "mail.transport=maildir", "run", "purge")
        self.whole()
        self.sql("UPDATE notices SET recipient = '', fields = '{}', reply = '', purged_ms = 1 WHERE notice_id = 1")
        self.assertIn("row_digest", self.rules())
        self.assertEqual(digests, dict(self.sql("SELECT notice_id, digest FROM notices")))  # nothing was due yet


class Migration(DigestsTest):
    def test_database_of_an_earlier_program_gets_digests_and_keeps_its_heads(self):
        as_an_earlier_program_wrote_it(self.file)
        (self.house.state / "audit-heads").unlink()
        ((printed,),) = self.sql("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
        self.house.command("status", code=78)
        self.house.init()
        self.whole()
        self.house.command("audit", "verify", "--head", printed)
        self.assertEqual(self.sql("SELECT COUNT(*) FROM audit WHERE event = 'digests_begun'"), [(1,)])
        self.house.init()
        self.assertEqual(self.sql("SELECT COUNT(*) FROM audit WHERE event = 'digests_begun'"), [(1,)])
        self.house.command("backup")
        self.sql("UPDATE audit SET actor = 'uid:4711' WHERE seq = 2")
        self.assertIn("audit_chain", self.rules())


if __name__ == "__main__":
    unittest.main()
