#!/usr/bin/env python3
"""From a ledger and applications to sealed letters and sent mails, and once more with nothing to do."""

import csv
import io
import pathlib
import re
import resource
import sqlite3
import stat
import subprocess
import time
import unicodedata
import unittest

import installation
from installation import (Installation, InstallationTest, application, body, decision, office, office_number, pages,
                          password_on, read_csv, readable, without_space)

CONFIGURATION = """
[letters]
batch_size = 7
[union.32]
return_envelope = 〒690-0000 島根県松江市 島根県国民健康保険団体連合会
"""

SUBMISSION_WARNING = "ログイン情報再発行申請のお知らせ(介護保険)"
APPROVAL_WARNING = "ログイン情報再発行申請承認のお知らせ(介護保険)"

CLOSING = """
[審査についての問い合わせ先]
{union}

メール内容に心当たりがない場合、このメールは破棄するようお願いします。

[問い合わせ先]
ヘルプデスク:0570-059-402

本メールはシステムが自動的に送信しております。
本メールへ返信にてお問い合わせいただいてもご回答できませんので、予めご了承くださいますようお願い申し上げます。
"""
RECEIPT = """介護電子請求受付システムからのお知らせです。
ログイン情報の再発行申請を受け付けました。

[受付番号]
{receipt}

[受付日時]
2026年11月22日 09時00分

[事業所番号]
{number}

[請求先都道府県]
{prefecture}

{union}による審査が完了すると、「ログイン情報再発行申請結果通知」をお送りします。通常は数日から一週間程度、申請が集中した場合は数週間かかります。
{union}より、通知先メールアドレスや事業所台帳に登録された電話番号等へ連絡が行われる場合があります。
"""
ENVELOPE = """
島根県国民健康保険団体連合会の案内に従い、返信用封筒を次の宛先へお送りください。返信用封筒には、受付番号 {receipt} を書き添えてください。
〒690-0000 島根県松江市 島根県国民健康保険団体連合会
"""
RESULT = """介護電子請求受付システムからのお知らせです。
ログイン情報の再発行申請について、{union}による審査の結果をお知らせします。

[受付番号]
{receipt}

[事業所番号]
{number}

[審査結果]
"""
APPROVED = """承認
「ログイン情報再発行通知書」を事業所台帳に登録された住所へ郵送します。

[通知書の到着予定]
{expected_by}ごろ

到着予定を過ぎても届かない場合は、{union}へお問い合わせください。

[仮パスワードの有効期限]
{valid_until}

期限までに、通知書の仮パスワードでログインし、新しいパスワードを設定してください。
"""
REJECTED = """不承認
事業所からの申請であることを確認できなかったため、承認できませんでした。
{union}へお問い合わせください。
"""
UNIONS = {"13": "東京都国民健康保険団体連合会", "32": "島根県国民健康保険団体連合会"}
REMARKS = """備考
・ユーザID及び仮パスワードで電子請求受付システムにログインし、新しいパスワードを設定してください
・仮パスワードは、新しいパスワードを設定するまでの間、他に漏洩しないよう十分な管理を行ってください
・ユーザID及び新しいパスワードは、紛失しないよう十分な管理を行ってください
・設定中のセキュリティコードは、仮パスワードでログインした際に削除されます。セキュリティコードをご利用の方は、ユーザ情報変更メニューの「セキュリティコード設定」から再度設定してください
・証明書発行用パスワードを紛失した場合や、紙請求または媒体請求を行っている事業所がユーザIDを新たに取得した場合、証明書メニューで「証明書の発行申請をする」を選択し、「証明書発行用パスワードとは」から証明書発行用パスワードを再発行することで、新しい証明書発行用パスワードを取得してください
"""

# Postcodes out of order, as a ledger has them; sorted as text they begin with 060, 100, 1000014, ...
POSTCODES = ["690-0000", "100-0014", "1000013", "060-0000", "９９９－８８８８", "〒102-0000", "101-0000", "100-0001"]
NAMES = ["㈱髙﨑ケアサービス　デイサービスⅡ号館", "デイサービス \"和\", 本館", "ＮＰＯ法人ひまわり　訪問介護", "医療法人社団明和会　渡邊クリニック"]
ADDRESSES = ["東京都千代田区緑町１－２－３", "東京都千代田区大字北原字宮ノ前二千三百四十五番地の六　複合福祉施設しおさいの里　Ｂ棟１階南側",
             "東京都千代田区若葉台三丁目4番地ー5", "東京都千代田区旭ヶ丘1-2 ABCビル203号"]


