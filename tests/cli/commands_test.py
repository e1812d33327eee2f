#!/usr/bin/env python3
"""init, check, and what the program says to a command it cannot run."""

import contextlib
import hashlib
import shutil
import sqlite3
import stat
import unittest

import installation
from installation import Installation, InstallationTest, TEMPLATES, application, office, office_number

TOKYO = office_number("13", 1)
SECOND = office_number("13", 2)
RECEIPT = "R000000011"
WITHOUT_DATABASE = [
    ["run", "all"], ["run", "send-notices"], ["application", "list"], ["application", "show", RECEIPT],
    ["application", "approve", RECEIPT], ["application", "reject", RECEIPT, "--reason", "withdrawn_by_office"],
    ["application", "hold", RECEIPT, "--reason", "waiting_for_phone_check"], ["letter", "list"],
    ["letter", "show", "N000000011"], ["letter", "preview", "sample.pdf"],
    ["letter", "reprint", "N000000011", "--reason", "damaged"], ["letter", "void", "N000000011", "--reason", "damaged"],
    ["notice", "list"], ["notice", "show", "1"], ["office", "show", TOKYO], ["status"],
    ["review"], ["review", "result"], ["inbox"], ["inbox", "show", "a.csv"], ["application", "undo", RECEIPT], ["application", "urgent", RECEIPT],
    ["application", "call", RECEIPT, "--number", "1", "--result", "other"]]


