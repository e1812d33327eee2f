#!/usr/bin/env python3
"""Folders that lie elsewhere, a directory that is not mounted, locks that a stranger holds, damaged files."""

import base64
import fcntl
import os
import pathlib
import shutil
import sqlite3
import tempfile
import unittest

from installation import (TEMPLATES, InstallationTest, application, decision, decisions_csv, ledger_csv, office,
                          office_number)
from print_room import PrintRoom

TOKYO = office_number("13", 1)
MARK = ".saihakko-letters"
KINDS = ["ledger", "postcodes", "applications", "decisions", "print-results", "bounces"]


class InboxElsewhere(InstallationTest):
    """Each folder of the inbox on the memory file system of /dev/shm, by a link."""

    def setUp(self):
        super().setUp()
        elsewhere = tempfile.TemporaryDirectory(prefix="saihakko-test-", dir="/dev/shm")
        self.addCleanup(elsewhere.cleanup)
        for kind in KINDS:
            folder = self.house.state / "inbox" / kind
            other = pathlib.Path(elsewhere.name) / kind
            other.mkdir()
            folder.rmdir()
            folder.symlink_to(other)
            self.assertNotEqual(folder.stat().st_dev, self.house.state.stat().st_dev, "this test needs two file systems")

    def left(self):
        return sorted(path.name for kind in KINDS for path in (self.house.state / "inbox" / kind).iterdir())

    def test_files_are_taken_and_settled_as_ever(self):
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        receipt = self.house.receipt_of(TOKYO)
        self.house.take_decisions([decision(receipt, "承認"), decision("R1", "承認")], code=65)
        self.assertEqual(self.house.state_of(receipt), "approved")
        self.assertEqual(self.left(), [])
        names = sorted(path.name for path in (self.house.state / "inbox").rglob("*.csv*"))
        self.assertEqual(names, ["decisions.csv", "decisions.csv.errors.csv", "ledger.csv"])

    def test_check_says_which_folder_is_elsewhere_and_leaves_nothing(self):
        out = self.house.command("check").out
        self.assertEqual(out.count("別のファイルシステムにあります"), len(KINDS), out)
        self.assertEqual(self.left(), [])

    def test_folder_that_takes_no_writing_is_told_by_check(self):
        folder = self.house.state / "inbox" / "ledger"
        folder.unlink()
        folder.symlink_to("/proc/self")
        self.assertIn("不可 受信箱: ", self.house.command("check", code=78).out)


class LettersPlace(InstallationTest):
    def setUp(self):
        super().setUp()
        self.letters = self.house.state / "letters"
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        self.house.approve_all()

    def unmount(self):
        """What a mount point shows without its file system."""
        away = self.house.root / "away"
        self.letters.rename(away)
        self.letters.mkdir()
        return away

    def mount(self, away):
        shutil.rmtree(self.letters)
        away.rename(self.letters)

    def forget_mark(self):
        """An installation of the earlier program."""
        (self.letters / MARK).rmdir()
        with sqlite3.connect(self.house.state / "saihakko.db") as database:
            database.execute("DELETE FROM installation WHERE name = 'letters_marked'")
        database.close()

    def check_refused(self):
        for job in ("render-letters", "purge"):
            cause = self.house.run(job, code=78).event("job_failed")["cause"]
            self.assertIn(f"通知書の置き場所に印がありません: {self.letters / MARK}", cause)
        self.assertIn("不可 通知書の置き場所: ", self.house.command("check", code=78).out)
        self.assertIn("マウントされていない", self.house.command("init", code=78).err)
        self.assertEqual(list(self.letters.iterdir()), [])

    def test_directory_that_is_not_mounted_takes_no_letter_and_loses_none(self):
        self.assertEqual([path.name for path in self.letters.iterdir()], [MARK])
        away = self.unmount()
        self.check_refused()
        self.mount(away)
        self.house.run("render-letters")
        away = self.unmount()
        self.check_refused()
        self.mount(away)
        self.house.run("purge")
        self.house.command("audit", "verify")

    def test_installation_of_the_earlier_program_goes_on_where_its_letters_lie(self):
        self.house.run("render-letters")
        self.forget_mark()
        away = self.unmount()
        self.check_refused()
        self.mount(away)
        self.house.run("render-letters")
        self.assertTrue((self.letters / MARK).is_dir())
        self.unmount()
        self.check_refused()

    def test_installation_of_the_earlier_program_without_letters_goes_on(self):
        self.forget_mark()
        self.house.command("init")
        self.assertTrue((self.letters / MARK).is_dir())

    def test_new_place_goes_on_once_a_person_has_marked_it(self):
        self.unmount()
        (self.letters / MARK).mkdir()
        self.house.run("render-letters")
        self.assertEqual(len(self.house.batches()), 1)

    def test_dry_run_makes_letters_elsewhere(self):
        self.house.command("run", "render-letters", "--dry-run")
        self.assertEqual([path.name for path in self.letters.iterdir()], [MARK])