def ledger():
    """Twenty offices in Tokyo and three in Shimane."""
    rows = []
    for serial in range(1, 24):
        prefecture = "13" if serial <= 20 else "32"
        rows.append(office(office_number(prefecture, serial, kind="B" if serial == 5 else "7"), **{
            "事業所名": f"{NAMES[serial % 4]}{serial}", "郵便番号": "" if serial == 20 else POSTCODES[serial % 8],
            "住所": f"{ADDRESSES[serial % 4]}{serial}", "電話番号": f"03-1111-{serial:04d}",
            "セキュリティ用メールアドレス": f"kaigo{serial}@office.example.jp"}))
    return rows


class MainPath(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = Installation(CONFIGURATION)
        cls.addClassCleanup(cls.house.remove)
        cls.house.init()
        # An open reader keeps the write-ahead log on the disk, to be searched like every other file.
        cls.reader = sqlite3.connect(cls.house.state / "saihakko.db")
        cls.addClassCleanup(cls.reader.close)
        cls.reader.execute("SELECT COUNT(*) FROM offices").fetchall()
        cls.offices = {row["事業所番号"]: row for row in ledger()}
        cls.rejected_number = list(cls.offices)[-1]
        cls.house.take_ledger(cls.offices.values())
        cls.house.take_applications([application(number) for number in cls.offices])
        cls.receipts = {row["office_number"]: row["receipt_number"] for row in cls.house.json("application", "list")}
        cls.house.take_decisions([
            decision(receipt, "不承認", "identity_not_confirmed", "電話で確認できず") if number == cls.rejected_number
            else decision(receipt, "承認") for number, receipt in cls.receipts.items()])
        cls.house.run("render-letters", "send-notices")
        cls.approved = [number for number in cls.offices if number != cls.rejected_number]
        cls.letters = {letter["office_number"]: letter for letter in cls.house.json("letter", "list")}
        cls.pages = {pdf: pages(pdf) for pdf in cls.house.letter_pdfs()}

    def page_of(self, number):
        letter = self.letters[number]
        pdf = self.house.state / "letters" / letter["prefecture"] / letter["batch"] / letter["file"]
        return self.pages[pdf][letter["page"] - 1]

    def mail_to(self, number, subject):
        found = [mail for mail in self.house.mails()
                 if mail["To"] == f"tantou.{number}@applicant.example.jp" and mail["Subject"] == subject]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_every_approved_office_has_one_letter_and_no_other_has(self):
        self.assertEqual(sorted(self.letters), sorted(self.approved))
        self.assertEqual(sum(map(len, self.pages.values())), len(self.approved))

    def test_page_gives_back_name_address_number_and_user_id(self):
        for number in self.approved:
            with self.subTest(number):
                row, page = self.offices[number], self.page_of(number)
                for text in (row["事業所名"], row["住所"], number, f"KJ{number[:2]}{number}",
                             self.letters[number]["notice_number"], self.receipts[number]):
                    self.assertIn(without_space(text), page)

    def test_page_gives_back_the_letters_own_words(self):
        page = self.page_of(self.approved[0])
        for text in ("電子請求ログイン情報再発行通知書", "東京都国民健康保険団体連合会", REMARKS,
                     "事業所からの依頼に基づき、下記の通りログイン情報を再発行いたしましたので、ご連絡いたします。"):
            self.assertIn(without_space(text), page)

    def test_layout_text_of_a_page_reads_as_it_is_printed(self):
        letter = self.letters[self.approved[0]]
        pdf = self.house.state / "letters" / letter["prefecture"] / letter["batch"] / letter["file"]
        text = subprocess.run(["pdftotext", "-layout", "-f", str(letter["page"]), "-l", str(letter["page"]), pdf, "-"],
                              check=True, capture_output=True)
        self.assertEqual(text.stderr, b"")
        lines = [without_space(line) for line in text.stdout.decode("utf-8").splitlines()]
        self.assertIn("電子請求ログイン情報再発行通知書", lines)
        self.assertIn("ユーザID" + f"KJ13{self.approved[0]}", lines)

    def test_passwords_are_readable_different_and_free_of_look_alikes(self):
        passwords = [password_on(page) for texts in self.pages.values() for page in texts]
        self.assertEqual(len(set(passwords)), len(self.approved))
        for password in passwords:
            self.assertFalse(set(password) & set("0Oo1lI"), "a character that looks like another")
            self.assertTrue(any(map(str.isdigit, password)) and any(map(str.isalpha, password)))

    def test_batch_holds_exactly_its_letters_cover_manifest_and_sums(self):
        names = {batch.parent.name: sorted(path.name for path in batch.iterdir()) for batch in self.house.batches()}
        rest = ["SHA256SUMS", "cover.pdf"]
        self.assertEqual(names, {
            "13": rest + ["letters-0001.pdf", "letters-0002.pdf", "letters-0003.pdf", "manifest.csv"],
            "32": rest + ["letters-0001.pdf", "manifest.csv"]})

    def test_union_directory_holds_nothing_hidden_or_half_made(self):
        for union in (self.house.state / "letters").iterdir():
            self.assertEqual([path.name for path in union.iterdir() if path.name.startswith(".")], [])

    def test_batch_size_splits_the_letters_into_files(self):
        self.assertEqual([len(texts) for texts in self.pages.values()], [7, 7, 6, 2])

    def test_sums_hold_and_name_every_other_file(self):
        for batch in self.house.batches():
            checked = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=batch, capture_output=True,
                                     check=False)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            named = sorted(line.split("  ")[1] for line in (batch / "SHA256SUMS").read_text().splitlines())
            self.assertEqual(named, sorted(path.name for path in batch.iterdir() if path.name != "SHA256SUMS"))

    def test_files_are_0640_and_directories_0750(self):
        for batch in self.house.batches():
            self.assertEqual(stat.filemode(batch.stat().st_mode), "drwxr-x---")
            self.assertEqual(stat.filemode(batch.parent.stat().st_mode), "drwxr-x---")
            for file in batch.iterdir():
                self.assertEqual(stat.filemode(file.stat().st_mode), "-rw-r-----", file.name)

    def test_manifest_tells_of_every_page_what_stands_on_it(self):
        rows_seen = 0
        for batch in self.house.batches():
            rows = read_csv(batch / "manifest.csv")
            self.assertEqual(list(rows[0]), installation.MANIFEST_COLUMNS)
            self.assertEqual([row["通番"] for row in rows], [str(n + 1) for n in range(len(rows))])
            for row in rows:
                page = self.pages[batch / row["ファイル"]][int(row["ページ"]) - 1]
                self.assertEqual(row["版"], "1")
                self.assertEqual(row["事業所名"], self.offices[row["事業所番号"]]["事業所名"])
                self.assertEqual(row["住所"], self.offices[row["事業所番号"]]["住所"])
                for column in ("通知書番号", "受付番号", "事業所番号", "事業所名", "郵便番号", "住所"):
                    self.assertIn(without_space(row[column]), page)
                rows_seen += 1
        self.assertEqual(rows_seen, len(self.approved))

    def test_letters_are_ordered_by_postcode_as_text(self):
        for batch in self.house.batches():
            postcodes = [row["郵便番号"] for row in read_csv(batch / "manifest.csv")]
            self.assertEqual(postcodes, sorted(postcodes))
        self.assertEqual([row["郵便番号"] for row in read_csv(self.house.batches()[0] / "manifest.csv")],
                         [""] + ["060-0000"] * 3 + ["100-0001"] * 2 + ["100-0013"] * 3 + ["100-0014"] * 3 +
                         ["101-0000"] * 2 + ["102-0000"] * 2 + ["690-0000"] * 2 + ["999-8888"] * 2)

    def test_cover_names_batch_and_count_and_no_login(self):
        for batch in self.house.batches():
            cover = pages(batch / "cover.pdf")
            self.assertEqual(len(cover), 1)
            self.assertIn(batch.name, cover[0])
            self.assertIn(str(len(read_csv(batch / "manifest.csv"))), cover[0])
            self.assertNotRegex(cover[0], r"KJ\d\d")

    def test_user_id_stands_in_no_manifest_mail_or_log(self):
        texts = [path.read_text("utf-8") for batch in self.house.batches() for path in batch.iterdir()
                 if path.suffix != ".pdf"]
        texts += [readable(mail) for mail in self.house.mails()] + self.house.said
        for text in texts:
            self.assertNotRegex(text, r"KJ\d\d")

    def test_temporary_password_stands_in_no_file_but_the_letters_pdfs(self):
        check_secrecy(self, self.house, len(self.approved))

    def test_database_keeps_a_temporary_password_as_argon2id_hash_only(self):
        hashes = [row[0] for row in self.reader.execute("SELECT temporary_password_hash FROM letters")]
        self.assertEqual(len(hashes), len(self.approved))
        for text in hashes:
            self.assertTrue(text.startswith("$argon2id$"), text[:10])

    def test_receipt_notice_has_the_agreed_words(self):
        for number, prefecture, envelope in ((self.approved[0], "東京都", ""), (self.approved[-1], "島根県", ENVELOPE)):
            text = body(self.mail_to(number, "ログイン情報再発行申請受領通知(介護保険)"))
            last_day = re.search(r"\n\[返信用封筒の到着期限\]\n\d{4}年\d\d月\d\d日\n\n期限までに届かない場合は、申請を承認できません。\n", text)
            self.assertEqual(bool(last_day), bool(envelope))
            words = (RECEIPT + envelope + (last_day[0] if last_day else "") + CLOSING).format(
                receipt=self.receipts[number], number=number, prefecture=prefecture, union=f"{prefecture}国民健康保険団体連合会")
            self.assertEqual(text, words)

    def test_result_notice_of_an_approval_has_the_agreed_words(self):
        for number in self.approved:
            text = body(self.mail_to(number, "ログイン情報再発行申請結果通知(介護保険)"))
            year, month, day = self.letters[number]["valid_until"][:10].split("-")
            self.assertEqual(text, (RESULT + APPROVED + CLOSING).format(
                receipt=self.receipts[number], number=number, union=UNIONS[number[:2]],
                expected_by=re.search(r"\n(\d{4}年\d\d月\d\d日)ごろ\n", text)[1], valid_until=f"{year}年{month}月{day}日"))

    def test_result_notice_of_a_rejection_gives_the_reasons_sentence(self):
        mail = self.mail_to(self.rejected_number, "ログイン情報再発行申請結果通知(介護保険)")
        number = self.rejected_number
        self.assertEqual(body(mail), (RESULT + REJECTED + CLOSING).format(
            receipt=self.receipts[number], number=number, union=UNIONS[number[:2]]))

    def test_registered_address_is_warned_of_submission_and_approval(self):
        for number, row in self.offices.items():
            warned = sorted(mail["Subject"] for mail in self.house.mails()
                            if row["セキュリティ用メールアドレス"] and mail["To"] == row["セキュリティ用メールアドレス"])
            expected = sorted([SUBMISSION_WARNING] + [APPROVAL_WARNING] * (number in self.approved))
            self.assertEqual(warned, expected if row["セキュリティ用メールアドレス"] else [])

    def test_mails_are_clean_and_have_the_headers_of_a_notice(self):
        mails = self.house.mails()
        registered = [row for row in self.offices.values() if row["セキュリティ用メールアドレス"]]
        approved = [number for number in self.approved if self.offices[number] in registered]
        self.assertEqual(len(mails), 2 * len(self.offices) + len(registered) + len(approved))
        for mail in mails:
            self.assertEqual(mail.defects, [])
            self.assertEqual(mail["From"], "saihakko@localhost")
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["MIME-Version"], "1.0")
            self.assertEqual(mail.get_content_type(), "text/plain")
            self.assertEqual(mail.get_content_charset(), "utf-8")
            self.assertIsNotNone(mail["Date"].datetime.tzinfo)
            self.assertRegex(mail["Message-ID"], r"^<[^<>@\s]+@localhost>$")
        self.assertEqual(len({mail["Message-ID"] for mail in mails}), len(mails))

    def test_mail_headers_are_ascii_in_lines_of_at_most_78_and_subjects_the_agreed_ones(self):
        subjects = {"ログイン情報再発行申請受領通知(介護保険)": 0, "ログイン情報再発行申請結果通知(介護保険)": 0,
                    SUBMISSION_WARNING: 0, APPROVAL_WARNING: 0}
        for path in (self.house.state / "mail" / "new").iterdir():
            head = path.read_bytes().split(b"\n\n", 1)[0]
            self.assertTrue(head.isascii(), path)
            self.assertLessEqual(max(map(len, head.split(b"\n"))), 78)
            subjects[installation.read_mail(path)["Subject"]] += 1
        self.assertEqual(list(subjects.values())[:2], [23, 23])

    def test_message_id_of_a_mail_is_that_of_its_notice(self):
        self.assertEqual(sorted(mail["Message-ID"] for mail in self.house.mails()),
                         sorted(notice["message_id"] for notice in self.house.json("notice", "list")))

    def test_mails_never_carry_what_only_the_ledger_knows(self):
        for mail in self.house.mails():
            if mail["Subject"] in (SUBMISSION_WARNING, APPROVAL_WARNING):
                del mail["To"], mail["Delivered-To"]  # they go where the ledger says
            text = unicodedata.normalize("NFKC", without_space(readable(mail)))
            for row in self.offices.values():
                for secret in (row["事業所名"], row["住所"], row["電話番号"], row["セキュリティ用メールアドレス"], "電話で確認できず",
                               "審査花子"):
                    self.assertNotIn(unicodedata.normalize("NFKC", without_space(secret)), text)

    def test_second_run_prints_and_sends_nothing(self):
        before = fingerprint_of(self.house)
        status = counts(self.house)
        audit = self.reader.execute("SELECT COUNT(*) FROM audit WHERE event <> 'backup_made'").fetchone()
        self.house.run("all")
        self.assertEqual(fingerprint_of(self.house), before)
        self.assertEqual(counts(self.house), status)
        self.assertEqual(self.reader.execute("SELECT COUNT(*) FROM audit WHERE event <> 'backup_made'").fetchone(), audit)

    def test_run_after_all_files_were_dropped_again_prints_and_sends_nothing(self):
        before = fingerprint_of(self.house)
        status = counts(self.house)
        for path in sorted((self.house.state / "inbox" / "done").rglob("*")):
            if path.is_file():
                self.house.drop(path.parent.name, f"again-{path.name}", path.read_bytes())
        self.house.run("all")
        self.assertEqual(fingerprint_of(self.house), before)
        self.assertEqual(counts(self.house), status)
        self.assertEqual(self.house.inbox("refused"), [])