class Init(unittest.TestCase):
    def setUp(self):
        self.house = Installation()
        self.addCleanup(self.house.remove)

    def test_init_makes_what_every_command_needs(self):
        self.house.init()
        state = self.house.state
        self.assertTrue((state / "saihakko.db").is_file())
        self.assertEqual(stat.filemode((state / "keys").stat().st_mode), "drwx------")
        self.assertEqual({stat.filemode(key.stat().st_mode) for key in (state / "keys").iterdir()}, {"-rw-------"})
        self.assertLessEqual({"ledger", "applications", "decisions", "print-results", "bounces"},
                             {folder.name for folder in (state / "inbox").iterdir()})
        self.house.run("all")

    def test_init_again_changes_nothing(self):
        self.house.init()
        self.house.take_ledger([office(TOKYO)])
        key = next((self.house.state / "keys").iterdir()).read_bytes()
        self.assertIn("変更はありません", self.house.command("init").out)
        self.assertEqual(next((self.house.state / "keys").iterdir()).read_bytes(), key)
        self.assertEqual(self.house.json("status")["offices"], 1)

    def test_init_in_the_output_folder_of_a_checkout_leaves_its_page_there(self):
        page = TEMPLATES.parent / "output/README.md"
        self.house.state.mkdir()
        shutil.copy(page, self.house.state)
        self.assertIn("作成または更新しました", self.house.command("init").out)
        self.assertIn("変更はありません", self.house.command("init").out)
        self.assertEqual((self.house.state / "README.md").read_bytes(), page.read_bytes())
        self.house.run("all")

    def set_back(self, change):
        """Makes the database one that another version has left."""
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database:
            change(database)
            database.commit()

    def older(self, database):
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            database.execute(f"DROP TABLE {name}")
        database.execute("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                         "applied_ms BIGINT NOT NULL)")
        first = sorted((installation.SOURCE / "core/store/migrations").glob("*.sql"))[0]
        database.executescript(first.read_text(encoding="utf-8"))
        database.execute("INSERT INTO schema_migrations VALUES (1, ?, 0)", (first.stem,))

    def test_init_copies_an_older_database_before_it_changes_it(self):
        self.house.init()
        self.assertFalse((self.house.state / "backup").exists())
        self.set_back(self.older)
        self.house.command("status", code=78)
        said = self.house.command("init").out
        (copy,) = (self.house.state / "backup").glob("*.db")
        self.assertIn(str(copy), said)
        self.assertEqual(f"{hashlib.sha256(copy.read_bytes()).hexdigest()}  {copy.name}\n",
                         copy.with_name(copy.name + ".sha256").read_text())
        with contextlib.closing(sqlite3.connect(copy)) as database:
            self.assertEqual(database.execute("SELECT MAX(number) FROM schema_migrations").fetchall(), [(1,)])
        self.house.command("status")
        self.house.command("init")
        self.assertEqual(len(list((self.house.state / "backup").glob("*.db"))), 1)

    def test_init_changes_no_older_database_that_it_cannot_copy(self):
        self.house.init()
        self.set_back(self.older)
        (self.house.state / "backup").write_text("in the way")
        self.house.command("init", code=73)
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database:
            self.assertEqual(database.execute("SELECT MAX(number) FROM schema_migrations").fetchall(), [(1,)])

    def test_init_leaves_the_database_of_a_newer_version_alone(self):
        self.house.init()
        self.set_back(lambda database: database.execute("INSERT INTO schema_migrations VALUES (9999, 'later', 0)"))
        self.assertIn("新しい版", self.house.command("init", code=78).err)
        self.assertFalse((self.house.state / "backup").exists())

    def test_database_of_a_newer_version_is_not_to_be_made_new_by_init(self):
        self.house.init()
        self.set_back(lambda database: database.execute("INSERT INTO schema_migrations VALUES (9999, 'later', 0)"))
        for words in (["status"], ["why", "R000000011"], ["run", "watch"]):
            told = self.house.command(*words, code=78).err
            self.assertIn("新しい版の saihakko を入れてください", told)
            self.assertNotIn("init", told)

    def test_database_that_is_damaged_is_told_as_such(self):
        self.house.init()
        (self.house.state / "saihakko.db").write_bytes(b"damaged " * 1000)
        for words in (["status"], ["why", "R000000011"], ["run", "watch"]):
            self.assertIn("ファイルが壊れています", self.house.command(*words, code=69).err)

    def test_an_older_database_in_service_does_not_become_one_for_rehearsals(self):
        self.house.init()
        self.set_back(self.older)
        self.house.command("init", "--rehearsal", code=78)

    def test_state_is_closed_to_others_whatever_the_umask(self):
        self.house.command("init", umask=0o000)
        self.assertEqual(stat.filemode(self.house.state.stat().st_mode), "drwxr-x---")
        self.assertEqual(stat.filemode((self.house.state / "keys").stat().st_mode), "drwx------")
        self.assertEqual(stat.filemode((self.house.state / "keys" / "master.key").stat().st_mode), "-rw-------")

    def test_every_command_exits_78_where_no_database_exists(self):
        for words in WITHOUT_DATABASE:
            with self.subTest(words):
                ran = self.house.call("--config", self.house.configuration, *words)
                self.assertEqual([ran.code, ran.out], [78, ""])
                self.assertIn("saihakko init", ran.err)
        self.assertFalse(self.house.state.exists())

    def test_file_that_is_no_database_is_named(self):
        self.house.init()
        (self.house.state / "saihakko.db").write_bytes(b"")
        self.assertIn("saihakko.db", self.house.command("status", code=78).err)

    def test_database_that_cannot_be_reached_exits_69(self):
        self.house.init()
        database = self.house.state / "saihakko.db"
        database.unlink()
        for replace in (lambda: database.symlink_to(database), database.mkdir):  # may not be looked for, or opened
            replace()
            for words in (["status"], ["run", "all"], ["audit", "verify"]):
                ran = self.house.command(*words, code=69)
                self.assertIn("データベースを開けません。場所と権限を確かめてください", ran.err)
            if database.is_symlink():
                database.unlink()


