#!/usr/bin/env python3
"""A part of an installation is lost: nothing is made anew over the rest, and the advice that is given leads back."""

import re
import shutil
import unittest

from installation import Installation, InstallationTest, application, office, office_number

A = office_number("13", 1)
ADVISED = re.compile(r"saihakko ((?:restore|init)[ -~]*)")


class LostParts(InstallationTest):
    def setUp(self):
        super().setUp()
        self.database = self.house.state / "saihakko.db"
        self.key = self.house.state / "keys/master.key"
        self.house.take_ledger([office(A)])
        self.house.take_applications([application(A)])
        self.house.command("backup")
        (self.copy,) = (self.house.state / "backup").glob("*.db")

    def lose_database(self):
        for path in self.house.state.glob("saihakko.db*"):
            path.unlink()

    def advised(self, text):
        """The commands that a message names, as words; those in brackets are explanations of a word."""
        return [words.split() for words in ADVISED.findall(re.sub(r"\([^)]*\)", "", text))]

    def follow(self, text):
        commands = self.advised(text)
        self.assertTrue(commands, text)
        for words in commands:
            self.house.command(*words)
        self.assertEqual(len(self.house.json("application", "list")), 1)
        self.house.command("audit", "verify")

    def names(self):
        return sorted(str(path.relative_to(self.house.state)) for path in self.house.state.rglob("*"))

    def refused_everywhere(self, *lines):
        """Every command that needs the lost part, and init, refuse with these words and write nothing."""
        before = self.names()
        texts = {}
        for words in (["init"], ["status"], ["run", "send-notices"], ["backup"], ["application", "list"]):
            ran = self.house.command(*words, code=78)
            texts[words[0]] = ran.out + ran.err
        self.assertEqual(self.names(), before)
        for name, text in texts.items():
            for line in lines:
                self.assertIn(line, text, name)
        check = self.house.command("check", code=78).out
        for line in lines:
            self.assertIn(line, check)
        return texts["init"]

    def test_lost_database_is_not_made_anew_and_the_newest_sound_copy_is_named(self):
        self.house.command("backup")
        newest = max((self.house.state / "backup").glob("*.db"))
        newest.write_bytes(newest.read_bytes()[:-4096] + bytes(4096))
        self.lose_database()
        text = self.refused_everywhere("データベースがありません", "控え", str(self.copy.name))
        self.assertNotIn(newest.name, text)
        self.follow(text)

    def test_lost_database_without_a_copy_says_what_is_left_and_asks_for_one(self):
        outside = self.house.root / "elsewhere"
        shutil.move(self.house.state / "backup", outside)
        self.lose_database()
        text = self.refused_everywhere("データベースがありません", "取り込んだファイル", "使える控えがありません")
        self.assertEqual(self.advised(text)[0], ["restore"])
        self.house.command("restore", outside / self.copy.name)
        self.house.command("restore", "--reconcile")
        self.assertEqual(len(self.house.json("application", "list")), 1)

    def test_lost_key_is_not_made_anew(self):
        kept = self.house.root / "kept.key"
        self.house.command("backup", "--keys", kept)
        self.key.unlink()
        before = self.names()
        for words in (["init"], ["run", "send-notices"], ["backup", "--keys", self.house.root / "again"]):
            text = "".join(self.house.command(*words, code=78).err.split("\n"))
            self.assertIn("鍵がありません", text)
            self.assertNotIn("saihakko init", text)
        self.assertEqual(self.names(), before)
        shutil.copy(kept, self.key)
        self.key.chmod(0o600)
        self.house.run("send-notices")
        self.house.init()

    def test_lost_key_and_database_ask_for_the_key_first(self):
        kept = self.house.root / "kept.key"
        self.house.command("backup", "--keys", kept)
        self.key.unlink()
        self.lose_database()
        self.assertIn("鍵がありません", self.house.command("init", code=78).err)
        shutil.copy(kept, self.key)
        self.key.chmod(0o600)
        self.follow(self.house.command("init", code=78).err)

    def test_key_of_another_installation_is_refused_at_each_start(self):
        other = Installation()
        self.addCleanup(other.remove)
        other.init()
        shutil.copy(other.state / "keys/master.key", self.key)
        self.refused_everywhere("鍵がこのデータベースのものではありません")
        self.house.command("restore", "--replace", self.copy, code=78)

    def test_damaged_database_is_told_with_the_command_that_restores(self):
        self.database.write_bytes(b"damaged " * 1000)
        for words in (["status"], ["run", "send-notices"], ["application", "list"]):
            text = self.house.command(*words, code=69).err
            self.assertIn(self.copy.name, text)
            self.assertIn("--replace", text)
        self.assertIn(self.copy.name, self.house.command("check", code=69).out)
        self.follow(text)

    def test_interrupted_init_is_finished_by_the_next(self):
        house = Installation()
        self.addCleanup(house.remove)
        text = house.command("status", code=78).err
        self.assertIn(["init"], self.advised(text.replace("(", " ").replace(")", " ")))
        house.init()
        for path in house.state.glob("saihakko.db*"):
            path.unlink()
        house.init()
        house.command("status")

    def test_missing_directory_is_made_by_init_where_the_rest_stands(self):
        (self.house.state / "inbox/bounces").rmdir()
        self.assertIn("saihakko init", self.house.command("check", code=78).out)
        self.house.init()
        self.house.command("check")


if __name__ == "__main__":
    unittest.main()