def check_secrecy(test, house, letters):
    """Every temporary password stands in a letter's PDF and nowhere else: not in the database, its write-ahead log and
    index, the manifest, the covers, the mails as they lie there or as they are read, or in what any command said."""
    passwords = [password_on(page).encode() for pdf in house.letter_pdfs() for page in pages(pdf)]
    test.assertEqual(len(passwords), letters)
    searched = {path: path.read_bytes() for path in house.state.rglob("*")
                if path.is_file() and not path.match("letters-*.pdf")}
    names = {path.name for path in searched}
    test.assertLessEqual({"saihakko.db", "saihakko.db-wal", "saihakko.db-shm", "manifest.csv", "cover.pdf", "SHA256SUMS"}, names)
    test.assertGreater(len(searched[house.state / "saihakko.db-wal"]), 0)
    searched |= {f"{path} as it is read": "".join(pages(path)).encode() for path in searched if path.name == "cover.pdf"}
    searched |= {f"command {at}": text.encode() for at, text in enumerate(house.said)}
    searched |= {f"mail {at}": readable(mail).encode() for at, mail in enumerate(house.mails())}
    for where, content in searched.items():
        test.assertFalse(any(password in content for password in passwords), f"a password in {where}")


def fingerprint_of(house):
    """What was printed and sent, to the last byte and time."""
    return installation.fingerprint(house.state / "letters", house.state / "mail")