class Check(InstallationTest):
    def copy_templates(self):
        copy = self.house.root / "templates"
        shutil.copytree(TEMPLATES, copy)
        return copy

    def check_bad(self, *words, code=78):
        """The lines of a check that finds something bad."""
        ran = self.house.command(*words, "check", code=code)
        return [line for line in ran.out.splitlines() if line.startswith("不可 ")]

    def test_good_installation_passes_with_a_warning_of_mails_in_clear(self):
        ran = self.house.command("check")
        self.assertEqual([ran.err, [line for line in ran.out.splitlines() if line.startswith("不可")]], ["", []])
        self.assertIn(f"注意 メール: Maildir {self.house.state}/mail に平文で置かれます\n", ran.out)

    def test_each_missing_template_is_named(self):
        copy = self.copy_templates()
        for name in ("mail/receipt.txt", "mail/result.txt", "letter/default.toml", "reasons.csv", "unions.csv", "eras.csv", "postage.csv"):
            with self.subTest(name):
                (copy / name).rename(self.house.root / "aside")
                bad = self.check_bad("--set", f"templates.dir={copy}")
                self.assertGreaterEqual(len(bad), 1)
                self.assertTrue(all(name in line for line in bad), bad)
                (self.house.root / "aside").rename(copy / name)

    def test_damaged_templates_are_named_with_their_fault(self):
        copy = self.copy_templates()
        for name, content in (("mail/result.txt", "件名\n\n{{receipt_nunber}}\n"), ("letter/default.toml", "[[text]]\nbox = 1\n"),
                              ("reasons.csv", "コード,判定,表示名,申請者への文\nx,承認しない,y,z\n"), ("unions.csv", "a,b\n1,2\n"),
                              ("eras.csv", "最初の日,元号\n2019/5/32,令和\n"), ("postage.csv", "項目,値\n1通の料金（円）,高い\n")):
            with self.subTest(name):
                good = (copy / name).read_bytes()
                (copy / name).write_text(content, encoding="utf-8")
                bad = self.check_bad("--set", f"templates.dir={copy}")
                self.assertGreaterEqual(len(bad), 1)
                self.assertTrue(all(name in line for line in bad), bad)
                (copy / name).write_bytes(good)

    def test_reason_that_stands_twice_is_named_with_file_and_line(self):
        copy = self.copy_templates()
        reasons = copy / "reasons.csv"
        lines = len(reasons.read_text("utf-8").splitlines())
        with open(reasons, "a", encoding="utf-8") as file:
            file.write("held_other,保留,もう一つ,\n")
        self.assertEqual(self.check_bad("--set", f"templates.dir={copy}"),
                         [f"不可 理由の一覧: {reasons}:{lines + 1}: 理由コード held_other が重なっています"])
        self.assertIn(f"{reasons}:{lines + 1}: ",
                      self.house.command("--set", f"templates.dir={copy}", "run", "take-decisions", code=78).err)

    def test_job_with_a_missing_template_exits_78_and_leaves_its_work(self):
        copy = self.copy_templates()
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO)])
        (copy / "mail" / "result.txt").unlink()
        self.house.command("--set", f"templates.dir={copy}", "run", "send-notices", code=78)
        self.assertEqual([notice["state"] for notice in self.house.json("notice", "list")], ["queued"])

    def test_key_that_others_can_read_is_refused(self):
        key = self.house.state / "keys" / "master.key"
        key.chmod(0o640)
        (bad,) = self.check_bad()
        self.assertTrue(bad.startswith(f"不可 鍵: 鍵がほかの利用者から読めます: {key}"), bad)
        self.assertIn("鍵がほかの利用者から読めます", self.house.run("take-applications", code=78).err)

    def test_missing_key_is_refused(self):
        (self.house.state / "keys" / "master.key").unlink()
        (bad,) = self.check_bad()
        self.assertTrue(bad.startswith("不可 鍵: 鍵がありません"), bad)

    def test_missing_directory_and_database_are_named(self):
        (self.house.state / "inbox" / "decisions").rmdir()
        (bad,) = self.check_bad()
        self.assertIn(f"{self.house.state}/inbox/decisions がありません", bad)
        (self.house.state / "inbox" / "decisions").mkdir()
        (self.house.state / "saihakko.db").unlink()
        (bad,) = self.check_bad()
        self.assertTrue(bad.startswith("不可 データベース: "), bad)


