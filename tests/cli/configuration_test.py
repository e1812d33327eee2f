#!/usr/bin/env python3
"""The configuration file, --set, and what they change."""

import pathlib
import re
import unittest

from installation import (Installation, InstallationTest, SOURCE, TEMPLATES, application, body, environment, office,
                          office_number, pages)

TOKYO = office_number("13", 1)
SHIMANE = office_number("32", 1)
DEFAULT = pathlib.Path("/etc/saihakko/saihakko.conf")


class Reading(unittest.TestCase):
    def setUp(self):
        self.house = Installation()
        self.addCleanup(self.house.remove)

    def write(self, content):
        self.house.configuration.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def state_directory(self, *words, **options):
        """Where init put the state, by what it says."""
        out = self.house.call(*words, "init", **options).out
        return out.splitlines()[0].split()[1] if out else None

    def test_unknown_key_is_named_with_file_line_and_the_nearest_key(self):
        self.write("# 設定\n[letters]\nvalid_days = 40\n\nbach_size = 3\n")
        self.assertEqual(self.house.command("status", code=78).err, f"saihakko: {self.house.configuration}:5: 知らない設定 "
                         "letters.bach_size です。letters.batch_size ではありませんか\n")

    def test_every_line_of_the_shipped_file_can_be_uncommented(self):
        shipped = (SOURCE / "scripts/debian/saihakko.conf").read_text(encoding="utf-8")
        content = re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", shipped)
        self.assertGreater(content.count(" = "), shipped.count("\n# ") // 3)
        self.write(content.replace("/var/lib/saihakko", "state").replace("/etc/saihakko/keys", "state/keys"))
        self.house.command("init")
        self.write(content.replace("/var/lib/saihakko", "state") + "\n[nothing]\nof_this = kind\n")
        self.assertIn("nothing.of_this", self.house.command("init", code=78).err)

    def test_unknown_section_union_and_union_key_are_named_with_the_nearest(self):
        for content, key, nearest in (("[letter]\nbatch_size = 3\n", "letter.batch_size", "letters.batch_size"),
                                      ("[union.13]\nletter_titel = x\n", "union.13.letter_titel", "union.13.letter_title")):
            with self.subTest(key):
                self.write(content)
                self.assertEqual(self.house.command("status", code=78).err, f"saihakko: {self.house.configuration}:2: "
                                 f"知らない設定 {key} です。{nearest} ではありませんか\n")

    def test_a_union_that_is_none_is_told_which_there_are(self):
        self.write("[union.48]\nhonorific = 殿\n")
        self.assertEqual(self.house.command("status", code=78).err, f"saihakko: {self.house.configuration}:2: "
                         "知らない設定 union.48.honorific です。union. の後は都道府県コード 01〜47 か default です\n")

    def test_unknown_key_of_set_is_named_with_the_nearest(self):
        self.assertEqual(self.house.command("--set", "mail.form=a@example.jp", "status", code=78).err,
                         "saihakko: --set: 知らない設定 mail.form です。mail.from ではありませんか\n")

    def test_unreadable_line_is_named(self):
        for content, line in (("[state]\ndir\n", 2), ("dir = x\n", 1), ("[state\ndir = x\n", 1)):
            with self.subTest(content):
                self.write(content)
                self.assertIn(f"{self.house.configuration}:{line}: ", self.house.command("status", code=78).err)

    def test_value_out_of_bounds_is_named_with_its_line(self):
        for key, value in (("letters.batch_size", "0"), ("letters.batch_size", "2001"), ("letters.valid_days", "x"),
                           ("letters.batch_size", "5 # five"), ("mail.transport", "pigeon"), ("mail.from", "nobody"),
                           ("union.13.honorific", "とても長い敬称の言葉"), ("union.13.customer_barcode", "maybe"),
                           ("union.13.inserter_marks", "yes"),
                           ("letters.collect_within_days", "31"), ("letters.post_within_days", "-1"),
                           ("mail.sessions", "0"), ("mail.sessions_per_domain", "33"),
                           ("mail.per_minute_of_domain", "-1"), ("mail.suppress_days", "366"),
                           ("database.url", "mysql:x"), ("review.approvals", "3"),
                           ("review.undo_minutes", "-1"), ("review.mail_days", "31"), ("review.csv_encoding", "sjis")):
            with self.subTest(f"{key} = {value}"):
                section, name = key.rsplit(".", 1)
                self.write(f"[{section}]\n{name} = {value}\n")
                self.assertIn(f"{self.house.configuration}:2: {key} = {value}", self.house.command("status", code=78).err)

    def test_control_bytes_and_broken_text_are_named_with_their_line_and_not_shown(self):
        for content, what in ((b"[union.13]\nletter_title = a\x1b[31mb\n", "union.13.letter_title: "),
                              (b"[union.13]\nletter_title = a\xffb\n", "union.13.letter_title: "),
                              (b"[inbox]\ndir = a\0b\n", "inbox.dir: "), (b"[inbox]\nd\x7fir = a\n", ""),
                              ("[inbox]\ndir = a\u2028b\n".encode(), "inbox.dir: ")):
            with self.subTest(content):
                self.write(content)
                self.assertEqual(self.house.command("status", code=78).err,
                                 f"saihakko: {self.house.configuration}:2: {what}制御文字かUTF-8でない文字があります\n")
        self.write("")
        self.assertEqual(self.house.command("--set", "inbox.dir=a\tb", "status", code=78).err,
                         "saihakko: --set: inbox.dir: 制御文字かUTF-8でない文字があります\n")

    def test_state_dir_mark_inside_itself_or_not_at_the_start_is_named_with_its_line(self):
        for key, value in (("state.dir", "{state.dir}"), ("state.dir", "x{state.dir}/y"), ("inbox.dir", "x{state.dir}/inbox"),
                           ("inbox.dir", "{state.dir}/{state.dir}"), ("database.url", "{state.dir}/saihakko.db"),
                           ("union.13.recipient_certificate", "x{state.dir}/y")):
            with self.subTest(f"{key} = {value}"):
                section, name = key.rsplit(".", 1)
                self.write(f"[{section}]\n{name} = {value}\n")
                self.assertEqual(self.house.command("status", code=78).err,
                                 f"saihakko: {self.house.configuration}:2: {key} = {value}: "
                                 "{state.dir} は state.dir 以外の設定の、パスの先頭にだけ書けます\n")
        self.assertFalse(self.house.state.exists())

    def test_file_that_is_named_must_be_there(self):
        ran = self.house.call("--config", self.house.root / "other.conf", "status")
        self.assertEqual([ran.code, ran.out], [78, ""])
        self.assertIn("other.conf", ran.err)

    def test_bom_blank_lines_comments_spaces_and_crlf_are_passed_over(self):
        self.write("\ufeff# 設定\r\n\r\n  [ state ]  \r\n   # もう一つ\r\n  dir  =  elsewhere  \r\n")
        self.assertEqual(self.state_directory("--config", self.house.configuration), f"{self.house.root}/elsewhere")

    def test_state_directory_is_relative_to_the_configuration_file(self):
        (self.house.root / "other").mkdir()
        self.assertEqual(self.state_directory("--config", self.house.configuration, cwd=self.house.root / "other"),
                         str(self.house.state))

    def test_state_dir_mark_stands_for_the_state_directory_in_other_values(self):
        self.house.configure("[inbox]\ndir = {state.dir}/in\n[letters]\ndir = {state.dir}/out\n"
                             "[database]\nurl = sqlite:{state.dir}/db/x.db\n[keys]\ndir = {state.dir}/secret\n")
        self.house.init()
        for path in ("in/ledger", "out", "db/x.db", "secret/master.key"):
            self.assertTrue((self.house.state / path).exists(), path)
        self.assertFalse((self.house.state / "inbox").exists())
        self.house.command("check")

    def test_relative_paths_are_relative_to_the_configuration_file(self):
        self.house.configure("[letters]\ndir = paper\n")
        (self.house.root / "other").mkdir()
        self.house.command("init", cwd=self.house.root / "other")
        self.assertTrue((self.house.root / "paper").is_dir())

    def test_set_wins_over_the_file_and_the_last_set_over_the_first(self):
        words = ["--config", self.house.configuration, "--set", "state.dir=first", "--set", "state.dir=second"]
        self.assertEqual(self.state_directory(*words), f"{self.house.root}/second")

    def test_environment_names_the_file_and_config_wins_over_it(self):
        other = self.house.root / "other.conf"
        other.write_text("[state]\ndir = elsewhere\n", encoding="utf-8")
        env = environment(SAIHAKKO_CONFIG=str(other))
        self.assertEqual(self.state_directory(env=env), f"{self.house.root}/elsewhere")
        self.assertEqual(self.state_directory("--config", self.house.configuration, env=env), str(self.house.state))

    def test_credentials_directory_of_systemd_holds_the_keys(self):
        env = environment(CREDENTIALS_DIRECTORY=str(self.house.root / "credentials"))
        self.house.command("init", env=env)
        self.assertTrue((self.house.root / "credentials" / "master.key").is_file())
        self.assertFalse((self.house.state / "keys").exists())

    @unittest.skipIf(DEFAULT.exists(), f"{DEFAULT} exists on this machine")
    def test_empty_configuration_works_below_the_working_directory(self):
        (self.house.root / "templates").symlink_to(TEMPLATES)
        self.assertEqual(self.house.call("init").code, 0)
        self.assertTrue((self.house.root / "output" / "saihakko.db").is_file())
        self.assertEqual(self.house.call("check").code, 0)
        self.assertEqual(self.house.call("run", "all").code, 0)


class Effects(InstallationTest):
    def issue(self, *numbers):
        self.house.take_ledger([office(number) for number in numbers])
        self.house.take_applications([application(number) for number in numbers])
        self.house.approve_all()
        self.house.run("render-letters")
        return [self.house.page_of_letter(letter) for letter in sorted(self.house.json("letter", "list"),
                                                                        key=lambda letter: letter["office_number"])]

    def test_unions_settings_show_on_its_letters_only_and_a_hash_inside_a_value_is_kept(self):
        self.house.configure("[union.default]\nletter_title = 共通の標題\n[union.32]\nletter_title = 島根#1の標題\n"
                             "letter_contact = 松江市学園#2番地 | 電話 0852-00-0000\nhonorific = 御中\n")
        tokyo, shimane = self.issue(TOKYO, SHIMANE)
        for text in ("島根#1の標題", "松江市学園#2番地電話0852-00-0000", "訪問介護ステーションあおぞら御中"):
            self.assertIn(text, shimane)
            self.assertNotIn(text, tokyo)
        self.assertIn("共通の標題", tokyo)
        self.assertIn("訪問介護ステーションあおぞら殿", tokyo)

    def test_marks_for_an_inserting_machine_are_those_of_the_union(self):
        self.house.configure("[union.32]\ninserter_marks = datamatrix\n")
        tokyo, shimane = self.issue(TOKYO, SHIMANE)
        self.assertIn("1/1", shimane)
        self.assertNotIn("1/1", tokyo)
        (letter,) = (letter for letter in self.house.json("letter", "list") if letter["prefecture"] == "32")
        cover = pages(self.house.state / "letters/32" / letter["batch"] / "cover.pdf")[0]
        self.assertRegex(cover, f"封入機の印00000101{letter['notice_number']}1\\dから00000101{letter['notice_number']}1\\dまで")
        tokyo_cover, = self.house.state.glob("letters/13/*/cover.pdf")
        self.assertNotIn("封入機の印", pages(tokyo_cover)[0])

    def test_life_of_the_temporary_password_and_the_first_year_of_an_era_are_settings(self):
        self.house.configure("[letters]\nvalid_days = 1\n")
        (page,) = self.issue(TOKYO)
        (letter,) = self.house.json("letter", "list")
        self.assertTrue(letter["valid_until"].endswith("T23:59:59.999+09:00"))
        year, month, day = letter["valid_until"][:10].split("-")
        self.assertIn(f"有効期限令和{int(year) - 2018:02d}年{month}月{day}日まで", page)
        days = int(letter["valid_until"][8:10]) - int(letter["issued_at"][8:10])
        self.assertTrue(days == 1 or day == "01")

    def test_batch_limit_bounds_a_batch(self):
        self.house.configure("[letters]\nbatch_limit = 2\n")
        self.issue(*[office_number("13", serial) for serial in range(1, 6)])
        self.assertEqual(sorted(batch["letters"] for batch in self.house.json("status")["batches"]), [1, 2, 2])

    def test_prefix_of_the_user_id_is_a_setting(self):
        self.house.configure("[accounts]\nuser_id_prefix = ZZ\n")
        (page,) = self.issue(TOKYO)
        self.assertIn(f"ZZ13{TOKYO}", page)

    def test_mail_goes_out_from_the_set_address_into_the_set_maildir(self):
        self.house.configure("[mail]\nfrom = no-reply#1@union.example.jp\nmaildir = {state.dir}/post\n"
                             "[union.13]\nreturn_envelope = 〒100-0001 東京都千代田区#3|連合会 再発行係\n")
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        self.house.run("send-notices")
        (self.house.state / "post").rename(self.house.state / "mail")
        (mail,) = self.house.mails()
        self.assertEqual(mail["From"], "no-reply#1@union.example.jp")
        self.assertTrue(mail["Message-ID"].endswith("@union.example.jp>"))
        self.assertIn("返信用封筒には、受付番号 R000000011 を書き添えてください。\n〒100-0001 東京都千代田区#3\n連合会 再発行係\n", body(mail))


if __name__ == "__main__":
    unittest.main()
