#!/usr/bin/env python3
"""Letters that only the print room can open."""

import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

from installation import (BINARY, PATIENCE_SECONDS, SOURCE, Installation, application, office, office_number, pages, password_on,
                          read_csv)
from print_room import PrintRoom, structure

TOKYO = [office_number("13", serial) for serial in range(1, 4)]
SHIMANE = office_number("32", 1)
PRINT_COMMAND = re.compile(r"<!-- lp -->\n```\n(.*?)```", re.DOTALL)


class Handover(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="saihakko-print-room-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.rsa = PrintRoom(cls.folder, "rsa")
        cls.ec = PrintRoom(cls.folder, "ec", kind="ec")

    def setUp(self):
        self.house = Installation()
        self.addCleanup(self.house.remove)

    def configure(self, certificate, more=""):
        self.house.configure(f"[letters]\nbatch_size = 2\nrecipient_certificate = {certificate}\n{more}")
        self.house.init()

    def approve(self, *numbers):
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.house.approve_all()

    def issue(self, *numbers):
        self.approve(*numbers)
        self.house.run("render-letters")
        return self.house.batches()

    def letters(self):
        return self.house.json("letter", "list")[::-1]

    def pages_of(self, room, batch):
        """By file, the pages as the print room reads them."""
        return {file.name: pages(room.opened(file)) for file in sorted(batch.glob("letters-*"))}

    def password_of(self, room, batch, letter):
        return password_on(self.pages_of(room, batch)[letter["file"]][letter["page"] - 1])


class Files(Handover):
    def test_batch_names_the_encrypted_files_everywhere_and_only_the_print_room_reads_them(self):
        for name, room in (("rsa", self.rsa), ("ec", self.ec)):
            with self.subTest(name):
                self.house = Installation()
                self.addCleanup(self.house.remove)
                self.configure(room.certificate)
                (batch,) = self.issue(*TOKYO)
                files = ["letters-0001.pdf.p7m", "letters-0002.pdf.p7m"]
                self.assertEqual(sorted(path.name for path in batch.iterdir()),
                                 ["SHA256SUMS", "cover.pdf", *files, "manifest.csv"])
                subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS"], cwd=batch, check=True)
                rows = read_csv(batch / "manifest.csv")
                self.assertEqual([row["ファイル"] for row in rows], [files[0], files[0], files[1]])
                found = self.pages_of(room, batch)
                self.assertEqual({file: len(texts) for file, texts in found.items()}, {files[0]: 2, files[1]: 1})
                for row in rows:
                    self.assertIn(row["通知書番号"], found[row["ファイル"]][int(row["ページ"]) - 1])
                letter = self.letters()[0]
                self.assertEqual(letter["file"], files[0])
                self.assertIn(f"ファイル    {files[0]} 1頁", self.house.command("letter", "show", letter["notice_number"]).out)
                self.assertIn(batch.name, pages(batch / "cover.pdf")[0])
                self.house.command("audit", "verify")

    def test_stop_list_names_the_encrypted_file(self):
        self.configure(self.rsa.certificate)
        (batch,) = self.issue(TOKYO[0])
        (letter,) = self.letters()
        self.house.command("application", "withdraw", letter["receipt_number"], "--reason", "withdrawn_by_office")
        (row,) = read_csv(batch.parent / "stop.csv")
        self.assertEqual([row["通知書番号"], row["ファイル"], row["ページ"]],
                         [letter["notice_number"], "letters-0001.pdf.p7m", "1"])

    def test_file_is_authenticated_aes_256_under_a_key_that_goes_by_sha_256(self):
        for room, transport in ((self.rsa, "rsaesOaep"), (self.ec, "dhSinglePass-stdDH-sha256kdf-scheme")):
            self.house = Installation()
            self.addCleanup(self.house.remove)
            self.configure(room.certificate)
            (batch,) = self.issue(TOKYO[0])
            told = structure(batch / "letters-0001.pdf.p7m")
            for word in ("id-smime-ct-authEnvelopedData", "aes-256-gcm", transport):
                self.assertIn(word, told)
            self.assertNotIn("sha1", told)

    def test_changed_file_and_another_key_open_nothing(self):
        self.configure(self.rsa.certificate)
        (batch,) = self.issue(TOKYO[0])
        file = batch / "letters-0001.pdf.p7m"
        with self.assertRaises(subprocess.CalledProcessError):
            PrintRoom(self.folder, "other").opened(file)
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        changed = self.house.root / "changed.p7m"
        changed.write_bytes(content)
        with self.assertRaises(subprocess.CalledProcessError):
            self.rsa.opened(changed)
        self.assertTrue(self.rsa.opened(file).startswith(b"%PDF-"))

    def test_temporary_password_of_the_encrypted_letter_opens_the_account_and_stands_in_no_file(self):
        self.configure(self.rsa.certificate)
        (batch,) = self.issue(TOKYO[0])
        (letter,) = self.letters()
        password = self.password_of(self.rsa, batch, letter)
        for path in self.house.root.rglob("*"):
            if path.is_file():
                self.assertNotIn(password.encode(), path.read_bytes(), path)
        request = f'{{"id": 1, "do": "login.begin", "user_id": "KJ13{TOKYO[0]}", "password": "{password}"}}\n'
        done = subprocess.run([BINARY, "--config", self.house.configuration, "portal"], input=request.encode(),
                              capture_output=True, check=True, timeout=PATIENCE_SECONDS)
        self.assertIn(b'"next":"login.set_password"', done.stdout)

    def test_unions_have_print_rooms_of_their_own_or_none(self):
        self.configure(self.rsa.certificate, f"[union.32]\nrecipient_certificate = {self.ec.certificate}\n"
                       "[union.27]\nrecipient_certificate =\n")
        osaka = office_number("27", 1)
        batches = {batch.parent.name: batch for batch in self.issue(TOKYO[0], SHIMANE, osaka)}
        self.rsa.opened(batches["13"] / "letters-0001.pdf.p7m")
        self.ec.opened(batches["32"] / "letters-0001.pdf.p7m")
        self.assertEqual(len(pages(batches["27"] / "letters-0001.pdf")), 1)

    def test_path_is_relative_to_the_configuration_file(self):
        shutil.copy(self.rsa.certificate, self.house.root / "room.pem")
        self.configure("room.pem", "[union.32]\nrecipient_certificate = {state.dir}/room.pem\n")
        shutil.copy(self.ec.certificate, self.house.state / "room.pem")
        (self.house.root / "elsewhere").mkdir()
        self.approve(TOKYO[0], SHIMANE)
        self.house.run("render-letters", cwd=self.house.root / "elsewhere")
        tokyo, shimane = self.house.batches()
        self.rsa.opened(tokyo / "letters-0001.pdf.p7m")
        self.ec.opened(shimane / "letters-0001.pdf.p7m")

    def test_sealed_batch_that_was_not_renamed_is_handed_over_encrypted(self):
        self.configure(self.rsa.certificate)
        (batch,) = self.issue(TOKYO[0])
        (letter,) = self.letters()
        batch.rename(batch.with_name(f".{batch.name}.partial"))
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            database.execute("UPDATE batches SET state = 'sealed'")
        self.house.run("render-letters")
        self.assertEqual(len(self.password_of(self.rsa, batch, letter)), 10)


class PrintingIt(Handover):
    """The one line that the print room types, with a stand-in for lp that writes down all that it is given."""

    def setUp(self):
        super().setUp()
        self.configure(self.rsa.certificate)
        (self.batch,) = self.issue(*TOKYO[:2])
        self.file = self.batch / "letters-0001.pdf.p7m"
        self.home = self.house.root / "home"
        (self.home / "bin").mkdir(parents=True)
        (self.home / "tmp").mkdir()
        shutil.copy(self.rsa.key, self.home / "print-room.key")
        (self.home / "bin/lp").write_text(f'#!/bin/sh\necho "$@" > {self.home}/options\nexec cat > {self.home}/printed.pdf\n')
        (self.home / "bin/lp").chmod(0o755)

    def print_it(self):
        environment = {"HOME": str(self.home), "TMPDIR": str(self.home / "tmp"),
                       "PATH": f"{self.home / 'bin'}:{os.environ['PATH']}"}
        (command,) = PRINT_COMMAND.findall((SOURCE / "docs/ja/letters.md").read_text(encoding="utf-8"))
        return subprocess.run(["bash", "-c", command], cwd=self.batch, env=environment, check=False, capture_output=True)

    def printed(self):
        """What the printer was given; empty when it was not even called."""
        file = self.home / "printed.pdf"
        return file.read_bytes() if file.exists() else b""

    def change(self, place):
        content = bytearray(self.file.read_bytes())
        content[place] ^= 1
        self.file.write_bytes(content)

    def write_sums(self):
        """As somebody does who changes a file and wants nobody to see it."""
        names = sorted(path.name for path in self.batch.iterdir() if path.name != "SHA256SUMS")
        sums = subprocess.run(["sha256sum", *names], cwd=self.batch, check=True, capture_output=True).stdout
        (self.batch / "SHA256SUMS").write_bytes(sums)

    def test_command_prints_the_letters_without_a_file(self):
        before = sorted(self.batch.iterdir())
        self.assertEqual(self.print_it().returncode, 0)
        self.assertEqual(self.printed(), self.rsa.opened(self.file))
        self.assertEqual(len(pages(self.printed())), 2)
        self.assertIn("sides=one-sided", (self.home / "options").read_text())
        self.assertEqual(sorted(self.batch.iterdir()), before)
        self.assertEqual(list((self.home / "tmp").iterdir()), [])

    def test_file_that_its_sum_does_not_fit_is_not_printed(self):
        (self.batch / "manifest.csv").write_text("changed")
        self.assertNotEqual(self.print_it().returncode, 0)
        self.assertEqual(self.printed(), b"")

    def test_not_a_byte_of_a_changed_file_is_printed_though_the_sums_fit(self):
        size = self.file.stat().st_size
        for place in (size - 1, size // 2, size * 9 // 10):  # the tag, and the letters
            with self.subTest(place=place - size):
                self.change(place)
                self.write_sums()
                self.assertNotEqual(self.print_it().returncode, 0)
                self.assertEqual(self.printed(), b"")
                self.change(place)
        self.write_sums()
        self.assertEqual(self.print_it().returncode, 0)
        self.assertTrue(self.printed().startswith(b"%PDF-"))

    def test_not_a_byte_of_a_file_that_was_cut_is_printed(self):
        content = self.file.read_bytes()
        for kept in (len(content) - 1, len(content) * 3 // 4):
            self.file.write_bytes(content[:kept])
            self.write_sums()
            self.assertNotEqual(self.print_it().returncode, 0)
            self.assertEqual(self.printed(), b"")


CREATING = "open,openat,openat2,creat,mknod,mknodat,rename,renameat,renameat2,link,linkat,symlink,symlinkat"


@unittest.skipUnless(shutil.which("strace") and subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode == 0,
                     "system calls cannot be traced here")
class OnDisk(Handover):
    def traced(self, *words):
        """The paths of all files that the program and its children opened to write, and what was written first into
        each, by system calls."""
        log = self.house.root / "trace"
        # The sanitizers' search for leaks cannot be traced.
        alone = {"TMPDIR": str(self.house.root / "tmp"), "ASAN_OPTIONS": "detect_leaks=0"}
        subprocess.run(["strace", "-f", "-qq", "-y", "-s", "8", "-e", f"trace={CREATING},write,pwrite64,writev", "-o", log, BINARY,
                        "--config", self.house.configuration, *words], check=True, timeout=PATIENCE_SECONDS, capture_output=True,
                       env=os.environ | alone)
        text = log.read_text(errors="replace")
        log.unlink()
        opened = {match for line in text.splitlines() if re.search(r"\bopen(at)?\(.*O_(WRONLY|RDWR|TMPFILE)", line)
                  for match in re.findall(r'= \d+<([^>]*)>', line)}
        plain = re.findall(r'write\w*\(\d+<([^>]*)>[^\n]*%PDF', text)
        return opened, plain

    def test_plain_pdf_goes_through_pipes_only(self):
        (self.house.root / "tmp").mkdir()
        self.configure(self.rsa.certificate)
        self.approve(*TOKYO)
        opened, plain = self.traced("run", "render-letters")
        own = {path.removeprefix(str(self.house.state) + "/") for path in opened if not path.startswith("/dev/")}
        foreign = {path for path in own if path.startswith("/")}
        self.assertEqual(foreign, set())
        kinds = {pathlib.Path(path).name for path in own if path.startswith("letters/")}
        self.assertEqual(kinds, {"SHA256SUMS", "cover.pdf", "manifest.csv", "letters-0001.pdf.p7m",
                                 "letters-0002.pdf.p7m"})
        files = [path for path in plain if not path.startswith("pipe:")]
        self.assertEqual({pathlib.Path(path).name for path in files}, {"cover.pdf"})
        self.assertEqual(len(plain) - len(files), 2)  # each PDF once to its reader
        self.assertEqual(list((self.house.root / "tmp").iterdir()), [])

    def test_what_is_looked_for_is_seen_without_a_certificate(self):
        (self.house.root / "tmp").mkdir()
        self.configure("")
        self.approve(TOKYO[0])
        opened, plain = self.traced("run", "render-letters")
        self.assertIn("letters-0001.pdf", {pathlib.Path(path).name for path in opened})
        self.assertIn("letters-0001.pdf", {pathlib.Path(path).name for path in plain})


class Certificates(Handover):
    def checked(self, certificate, code=0):
        """What check says of the print room's certificate."""
        self.configure(certificate)
        return [line for line in self.house.command("check", code=code).out.splitlines() if "印刷室の証明書" in line]

    def test_good_certificate_is_told_with_key_end_and_fingerprint(self):
        for room, key in ((self.rsa, "RSA 2048ビット"), (self.ec, "EC 256ビット")):
            (line,) = self.checked(room.certificate)
            self.assertRegex(line, rf"^良   印刷室の証明書: {room.certificate}\({key}、\d{{4}}-\d\d-\d\d \d\d:\d\d まで、SHA-256 "
                             r"[0-9a-f]{64}\)$")
            told = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", room.certificate],
                                  check=True, capture_output=True, text=True).stdout
            self.assertIn(told.strip().split("=")[1].replace(":", "").lower(), line)

    def test_certificate_that_ends_within_30_days_is_warned_of_and_still_used(self):
        room = PrintRoom(self.folder, "soon", ends=29)
        warning, good = self.checked(room.certificate)
        self.assertTrue(warning.startswith(f"注意 印刷室の証明書: {room.certificate}: ") and "期限が切れ" in warning, warning)
        self.assertTrue(good.startswith("良 "), good)
        self.assertEqual(len(self.checked(PrintRoom(self.folder, "later", ends=31).certificate)), 1)
        self.assertEqual(len(self.issue(TOKYO[0])), 1)

    def bad_files(self):
        """(path, what is said of it)"""
        both, two, garbage = (self.folder / name for name in ("both.pem", "two.pem", "garbage.pem"))
        both.write_bytes(self.rsa.certificate.read_bytes() + self.rsa.key.read_bytes())
        two.write_bytes(self.rsa.certificate.read_bytes() + self.ec.certificate.read_bytes())
        garbage.write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        return [
            (self.folder / "none.pem", "証明書を読めません"), (garbage, "PEM形式の証明書ではありません"),
            (self.folder, "証明書を読めません"), (both, "秘密鍵が入っています"), (two, "証明書が2つ以上あります"),
            (PrintRoom(self.folder, "weak", kind="weak_rsa").certificate, "鍵がRSA 1024ビット"),
            (PrintRoom(self.folder, "ed", kind="ed25519", usage="digitalSignature").certificate, "RSA でも EC でもありません"),
            (PrintRoom(self.folder, "sign", usage="digitalSignature").certificate, "keyEncipherment がなく"),
            (PrintRoom(self.folder, "ec-sign", kind="ec", usage="keyEncipherment").certificate, "keyAgreement がなく"),
            (PrintRoom(self.folder, "early", begins=2).certificate, "から有効です"),
            (PrintRoom(self.folder, "late", begins=-9, ends=-1).certificate, "期限が"),
        ]

    def test_certificate_that_cannot_be_used_is_an_error_of_check_and_refused_by_the_job(self):
        self.configure(self.rsa.certificate)
        self.approve(TOKYO[0])
        for path, words in self.bad_files():
            with self.subTest(path.name):
                (line,) = self.checked(path, code=78)
                self.assertTrue(line.startswith(f"不可 印刷室の証明書: {path}: "), line)
                self.assertIn(words, line)
                ran = self.house.run("render-letters", code=78)
                self.assertIn(words, ran.event("item_failed")["cause"])
                self.assertEqual(self.house.batches(), [])
                self.assertEqual([path.name for path in (self.house.state / "letters").rglob("*")], [".saihakko-letters"])
                (row,) = self.house.json("application", "list")
                self.assertEqual(row["state"], "approved")
        self.configure(self.rsa.certificate)
        self.house.run("render-letters")
        self.assertEqual(len(self.house.batches()), 1)

    def test_other_unions_letters_are_made_while_one_certificate_is_expired(self):
        expired = PrintRoom(self.folder, "expired", begins=-9, ends=-1)
        self.configure(self.ec.certificate, f"[union.13]\nrecipient_certificate = {expired.certificate}\n")
        self.approve(TOKYO[0], SHIMANE)
        ran = self.house.run("render-letters", code=78)
        self.assertEqual(ran.event("item_failed")["item"], "13")
        self.assertEqual([batch.parent.name for batch in self.house.batches()], ["32"])
        self.assertEqual({row["prefecture"]: row["state"] for row in self.house.json("application", "list")},
                         {"13": "approved", "32": "issued"})


if __name__ == "__main__":
    unittest.main()