class Usage(InstallationTest):
    def check_usage(self, *words, says):
        """Exit 64, nothing on standard output, and a word that leads on."""
        ran = self.house.call("--config", self.house.configuration, *words)
        self.assertEqual([ran.code, ran.out], [64, ""], ran.err)
        self.assertTrue(ran.err.startswith("saihakko: "), ran.err)
        for text in says:
            self.assertIn(text, ran.err)

    def test_unknown_command_is_answered_with_the_nearest(self):
        self.check_usage("stauts", says=["知らないコマンド stauts です。status ではありませんか"])
        self.check_usage("aplication", "list", says=["application ではありませんか"])

    def test_unknown_job_is_answered_with_the_nearest_and_runs_nothing(self):
        self.check_usage("run", "import-ledger", "send-notice", says=["知らないジョブ send-notice です。send-notices ではありませんか"])
        self.assertEqual(self.house.json("status")["runs"], [])

    def test_unknown_option_is_answered_with_the_nearest(self):
        for words, near in ((["status", "--jsn"], "--json"), (["application", "list", "--sate", "in_review"], "--state"),
                            (["run", "all", "--limt", "3"], "--limit"), (["--log-fromat", "json", "status"], "--log-format")):
            with self.subTest(words):
                self.check_usage(*words, says=[f"{near} ではありませんか"])

    def test_option_of_another_verb_is_refused_and_nothing_is_listed(self):
        self.check_usage("letter", "show", "--union", "13", "N000000011",
                         says=["letter show は --union を使いません", "application list、letter list、letter batches、letter preview、letter test-batch、notice list、review",
                               "使い方: saihakko letter show 通知書番号|バッチ名 [--results FILE.csv] [--postage FILE.csv] [--json]"])
        for words in (["letter", "list", "--guides"], ["letter", "list", "--reason", "damaged"], ["letter", "list", "--note", "x"],
                      ["office", "lock", TOKYO, "--json"], ["application", "approve", RECEIPT, "--reason", "x"],
                      ["notice", "show", "1", "--limit", "1"], ["restore", "--reconcile", "--replace"], ["status", "--dry-run"]):
            with self.subTest(words):
                self.check_usage(*words, says=[" を使いません。使うのは "])

    def test_global_option_behind_the_command_is_told_where_it_goes(self):
        self.check_usage("status", "--log-format", "json", says=["--log-format は全体のオプションです。status の前に書いてください"])

    def test_where_nothing_is_near_all_that_is_valid_is_listed(self):
        for words, says in ((["frobnicate"], "知らないコマンド frobnicate です。使えるのは init、check、run、"),
                            (["letter", "frobnicate"], "使えるのは list、show、batches、mark、reprint、void、preview、test-batch です"),
                            (["run", "frobnicate"], "使えるのは import-ledger、"),
                            (["letter", "list", "--state", "qqqqqq"], "使えるのは sealed、collected、"),
                            (["audit", "verify", "--qqqqqq"], "使えるのは --head、--json です")):
            with self.subTest(words):
                self.check_usage(*words, says=[says])

    def test_unknown_state_is_answered_with_the_nearest(self):
        for words, near in ((["application", "list", "--state", "in-review"], "in_review"),
                            (["letter", "list", "--state", "seald"], "sealed"),
                            (["notice", "list", "--state", "send"], "sent")):
            with self.subTest(words):
                self.check_usage(*words, says=[f"知らない状態 {words[-1]} です", f"{near} ではありませんか"])

    def test_missing_command_verb_argument_or_value_is_usage(self):
        for words in ([], ["application"], ["application", "lst"], ["application", "show"], ["letter", "show"],
                      ["notice"], ["office"], ["office", "show"], ["run"], ["status", "x"], ["application", "list", "x"],
                      ["application", "list", "--state"], ["application", "reject", "--reason"]):
            with self.subTest(words):
                self.check_usage(*words, says=[])

    def test_unreadable_values_are_usage(self):
        for words, says in ((["--log-format", "xml", "status"], "--log-format xml"),
                            (["--as-of", "tomorrow", "status"], "--as-of tomorrow"),
                            (["run", "all", "--limit", "0"], "--limit"), (["run", "all", "--limit", "-1"], "--limit"),
                            (["run", "all", "--limit", "many"], "limit"), (["letter", "list", "--limit", "0"], "--limit")):
            with self.subTest(words):
                self.check_usage(*words, says=[says])

    def test_number_that_names_nothing_is_usage(self):
        for words, says in ((["application", "show", RECEIPT], f"受付番号 {RECEIPT} の申請はありません"),
                            (["application", "show", "R000000012"], "R000000012 は受付番号でも事業所番号でもありません"),
                            (["application", "show", TOKYO], f"事業所 {TOKYO} の申請はありません"),
                            (["application", "approve", "x"], "x は受付番号でも事業所番号でもありません"),
                            (["letter", "show", "N000000011"], "通知書番号 N000000011 の通知書はありません"),
                            (["letter", "show", RECEIPT], f"{RECEIPT} は通知書番号ではありません"),
                            (["notice", "show", "1"], "番号 1 のメールはありません"),
                            (["office", "show", TOKYO], f"事業所 {TOKYO} は事業所台帳にありません"),
                            (["office", "show", "x"], "x は事業所番号ではありません")):
            with self.subTest(words):
                self.check_usage(*words, says=[says])

    def test_office_number_names_its_open_application(self):
        self.house.take_ledger([office(TOKYO)])
        self.house.take_applications([application(TOKYO, "s-1")], "a.jsonl")
        first = self.house.json("application", "show", TOKYO)["receipt_number"]
        self.house.command("application", "reject", TOKYO, "--reason", "withdrawn_by_office")
        self.assertEqual(self.house.json("application", "show", TOKYO)["receipt_number"], first)
        self.house.take_applications([application(TOKYO, "s-2")], "b.jsonl")
        second = self.house.json("application", "show", TOKYO)["receipt_number"]
        self.assertNotEqual(second, first)
        self.house.take_applications([application(TOKYO, "s-3")], "c.jsonl")
        self.check_usage("application", "show", TOKYO, says=["2件", second])

    def test_help_names_every_command_and_version_its_number(self):
        told = self.house.call("--help")
        self.assertEqual([told.code, told.err], [0, ""])
        for command in ("init", "check", "run", "application", "letter", "notice", "office", "status"):
            self.assertRegex(told.out, rf"(?m)^ *{command} ")
        for option in ("--config", "--set", "--as-of", "--log-format", "--help", "--version"):
            self.assertIn(option, told.out)
        version = self.house.call("--version")
        self.assertEqual(version.code, 0)
        self.assertRegex(version.out, r"^saihakko \d+\.\d+\.\d+\n$")