def counts(house):
    """What there is; times, runs and disks are facts of their own."""
    status = house.json("status")
    return {name: status[name] for name in ("offices", "applications", "letters", "notices", "batches")}


class Secrecy(InstallationTest):
    numbers = [office_number("13", serial) for serial in range(1, 7)]

    def setUp(self):
        super().setUp()
        self.reader = sqlite3.connect(self.house.state / "saihakko.db")  # keeps the write-ahead log on the disk
        self.addCleanup(self.reader.close)
        self.reader.execute("SELECT COUNT(*) FROM offices").fetchall()
        self.house.take_ledger([office(number) for number in self.numbers])
        self.house.take_applications([application(number) for number in self.numbers])

    def test_temporary_passwords_stand_in_no_log_of_either_format_and_in_no_list(self):
        for log_format, number in (("text", self.numbers[0]), ("json", self.numbers[1])):
            self.house.command("application", "approve", number)
            self.house.command("--log-format", log_format, "run", "all", "--dry-run")
            self.house.command("--log-format", log_format, "run", "all")
        for words in (["status"], ["jobs"], ["letter", "list"], ["notice", "list"], ["application", "list"],
                      ["application", "show", self.numbers[0]], ["why", self.numbers[0]],
                      ["letter", "show", self.house.json("letter", "list")[0]["notice_number"]], ["audit", "verify"]):
            self.house.command(*words)
            if words[0] != "audit":
                self.house.command(*words, "--json")
        check_secrecy(self, self.house, 2)

    def test_running_process_may_leave_no_core_file(self):
        _, hard = resource.getrlimit(resource.RLIMIT_CORE)
        if hard == 0:
            self.skipTest("core files are forbidden to this test itself")
        self.reader.isolation_level = None
        self.reader.execute("BEGIN IMMEDIATE")  # the job waits for us inside its work
        with subprocess.Popen([installation.BINARY, "--config", self.house.configuration, "run", "render-letters"],
                              env=installation.environment(), stderr=subprocess.DEVNULL,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))) as process:
            while not any((self.house.state / "owners").iterdir()):
                self.assertIsNone(process.poll())
                time.sleep(0.005)
            limits = pathlib.Path(f"/proc/{process.pid}/limits").read_text("utf-8")
            self.reader.execute("ROLLBACK")
        self.assertEqual(process.returncode, 0)
        self.assertRegex(limits, r"(?m)^Max core file size +0 +0 ")