class Locks(InstallationTest):
    def test_stranger_that_locks_the_state_directory_stops_nothing(self):
        self.house.drop("ledger", "ledger.csv", ledger_csv([office(TOKYO)]))
        stranger = os.open(self.house.state, os.O_RDONLY | os.O_DIRECTORY)
        self.addCleanup(os.close, stranger)
        fcntl.flock(stranger, fcntl.LOCK_EX)
        self.house.run("import-ledger")
        self.assertEqual(self.house.json("office", "show", TOKYO)["office_number"], TOKYO)


class DamagedCertificate(InstallationTest):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="saihakko-print-room-")
        self.addCleanup(folder.cleanup)
        self.file = self.damaged(PrintRoom(pathlib.Path(folder.name), "rsa").certificate)
        self.house.configure(f"[letters]\nrecipient_certificate = {self.file}\n")

    def damaged(self, certificate):
        """The month of its beginning is 99."""

        lines = certificate.read_text().strip().splitlines()
        der = bytearray(base64.b64decode("".join(lines[1:-1])))
        at = der.index(b"\x17\x0d") + 4  # UTCTime of 13 bytes: YYMMDD…
        der[at:at + 2] = b"99"
        text = base64.encodebytes(bytes(der)).decode()
        certificate.write_text(f"{lines[0]}\n{text}{lines[-1]}\n")
        return certificate

    def test_time_that_is_none_is_an_incident_and_no_fault_of_the_program(self):
        said = "証明書が壊れています(有効期間を読めません)"
        self.assertIn(said, self.house.command("check", code=78).out)
        self.house.run("watch")
        self.house.command("status")
        self.assertIn("certificate.print_room.default", [row["incident"] for row in self.house.json("status")["incidents"]])
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        self.house.approve_all()
        self.assertIn(said, self.house.run("render-letters", code=78).event("item_failed")["cause"])


class UnprintableTemplate(InstallationTest):
    def test_character_that_no_font_has_is_a_matter_of_configuration(self):
        for name, word in (("default.toml", "ユーザID"), ("cover.toml", "バッチ送付票"), ("pull_sheet.toml", "抜取り票")):
            with self.subTest(name):
                copy = self.house.root / name
                shutil.copytree(TEMPLATES, copy)
                file = copy / "letter" / name
                text = file.read_text(encoding="utf-8")
                at = text.index(f'"{word}') + 1
                file.write_text(text[:at] + "\ue001" + text[at:], encoding="utf-8")
                for words in (["check"], ["run", "render-letters"], ["letter", "preview", self.house.root / f"{name}.pdf"]):
                    ran = self.house.command("--set", f"templates.dir={copy}", *words, code=78)
                    self.assertRegex(ran.out + ran.err, rf"{name}:\d+: 印字できない文字があります（U\+E001）")


@unittest.skipUnless(os.getuid() == 0, "files of other people need root")
class SharedGroups(InstallationTest):
    def test_decisions_that_somebody_else_of_the_group_could_have_written_are_refused(self):
        """On Debian sync, _apt and nobody have one primary group."""
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        receipt = self.house.receipt_of(TOKYO)
        for mode, code, state in ((0o664, 65, "in_review"), (0o644, 0, "approved")):
            part = self.house.state / "inbox/decisions/d.csv.part"
            part.write_bytes(decisions_csv([decision(receipt, "承認")]))
            part.chmod(mode)
            os.chown(part, 4, 65534)
            part.rename(part.with_name(f"{mode}.csv"))
            self.house.run("take-decisions", code=code)
            self.assertEqual(self.house.state_of(receipt), state)


if __name__ == "__main__":
    unittest.main()