class Help(InstallationTest):
    COMMANDS = ["init", "check", "run", "jobs", "portal", "application", "letter", "notice", "office", "inbox", "review", "status",
                "why", "audit", "backup", "restore"]

    def test_each_command_tells_how_it_is_used_whatever_the_configuration_says(self):
        self.house.configure("no = section\n[nothing]\n")
        for name in self.COMMANDS:
            helped = self.house.command(name, "--help")
            self.assertTrue(helped.out.startswith(f"使い方: saihakko {name}"), helped.out)
            self.assertEqual(helped.err, "")
        self.assertIn("saihakko application envelope", self.house.command("application", "--help").out)

    def test_help_names_every_command_and_what_becomes_of_mails(self):
        out = self.house.call("--help").out
        for name in self.COMMANDS:
            self.assertRegex(out, rf"(?m)^  {name} ")
        self.assertIn("list | unmatched | show | resend | cancel", out)
        for verb in ("resend 番号", "もう一度送る", "cancel 番号", "送る前に取り消す"):
            self.assertIn(verb, self.house.command("notice", "--help").out)

    def test_help_is_asked_for_in_every_form(self):
        general = self.house.call("--help").out
        self.assertIn("saihakko letter list --union 13 --state sealed", general)
        for words in (["-h"], ["help"]):
            self.assertEqual([self.house.call(*words).code, self.house.call(*words).out], [0, general], words)
        for name in self.COMMANDS:
            helped = self.house.call(name, "--help").out
            self.assertIn("例", helped)
            for words in ([name, "-h"], [name, "help"], ["help", name], ["--help", name]):
                self.assertEqual([self.house.call(*words).code, self.house.call(*words).out], [0, helped], words)
        of_verb = self.house.call("letter", "void", "--help").out
        self.assertTrue(of_verb.startswith("使い方: saihakko letter void "), of_verb)
        self.assertRegex(of_verb, r"(?m)^  --reason コード +not_delivered\(")
        for words in (["letter", "void", "-h"], ["letter", "void", "help"], ["letter", "help", "void"], ["help", "letter", "void"],
                      ["letter", "void", "N000000011", "--help"]):
            self.assertEqual(self.house.call(*words).out, of_verb, words)

    def test_version_is_told_wherever_it_is_asked_for(self):
        version = self.house.call("--version").out
        for words in (["-V"], ["status", "-V"], ["letter", "list", "--version"]):
            self.assertEqual([self.house.call(*words).code, self.house.call(*words).out], [0, version], words)


class InTheWay(InstallationTest):
    def test_what_is_no_file_is_told_in_words(self):
        number = office_number("13", 1)
        self.house.take_ledger([office(number)])
        self.house.take_applications([application(number)])
        self.house.approve_all()
        self.house.run("render-letters")
        (self.house.state / "letters/13/stop.csv").mkdir()
        told = self.house.command("application", "withdraw", self.house.receipt_of(number), code=74).err
        self.assertIn("stop.csv: ファイルではありません(ディレクトリなど)", told)
        link = self.house.root / "cert.pem"
        link.symlink_to(self.house.root / "nowhere")
        checked = self.house.command("--set", f"letters.recipient_certificate={link}", "check", code=78).out
        self.assertIn("cert.pem: シンボリックリンクです。リンクではなく、ファイルそのものを置いてください", checked)


if __name__ == "__main__":
    unittest.main()