class BatchDirectory(InstallationTest):
    def letter(self, serial):
        number = office_number("13", serial)
        self.house.take_ledger([office(number)], name=f"ledger-{serial}.csv")
        self.house.take_applications([application(number)], name=f"applications-{serial}.jsonl")
        self.house.command("application", "approve", number)
        return number

    def test_modes_do_not_depend_on_the_umask(self):
        for serial, umask in ((1, 0o000), (2, 0o077)):
            self.letter(serial)
            self.house.run("render-letters", umask=umask)
            batch = self.house.batches()[-1]
            self.assertEqual([stat.filemode(batch.stat().st_mode)] + sorted({stat.filemode(f.stat().st_mode)
                                                                             for f in batch.iterdir()}),
                             ["drwxr-x---", "-rw-r-----"], f"umask {umask:03o}")

    def test_directories_keep_the_group_bit_of_their_parent(self):
        self.letter(1)
        (self.house.state / "letters").chmod(0o2750)
        self.house.run("render-letters")
        (batch,) = self.house.batches()
        self.assertEqual(stat.filemode(batch.parent.stat().st_mode), "drwxr-s---")
        self.assertEqual(stat.filemode(batch.stat().st_mode), "drwxr-s---")

    def test_each_run_makes_a_batch_of_its_own_and_leaves_the_first_as_it_was(self):
        self.letter(1)
        self.house.run("render-letters")
        before = fingerprint_of(self.house)
        second = self.letter(2)
        self.house.run("render-letters")
        first_batch, second_batch = self.house.batches()
        self.assertEqual({path: of for path, of in fingerprint_of(self.house).items() if str(first_batch) in path}, before)
        self.assertEqual([row["事業所番号"] for row in read_csv(second_batch / "manifest.csv")], [second])

    def test_sealed_letter_that_a_later_approval_voids_stands_in_stop_csv(self):
        number = self.letter(1)
        self.house.run("render-letters")
        (voided,) = self.house.json("letter", "list")
        self.house.take_applications([application(number, "s-2")], name="again.jsonl")
        (receipt,) = [row["receipt_number"] for row in self.house.json("application", "list", "--state", "in_review")]
        self.house.command("application", "approve", receipt)
        self.assertEqual(self.house.json("letter", "show", voided["notice_number"])["state"], "voided")
        self.house.run("render-letters")
        stop = read_csv(self.house.state / "letters" / "13" / "stop.csv")
        self.assertEqual([[row[column] for column in ("通知書番号", "バッチ", "ファイル", "ページ")] for row in stop],
                         [[voided["notice_number"], voided["batch"], "letters-0001.pdf", "1"]])
        self.assertEqual(list(stop[0]), ["通知書番号", "バッチ", "ファイル", "ページ", "理由"])

    def test_name_with_quotes_and_commas_is_one_field_of_the_manifest(self):
        number = office_number("13", 1)
        self.house.take_ledger([office(number, 事業所名='デイサービス "和", 本館')])
        self.house.take_applications([application(number)])
        self.house.command("application", "approve", number)
        self.house.run("render-letters")
        text = (self.house.batches()[0] / "manifest.csv").read_bytes().decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text, newline=""))
        self.assertEqual(row["事業所名"], 'デイサービス "和", 本館')


if __name__ == "__main__":
    unittest.main()
