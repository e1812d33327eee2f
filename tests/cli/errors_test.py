#!/usr/bin/env python3
"""What the operating system and the libraries refuse is told in Japanese, with the error's name."""

import errno
import os
import re
import shutil
import unittest

from installation import TEMPLATES, InstallationTest

SYSTEM_WORDS = sorted({os.strerror(code) for code in errno.errorcode}, key=len, reverse=True)
# Words of ours that are Latin: commands and their options, SQL behind SQLite's code.
OURS = re.compile(r"saihakko [a-z-]+( --[a-z-]+)?|state\.dir|SQLITE_[A-Z]+: .*|/\S+")
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


class Errors(InstallationTest):
    def refused(self, *words, code, says):
        """What is told for a mistake: nothing of it in English."""
        ran = self.house.call(*words)
        told = ran.err + "".join(line for line in ran.out.splitlines(True) if line.startswith("不可"))
        self.assertEqual(ran.code, code, told)
        self.assertIn(says, told)
        for text in SYSTEM_WORDS:
            self.assertNotIn(text, told)
        self.assertIsNone(SENTENCE.search(OURS.sub("", told)), told)

    def run_here(self, *words, code, says):
        self.refused("--config", self.house.configuration, *words, code=code, says=says)

    def test_configuration_that_cannot_be_read(self):
        nowhere = self.house.root / "nowhere.conf"
        self.refused("--config", nowhere, "status", code=78, says=f"{nowhere}: ファイルがありません (open: ENOENT)")
        self.refused("--config", self.house.configuration / "x", "status", code=78,
                     says="途中にディレクトリでないものがあります (open: ENOTDIR)")
        self.refused("--config", self.house.root, "status", code=78, says="ファイルではありません(ディレクトリなど)")
        self.refused("--config", self.house.root / ("x" * 300), "status", code=78, says="名前が長すぎます (open: ENAMETOOLONG)")

    def test_directory_where_a_file_stands(self):
        (self.house.root / "file").write_text("")
        self.refused("--set", f"state.dir={self.house.root}/file/state", "init", code=73, says="同じ名前のものが既にあります (create: EEXIST)")

    def test_file_that_is_to_be_made_where_there_is_no_directory(self):
        for words in (["letter", "preview", self.house.root / "nowhere" / "a.pdf"],
                      ["backup", "--keys", self.house.root / "nowhere" / "key"]):
            self.run_here(*words, code=73, says="ファイルがありません (create: ENOENT)")

    def test_copy_that_cannot_be_restored(self):
        self.run_here("restore", self.house.root / "nowhere.db", "--replace", code=65, says="nowhere.db")
        (self.house.root / "copy.db").write_bytes(b"damaged " * 1000)
        self.run_here("restore", self.house.root / "copy.db", "--replace", code=65, says="copy.db")

    def test_database_that_is_damaged_or_cannot_be_opened(self):
        database = self.house.state / "saihakko.db"
        database.write_bytes(b"damaged " * 1000)
        self.run_here("status", code=69, says="ファイルが壊れています(SQLITE_CORRUPT")
        database.unlink()
        database.mkdir()
        self.run_here("status", code=69, says="データベースを開けません。場所と権限を確かめてください(SQLITE_CANTOPEN")
        database.rmdir()
        database.symlink_to(database)
        self.run_here("status", code=69, says="シンボリックリンクです (ELOOP)")

    def test_templates_that_cannot_be_used(self):
        copy = self.house.root / "templates"
        shutil.copytree(TEMPLATES, copy)
        for name, content, says in (("mail/result.txt", "", "件名がありません"), ("mail/result.txt", "s\n\n{{nobody}}\n", "知らない項目"),
                                    ("mail/result.txt", "s\n\n{{#rejected}}\n", "{{/rejected}}"),
                                    ("letter/default.toml", "[[text]\n", "TOML として読めません"),
                                    ("report/daily.html", "{{#days}}", "対応が正しくありません")):
            with self.subTest(says):
                good = (copy / name).read_bytes()
                (copy / name).write_text(content, encoding="utf-8")
                self.run_here("--set", f"templates.dir={copy}", "check", code=78, says=says)
                (copy / name).write_bytes(good)

    def test_certificate_that_is_none(self):
        file = self.house.root / "cert.pem"
        self.run_here("--set", f"letters.recipient_certificate={file}", "check", code=78, says="ファイルがありません (open: ENOENT)")
        for content in ("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
            file.write_text(content)
            self.run_here("--set", f"letters.recipient_certificate={file}", "check", code=78, says="cert.pem")

    def test_relay_that_cannot_be_reached(self):
        self.run_here("--set", "mail.transport=smtp", "--set", "mail.from=a@example.jp", "--set", "mail.relay=127.0.0.1:1", "check",
                      code=69, says="接続")


if __name__ == "__main__":
    unittest.main()
