#!/usr/bin/env python3
"""Files of 2,000 lines in which every kind of bad row stands between good ones.

The good rows are taken, each bad one is reported with its line, field, value and reason and leaves no
other trace, the run exits with 65, and the same file dropped again says the same and changes nothing.

What the rows stand for, by the place that refuses them:

- core/files/text_file: a line over 2 MiB (one of exactly 2 MiB is read), a NUL byte, bytes that are
  not UTF-8.
- core/files/csv_reader: too few and too many fields, also of a row over several lines; a quote inside
  a field; text behind a closing quote; a quote never closed, at the end of the file and before later
  quotes; a lone CR. Headers: none, a doubled one, one that cannot be read, one without the columns.
- core/service/ledger/ledger_format: control characters and 301 characters in each of the nine columns; the
  forms of office number (length, prefecture, the kinds I O Q, letters), postcode, mail address (each
  fault), status and issuers; several at once. No bad row: an empty name, blank lines, rows of one
  number that disagree (the first stands, the others are warned of with their lines).
- core/files/json_lines: what is no JSON, no object, has text behind it, a doubled key, five levels, an
  integer beyond 53 bits, a NUL character as an escape.
- core/service/intake/read_submission: each field missing, of each wrong type and of a wrong form; unknown
  fields; core/service/applications/submit_application: a submission_id used again with other content.
- jobs/work/take_decisions_job and core/service/applications/decide_application: receipts that cannot be read or that
  nobody has; verdict; reason missing, unknown or of another verdict; 更新番号 that is no number or is
  stale, and a ledger that has changed since; control characters and overlong texts; applications
  not in review; blocking findings; an account whose letter is in the making; two verdicts for one
  receipt. No bad row: a blank verdict, a verdict given before.
"""

import contextlib
import datetime
import json
import sqlite3
import unittest

from installation import (InstallationTest, DECISION_COLUMNS, LEDGER_COLUMNS, application, csv_text, decision, json_lines,
                          ledger_csv, office, office_number)

JAPAN = datetime.timezone(datetime.timedelta(hours=9))
LINES = 2000
LONGEST_LINE = 2 * 1024 * 1024



def control(place, character):
    return f"{place}文字目に制御文字 U+{ord(character):04X} があります。取り除いてください"


TOO_LONG = "300文字を超えています"
NUMBER_FORM = "事業所番号の形ではありません(都道府県2桁、種別1桁、数字7桁)"
LOST_ZERO = ("9桁の数字で、先頭の0が落ちたようです(10桁のはずです)。表計算ソフトで列の書式を「文字列」にし、"
             "元の番号を入れ直して保存してください")
POSTCODE_FORM = "郵便番号の形ではありません(数字7桁)"
MAIL_FORM = "メールアドレスの形ではありません(例: jimusho@example.jp)"
MAIL_LONG = "メールアドレスが長すぎます(@の前は64文字、全体は254文字まで)"
MAIL_CHARACTERS = "メールアドレスに使えない文字があります(半角の英数字と記号で入力してください)"
MAIL_EMPTY = "メールアドレスがありません"
STATUS = "有効・休止・廃止のどれでもありません"
ISSUERS = "都道府県コード(01〜47)を「;」でつないだもの、または「なし」ではありません"
LINE_LONG = "行が長すぎます（2 MiBまで）"
NUL = "NUL文字（0x00）が含まれています"
NO_CSV = NUL + "。Excel のブックか「Unicode テキスト」なら、「CSV UTF-8(コンマ区切り)」で保存し直してください"
VERSION = "審査一覧の更新番号(1以上の数字)ではありません"
UNDECODABLE = "文字コードが正しくない部分があります"
STRAY_QUOTE = "引用符（\"）で始まらない項目の中に引用符があります"
TEXT_AFTER_QUOTE = "閉じの引用符（\"）とカンマの間に文字があります"
OPEN_QUOTE = "引用符（\"）が閉じられていません"
STRAY_CR = "項目の中に改行コードCRが単独であります"
DAMAGED_MAILS = [
    ("日本@example.jp", f"{MAIL_CHARACTERS}。1文字目に U+65E5 があります"),
    ("a b@example.jp", f"{MAIL_CHARACTERS}。2文字目に U+0020 があります"), ("nobody", MAIL_FORM),
    ("@example.jp", MAIL_FORM), ("a@localhost", MAIL_FORM), ("a@-x.example.jp", MAIL_FORM), ("a@b@example.jp", MAIL_FORM),
    ("\"a\"@example.jp", MAIL_FORM), (f"{'a' * 65}@example.jp", MAIL_LONG), (f"a@{'b.' * 130}jp", MAIL_LONG)]


class Lines:
    """A file that knows what must be reported of it."""

    def __init__(self, header):
        self.content = bytearray(header)
        self.errors = []  # as rows of the errors file
        self.inside = 0  # line breaks inside of rows

    @property
    def line(self):
        """The number of the line that comes next."""
        return self.content.count(b"\n") + 1

    @property
    def row(self):
        """The number of the row that comes next, as a spreadsheet counts."""
        return self.line - self.inside

    def add(self, raw, *errors):
        """Adds a row; each error is (field, value, reason). Returns its number."""
        at = self.row
        self.errors += [[str(at), *error] for error in errors]
        self.content += raw
        self.inside += max(0, raw.count(b"\n") - 1)
        return at

    def whole(self, reason, raw):
        """A row that is refused as a whole. The reader goes on at its second line."""
        self.errors.append([str(self.row), "", "", reason])
        self.content += raw


def csv_row(columns, row, line_end="\n"):
    """One row as a line of a file, in CSV."""
    return csv_text(columns, [row], line_end).split(line_end, 1)[1].encode()


def field_count(columns, found, more=""):
    return f"項目の数が見出しと異なります(見出しは{columns}項目、この行は{found}項目{more})"


def receipt_number(serial):
    """With its check character, by ISO/IEC 7064 MOD 11,10."""
    product = 10
    for digit in f"{serial:08d}":
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return f"R{serial:08d}{(11 - product) % 10}"


def mixed(file, bad, good, last):
    """Fills `file` up to 2,000 lines: good rows before each bad one and behind them all, then `last`."""
    between = max(1, (LINES - len(bad)) // (3 * len(bad)))
    for add in bad:
        for _ in range(between):
            good()
        add()
    while file.line < LINES:
        good()
    last()


class BadRows(InstallationTest):
    def rows(self, *queries):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database:
            return [database.execute(query).fetchall() for query in queries]

    def take(self, kind, job, name, content, code=65):
        self.house.drop(kind, name, bytes(content))
        return self.house.run(job, code=code)

    def errors(self, kind, name):
        return [list(row.values())[:4] for row in self.house.refused(kind, name)]

    def check_reported(self, kind, name, file):
        """Every error by line, field, value and reason, and nothing else. Told one by one: a difference of two
        long lists says little."""
        found = self.errors(kind, name)
        for (line, column, value, reason), error in zip(file.errors, found):
            formula = "'" if value[:1] and value[0] in "=+-@＝＋－＠" else ""
            self.assertEqual(error, [line, column, formula + value, reason])
        self.assertEqual(len(found), len(file.errors))

    def malformed_lines(self, file):
        return len({error[0] for error in file.errors})


class Ledger(BadRows):
    """A row is bad or good by itself; each has a number of its own, so that the offices tell what was taken."""

    serial = 0

    def number(self, kind="7"):
        self.serial += 1
        return office_number("13", self.serial, kind)

    def row(self, **fields):
        return csv_row(LEDGER_COLUMNS, office(fields.pop("事業所番号", None) or self.number(), **fields))

    def bad(self, file):
        """What adds the bad rows to `file`, one by one."""
        def field(column, value, reason, shown=None):
            return lambda: file.add(self.row(**{column: value}), (column, value if shown is None else shown, reason))

        def whole(reason, raw):
            return lambda: file.whole(reason, raw)

        rows = []
        for column in LEDGER_COLUMNS:
            for character in "\x01\x1b\x7f\x80":
                rows.append(field(column, f"1{character}2", control(2, character), ""))
            rows.append(field(column, "1" * 301, TOO_LONG, ""))
        rows.append(field("事業所番号", "131234567", LOST_ZERO))
        for number in ("13712345678", "0071234567", "4871234567", "13I1234567", "13O1234567", "13Q1234567",
                       "13i1234567", "１３Ｏ１２３４５６７", "137123456A", "137-123456", "事業所"):
            rows.append(field("事業所番号", number, NUMBER_FORM))
        rows.append(lambda: file.add(b",,,,,,,,\n"))  # what a spreadsheet shows as an empty row
        for postcode in ("1234", "12345678", "100-000A", "一〇〇〇〇〇一"):
            rows.append(field("郵便番号", postcode, POSTCODE_FORM))
        rows.append(field("郵便番号", "あ" * 300, POSTCODE_FORM, "あ" * 133))  # 400 bytes are shown
        for mail, reason in DAMAGED_MAILS:
            rows.append(field("セキュリティ用メールアドレス", mail, reason))
        for status in ("営業中", "active", "有 効"):
            rows.append(field("状態", status, STATUS))
        for issuers in ("00", "48", "13;48", "13,14", "13;", ";13", "東京", "013", "なし;13", "13;;14"):
            rows.append(field("発行都道府県", issuers, ISSUERS))
        rows.append(lambda: file.add(
            self.row(事業所番号="13", 事業所名="二\x07行", 郵便番号="1", セキュリティ用メールアドレス="x", 状態="y", 発行都道府県="z"),
            ("事業所番号", "13", NUMBER_FORM), ("事業所名", "", control(2, "\x07")), ("郵便番号", "1", POSTCODE_FORM),
            ("セキュリティ用メールアドレス", "x", MAIL_FORM), ("状態", "y", STATUS), ("発行都道府県", "z", ISSUERS)))
        rows += [whole(field_count(9, count), ",".join([self.number()] + ["x"] * (count - 1)).encode() + b"\n")
                 for count in (1, 8, 10)]
        rows.append(lambda: self.row_of_three_lines(file))
        rows += [whole(reason, self.number().encode() + raw + b",,,,,,,\n") for reason, raw in (
            (STRAY_QUOTE, b',a"b'), (TEXT_AFTER_QUOTE, b',"a"b'), (STRAY_CR, b",a\rb"), (NUL, b",a\0b"),
            (UNDECODABLE, b",a\xffb"), (UNDECODABLE, b",\xe3\x81"), (UNDECODABLE, b",\xed\xa0\x80"),
            (UNDECODABLE, "，髙".encode("cp932")))]
        rows.append(lambda: file.whole(LINE_LONG, self.long_row(LONGEST_LINE + 1)))
        rows.append(lambda: file.add(self.long_row(LONGEST_LINE), ("住所", "", TOO_LONG)))
        rows.append(lambda: (file.whole(TEXT_AFTER_QUOTE, self.number().encode() + b',"never closed,,,,,,,\n'),
                             self.good(file), self.good(file, 電話番号="03,0000,0002")))
        return rows

    def row_of_three_lines(self, file):
        reason = field_count(9, 3, f"（{file.line + 2}行目まで）")
        file.add(self.number().encode() + b',"a\nb\nc",d\n', ("", "", reason))  # read to its end

    def long_row(self, length):
        """A row of so many bytes, without its line feed."""
        row = self.row(住所="")
        head, tail = row[:row.index("100-0001".encode()) + 9], row[row.index("100-0001".encode()) + 9:-1]
        return head + b"a" * (length - len(head) - len(tail)) + tail + b"\n"

    def good(self, file, **fields):
        number = self.number()
        self.taken.append(number)
        return file.add(self.row(事業所番号=number, **fields))

    def ledger_of_all_kinds(self):
        file = Lines(ledger_csv([]))
        self.taken, self.disagreeing = [], []
        self.good(file, 事業所名="")  # a finding for the reviewer, no fault of the file
        self.good(file, 事業所名="あ" * 300)
        self.good(file, 発行都道府県="1；１３")
        file.content += b"\n\r\n"
        bad = self.bad(file)
        first = self.taken[1]
        for name in ("別の名前", "また別の名前"):
            bad.insert(len(bad) // 2, lambda name=name: self.disagreeing.append(
                file.add(self.row(事業所番号=first, 事業所名=name))))
        mixed(file, bad, lambda: self.good(file),
              lambda: file.whole(OPEN_QUOTE, self.number().encode() + b',"open to the end,,,,,,,\n'))
        return file

    def offices(self):
        """All of them but the file that named an office last, which tells one taking from another."""
        return self.rows("SELECT office_number, name, name_kana, postcode, address, phone, security_mail, status, version, "
                         "changed_ms FROM offices ORDER BY office_number", "SELECT * FROM accounts ORDER BY account_id")

    def test_each_bad_row_is_reported_and_the_good_ones_are_taken(self):
        file = self.ledger_of_all_kinds()
        self.assertEqual(file.content.count(b"\n"), LINES)
        ran = self.take("ledger", "import-ledger", "a.csv", file.content)
        self.check_reported("ledger", "a.csv", file)
        self.assertEqual([row[0] for row in self.offices()[0]], sorted(self.taken))
        disagree = ran.event("ledger_rows_disagree")
        self.assertEqual([disagree["line"], disagree["lines"]],
                         [self.disagreeing[0], ",".join(map(str, self.disagreeing))])
        ended = ran.event("job_ended")
        self.assertEqual([ended["done"], ended["malformed"], ended["failed"]],
                         [len(self.taken) + len(self.disagreeing), self.malformed_lines(file), 0])

        before, (audit,) = self.offices(), self.rows("SELECT * FROM audit ORDER BY seq")
        self.take("ledger", "import-ledger", "b.csv", file.content)
        self.check_reported("ledger", "b.csv", file)
        self.assertEqual(self.offices(), before)
        (longer,) = self.rows("SELECT * FROM audit ORDER BY seq")
        self.assertEqual(longer[:len(audit)], audit)
        self.assertEqual([row[4] for row in longer[len(audit):]], ["ledger_taken"])  # that it was read again

    def test_each_bad_header_is_reported_and_no_row_behind_it_is_read(self):
        header, row = ledger_csv([], encoding="utf-8"), self.row()
        for at, (content, field, reason) in enumerate((
                (b"", "", "見出しの行がありません"), (b"\xef\xbb\xbf", "", "見出しの行がありません"),
                (b"\n\r\n", "", "見出しの行がありません"), (b"\xef\xbb\xbf\xff" + header + row, "", UNDECODABLE),
                (b"\0" + header + row, "", NO_CSV), (b"a" * LONGEST_LINE + header + row, "", LINE_LONG),
                (b'"' + header.rstrip() + b"\n" + row, "", OPEN_QUOTE), (b'x"y' + header + row, "", STRAY_QUOTE),
                ("事業所番号,事業所名,住所,事業所名\n".encode() + row, "", "同じ名前の見出しが複数あります(事業所名)"),
                ("事業所名,住所\nx,y\n".encode(), "事業所番号", "列「事業所番号」がありません"),
                (row * 2, "事業所番号", "列「事業所番号」がありません"))):
            with self.subTest(content[:40]):
                name = f"{at}.csv"
                self.take("ledger", "import-ledger", name, content)
                self.assertEqual(self.errors("ledger", name)[0], ["1", field, "", reason])
        self.assertEqual(self.offices(), [[], []])


class Applications(BadRows):
    serial = 0

    def number(self):
        self.serial += 1
        return office_number("13", self.serial)

    def submission(self, without=""):
        made = application(self.number())
        made["submission_id"] = f"s-{self.serial}"
        return {key: value for key, value in made.items() if key != without}

    def good(self, file):
        made = self.submission()
        self.taken.append(made["submission_id"])
        file.add(json_lines([made]))
        return made

    def bad(self, file):
        """What adds the bad lines to `file`, one by one."""
        def field(key, value, reason, shown=None):
            shown = json.dumps(value, separators=(",", ":")) if shown is None and not isinstance(value, str) else shown
            return lambda: file.add(json_lines([self.submission() | {key: value}]),
                                    (key, value if shown is None else shown, reason))

        def whole(reason, text):
            return lambda: file.whole(reason, text.encode() + b"\n")

        def beside(reason, member):
            """A good one with a member more in front."""
            return lambda: file.whole(reason, b"{" + member + b", " + json_lines([self.submission()])[1:])

        rows = [whole("JSONとして読めません(2バイト目)", "nothing"), whole("JSONとして読めません(3バイト目)", "{no}"),
                whole("JSONとして読めません(18バイト目)", '{"submission_id":'), whole("JSONとして読めません(9バイト目)", '{"a": 1,}'),
                whole("JSONとして読めません(11バイト目)", '{"a": 1e999}'), whole("JSONとして読めません(14バイト目)", '{"a": "\\ud800"}')]
        for text in ("[]", '["a"]', "1", "null", "true", '"text"', "1.5"):
            rows.append(whole("JSONオブジェクトではありません", text))
        rows.append(whole("JSONオブジェクトの後ろに余分な文字があります", "{} {}"))
        rows.append(beside("同じ名前の項目が複数あります(「kind」)", b'"kind": "reissue"'))
        rows.append(beside("同じ名前の項目が複数あります(「b」)", b'"a": {"b": 1, "b": 2}'))
        rows.append(beside("同じ名前の項目が複数あります", b'"%s": 1, "%s": 2' % (b"k" * 61, b"k" * 61)))
        rows.append(beside("同じ名前の項目が複数あります", b'"\\t": 1, "\\t": 2'))
        rows.append(beside("入れ子が深すぎます（4段まで）", b'"a": [[[[]]]]'))
        rows.append(beside("入れ子が深すぎます（4段まで）", b'"a": ' + b"[" * 100_000 + b"]" * 100_000))
        for number in (b"9007199254740992", b"-9007199254740992", b"18446744073709551616", b"1" * 300):
            rows.append(beside("整数が大きすぎます（53ビットまで）", b'"a": ' + number))
        rows.append(beside(NUL + "(「kind」)", b'"kind": "\\u0000"'))
        rows.append(beside(NUL, b'"\\u0000": 1'))
        rows.append(beside(NUL, b'"a": "\0"'))
        for damaged in (b"\xff", b"\xe3\x81", b"\xed\xa0\x80", b"\xc0\xaf", "髙".encode("cp932")):
            rows.append(beside("UTF-8として正しくない部分があります", b'"a": "' + damaged + b'"'))
        rows.append(lambda: file.whole(LINE_LONG, b'{"a": "' + b"a" * LONGEST_LINE + b'"}\n'))

        for key in ("submission_id", "office_number", "prefecture", "notification_mail", "submitted_at"):
            rows.append(lambda key=key: file.add(json_lines([self.submission(without=key)]),
                                                 (key, "", "項目がありません")))
        for key in ("submission_id", "office_number", "prefecture", "kind", "notification_mail", "submitted_at"):
            for value in (1, 9007199254740991, 1.5, True, None, [], ["13"], {"a": {"b": {}}}):
                rows.append(field(key, value, "文字列ではありません"))
        for value in ("", "a b", "a\tb", "日本", "x" * 101):
            rows.append(field("submission_id", value, "1〜100文字の半角文字(空白を除く)ではありません", value.replace("\t", "�")))
        for value in ("", "1234", "13I1234567", "13O1234567", "13Q1234567", "0071234567", "4871234567", "137123456x"):
            rows.append(field("office_number", value, NUMBER_FORM))
        for value in ("", "00", "48", "1", "013", "東京"):
            rows.append(field("prefecture", value, "都道府県コード(01〜47)ではありません"))
        for value in ("", "again", "Reissue", "再発行"):
            rows.append(field("kind", value, "reissue か new ではありません"))
        for value, reason in DAMAGED_MAILS + [("", MAIL_EMPTY), ("  ", MAIL_EMPTY)]:
            rows.append(field("notification_mail", value, reason))
        rows.append(field("notification_mail", "a@example.jp\r\nBcc: b@example.jp", f"{MAIL_CHARACTERS}。13文字目に U+000D があります",
                          "a@example.jp��Bcc: b@example.jp"))
        rows.append(field("notification_mail", "\x1b[2Ja@example.jp", f"{MAIL_CHARACTERS}。1文字目に U+001B があります",
                          "�[2Ja@example.jp"))
        rows.append(field("notification_mail", "a" * 500 + "@example.jp", MAIL_LONG, "a" * 400))
        for value in ("", "2026/11/22 9:00", "2026-11-22", "2026-11-22T09:00:00", "2026-02-29T09:00:00+09:00",
                      "2026-11-22T24:00:00+09:00", "2026-11-22T09:60:00+09:00", "2026-11-22T09:00:00+9:00",
                      "2026-11-22T09:00:00+24:00", "0000-01-01T00:00:00Z x", "昨日"):
            rows.append(field("submitted_at", value, "RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)"))
        for key, value in (("user_id", "KJ131311111111"), ("Kind", "new"), ("", "x"), ("a", 1), ("b", [1, {"c": 2}])):
            rows.append(field(key, value, "知らない項目です"))
        rows.append(lambda: file.add(json_lines([self.submission() | {"k\x1b\n" + "k" * 500: "x"}]),
                                     ("k��" + "k" * 397, "x", "知らない項目です")))
        rows.append(lambda: file.add(
            json_lines([{"office_number": 1, "kind": "x", "notification_mail": "y", "submitted_at": "z", "more": None}]),
            ("submission_id", "", "項目がありません"), ("office_number", "1", "文字列ではありません"),
            ("prefecture", "", "項目がありません"), ("notification_mail", "y", MAIL_FORM),
            ("submitted_at", "z", "RFC 3339 の日時ではありません(例: 2026-11-22T09:00:00+09:00)"),
            ("kind", "x", "reissue か new ではありません"), ("more", "null", "知らない項目です")))
        for key, value in (("office_number", office_number("13", 99999)), ("prefecture", "14"), ("kind", "new"),
                           ("notification_mail", "other@applicant.example.jp"),
                           ("submitted_at", "2026-11-22T09:00:01+09:00")):
            rows.append(lambda key=key, value=value: self.used_again(file, key, value))
        return rows

    def used_again(self, file, key, value):
        made = self.good(file)
        file.add(json_lines([made | {key: value}]),
                 ("submission_id", made["submission_id"], "同じ submission_id の、内容の異なる申請を受け付けています"))

    def everything(self):
        return self.rows("SELECT * FROM applications ORDER BY application_id", "SELECT * FROM notices ORDER BY notice_id",
                         "SELECT * FROM serials", "SELECT * FROM audit ORDER BY seq")

    def test_each_bad_line_is_reported_and_the_good_ones_are_taken(self):
        file = Lines(b"")
        self.taken = []
        same = self.good(file)
        file.add(json_lines([same]))  # a submission seen before is the same submission
        file.content += b"\n  \r\n"
        mixed(file, self.bad(file), lambda: self.good(file),
              lambda: file.whole("JSONとして読めません(7バイト目)", b'{"a": \n'))
        self.assertEqual(file.content.count(b"\n"), LINES)
        ran = self.take("applications", "take-applications", "a.jsonl", file.content)
        self.check_reported("applications", "a.jsonl", file)
        found = self.rows("SELECT submission_id FROM applications ORDER BY application_id")
        self.assertEqual([row[0] for row in found[0]], self.taken)
        ended = ran.event("job_ended")
        self.assertEqual([ended["done"], ended["malformed"], ended["failed"]],
                         [len(self.taken) + 1, self.malformed_lines(file), 0])

        before = self.everything()
        self.take("applications", "take-applications", "b.jsonl", file.content)
        self.check_reported("applications", "b.jsonl", file)
        self.assertEqual(self.everything(), before)


def not_in_review(receipt, state):
    """What a verdict on it is told, and which commands there are."""
    withdraw = f"取りやめるには saihakko application withdraw {receipt}"
    possible = {"承認": f"承認を取り消すには saihakko application undo {receipt}、{withdraw}",
                "発行": f"通知書を無効にして審査中に戻すには saihakko letter void {receipt} --reason コード、{withdraw}",
                "受付": f"screen-applications の後に判定できます。{withdraw}"}
    over = "申請は終わっています。事業所に、あらためて申請してもらってください"
    return f"審査中でも保留でもありません(現在の状態: {state})。{possible.get(state, over)}"


class Decisions(BadRows):
    """A good row decides an application of its own, in the three ways in turn; the bad ones name applications in
    every state that they could meet."""

    SPECIAL = 40  # applications that bad rows name
    GOOD = 900
    COLUMNS = DECISION_COLUMNS + ["更新番号"]
    VERDICTS = [("承認", ""), ("不承認", "withdrawn_by_office"), ("保留", "waiting_for_phone_check")]

    def setUp(self):
        super().setUp()
        self.numbers = [office_number("13", serial) for serial in range(1, self.SPECIAL + self.GOOD + 1)]
        self.special = iter(self.numbers[:self.SPECIAL])
        self.house.take_ledger([office(number) for number in self.numbers])
        self.house.take_applications([application(number) for number in self.numbers])
        shown = self.house.json("application", "list")
        self.receipts = {row["office_number"]: row["receipt_number"] for row in shown}
        self.versions = {row["receipt_number"]: row["version"] for row in shown}
        self.serial, self.expected = 0, {}

    def receipt(self):
        """Of an application in review that no other row names."""
        return self.receipts[next(self.special)]

    def row(self, receipt, verdict="承認", reason="", **more):
        return csv_row(self.COLUMNS, decision(receipt, verdict, reason, **more))

    def good(self, file):
        """Once the applications are used up, rows of a worksheet that nobody has decided yet."""
        if self.serial < self.GOOD:
            receipt = self.receipts[self.numbers[self.SPECIAL + self.serial]]
            verdict = self.VERDICTS[self.serial % 3]
            self.expected[receipt] = ("approved", "rejected", "on_hold")[self.serial % 3]
            version = self.versions[receipt] if self.serial % 2 else ""
            file.add(self.row(receipt, *verdict, note="備考", 更新番号=version))
        else:
            file.add(self.row("R-any-1", "　", "何でも", 更新番号="?"))
        self.serial += 1

    def ended(self):
        """(receipt, state in Japanese, verdict that comes too late or too early)"""
        withdrawn, approved, rejected, issued = [next(self.special) for _ in range(4)]
        unknown = office_number("13", 99999)
        self.house.command("application", "approve", issued)
        self.house.run("render-letters")
        self.house.command("application", "withdraw", withdrawn)
        self.house.command("application", "approve", approved)
        self.house.command("application", "reject", rejected, "--reason", "identity_not_confirmed")
        self.house.take_applications([application(unknown)], name="unknown.jsonl")
        approve, reject, hold = self.VERDICTS
        return [(self.house.receipt_of(unknown), "受付不可", approve),
                (self.receipts[withdrawn], "取下げ", approve), (self.receipts[rejected], "不承認", hold),
                (self.receipts[approved], "承認", reject), (self.receipts[issued], "発行", hold)]

    def not_screened(self):
        self.house.drop("applications", "late.jsonl", json_lines([application(next(self.special), "late")]))
        self.house.run("take-applications")
        (late,) = self.house.json("application", "list", "--state", "submitted")
        return late["receipt_number"], "受付", self.VERDICTS[0]

    def mend_ledger(self, name, numbers, **fields):
        self.house.take_ledger([office(number, **fields) for number in numbers], name=name.replace(".csv", ".delta.csv"))

    def bad(self, file):
        """What adds the bad rows to `file`, one by one."""
        def whole(reason, raw):
            return lambda: file.whole(reason, raw)

        def row(error, receipt, *verdict, **more):
            return lambda: file.add(self.row(receipt, *verdict, **more), error)

        def about(receipt, reason, *verdict, **more):
            return row(("受付番号", receipt, reason), receipt, *verdict, **more)

        some = self.receipts[self.numbers[-1]]  # never reached: the row is refused before it is looked for
        damaged = some[:-1] + str((int(some[-1]) + 1) % 10)
        rows = [row(("受付番号", text, "受付番号として読めません"), text)
                for text in ("", "1", damaged, some[:-1], some + "0", "N" + some[1:], "R00000001x", "受付", self.numbers[0])]
        rows += [row(("判定", word, "承認・不承認・保留のどれでもありません"), some, word)
                 for word in ("許可", "approve", "承認?", "不 承認", "x" * 400)]
        rows.append(row(("判定", "y" * 400, "承認・不承認・保留のどれでもありません"), some, "y" * 5000))
        for column, more in (("理由", "reason"), ("備考", "note"), ("審査者", "reviewer")):
            for at, text in ((2, "二\x07行"), (2, "a\x01b"), (1, "\x1b[2J"), (3, "\n \x7fb")):
                rows.append(row((column, "", control(at, text[at - 1])), some, "承認", **{more: text}))
            rows.append(row((column, "", "1000文字を超えています"), some, "承認", **{more: "あ" * 1001}))
        for version in ("x", "1.5", "１２x", "9" * 30, "1 2"):
            shown = version.replace("１２x", "12X").replace("x", "X")
            rows.append(row(("更新番号", shown, VERSION), some, 更新番号=version))
        rows.append(lambda: file.add(
            self.row("13", "許可", note="二\x07行", reviewer="a\x01b", 更新番号="x"), ("受付番号", "13", "受付番号として読めません"),
            ("判定", "許可", "承認・不承認・保留のどれでもありません"), ("備考", "", control(2, "\x07")), ("審査者", "", control(2, "\x01")),
            ("更新番号", "X", VERSION)))

        nobodys = receipt_number(99_999)
        rows.append(about(nobodys, f"受付番号 {nobodys} の申請はありません"))
        reject, hold = (self.choices(word) for word in ("不承認", "保留"))
        rows.append(about(self.receipt(), f"不承認には理由が要ります: {reject}", "不承認"))
        rows.append(about(self.receipt(), f"保留には理由が要ります: {hold}", "保留"))
        for word, code, choices in (("不承認", "no_such_reason", reject), ("不承認", "held_other", reject),
                                    ("保留", "withdrawn_by_office", hold), ("不承認", "unknown_office", reject),
                                    ("不承認", "x" * 1000, reject)):
            rows.append(about(self.receipt(), f"理由「{code}」は{word}の理由ではありません。次から選んでください: {choices}",
                              word, code))

        rows += [about(receipt, not_in_review(receipt, state), *verdict) for receipt, state, verdict in self.ended()]
        rows.append(self.letter_in_the_making(about))
        receipt, state, verdict = self.not_screened()
        rows.append(about(receipt, not_in_review(receipt, state), *verdict))

        stale = self.receipt()
        since = self.house.json("application", "show", stale)["state_since"][:16].replace("T", " ")
        version = self.versions[stale]
        for given in (version - 1, version + 1, 99):
            rows.append(about(stale, f"一覧を作成した後に変わっています(更新番号 {given} → {version}、現在の状態: 審査中、"
                                     f"{since} から)。変わったこと: "
                                     f"{f'{since} 審査中' if given == version - 1 else '不明'}", 更新番号=given))
        closed, suspended, nameless, unprintable, changed = [next(self.special) for _ in range(5)]
        self.mend_ledger("closed.csv", [closed], 状態="廃止")
        self.mend_ledger("suspended.csv", [suspended], 状態="休止")
        self.mend_ledger("nameless.csv", [nameless], 事業所名="", 住所="")
        self.mend_ledger("unprintable.csv", [unprintable], 事業所名="\ue001")
        self.mend_ledger("changed.csv", [changed], 住所="東京都港区1")
        for number, reason in (
                (closed, "承認できません: 事業所が事業所台帳で廃止されています"),
                (suspended, "承認できません: 事業所は休止中です。事業所台帳を直すと承認できます"),
                (nameless, "承認できません: 事業所台帳に事業所名がありません、事業所台帳に住所がありません。事業所台帳を直すと承認できます"),
                (unprintable, "承認できません: 事業所名に印刷できない文字があります(「」U+E001)。事業所台帳を直すと承認できます")):
            rows.append(about(self.receipts[number], reason))
        (((at_ms,),),) = self.rows(
            f"SELECT MAX(at_ms) FROM audit WHERE event = 'office_changed' AND subject = '{changed}'")
        at = datetime.datetime.fromtimestamp(at_ms // 1000, JAPAN).strftime("%Y-%m-%d %H:%M")
        rows.append(about(self.receipts[changed],
                          f"一覧を作成した後に事業所台帳が変わっています({at} 事業所台帳の変更(住所))。screen-applications "
                          "の後、新しい一覧で判定してください", 更新番号=self.versions[self.receipts[changed]]))

        twice = self.receipt()
        contradiction = "同じファイルに、この受付番号の異なる判定があります。1つにしてください"
        rows.insert(3, about(twice, contradiction))
        rows.append(about(twice, contradiction, "保留", "waiting_for_phone_check"))

        rows += [whole(field_count(6, count), ",".join([some] + ["承認"] * (count - 1)).encode() + b"\n") for count in (1, 5, 7)]
        rows += [whole(reason, some.encode() + raw + b",,,\n") for reason, raw in (
            (STRAY_QUOTE, ',承"認",'.encode()), (TEXT_AFTER_QUOTE, ',"承"認,'.encode()), (STRAY_CR, ",承\r認,".encode()),
            (NUL, ",承認\0,".encode()), (UNDECODABLE, ",承認\xff,".encode("latin-1", "ignore") + b"\xff"),
            (LINE_LONG, ",承認,".encode() + b"a" * LONGEST_LINE))]
        return rows

    def choices(self, word):
        ran = self.house.command("application", {"不承認": "reject", "保留": "hold"}[word], self.numbers[0], code=65)
        return ran.err.rstrip().split(": ", 3)[3]

    def letter_in_the_making(self, about):
        """An application whose account has another one that a batch has claimed, as while render-letters runs."""
        number = next(self.special)
        self.house.command("application", "approve", number)
        self.house.take_applications([application(number, "second")], name="second.jsonl")
        (second,) = [row["receipt_number"] for row in self.house.json("application", "list", "--state", "in_review")
                     if row["office_number"] == number]
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
            (batch,) = database.execute(
                "INSERT INTO batches (name, prefecture, state, letters, sums_sha256, claimed_ms) "
                "VALUES ('B13-20261122-99', '13', 'claimed', 0, '', 0) RETURNING batch_id").fetchone()
            database.execute("UPDATE applications SET batch_id = ? WHERE receipt_number = ?",
                             (batch, self.receipts[number]))
        return about(second, f"同じ事業所の申請 {self.receipts[number]} の通知書を作成中です。少し待ってからやり直してください")

    def everything(self):
        return self.rows(*(f"SELECT * FROM {table}" for table in (
            "applications", "decisions", "notices", "letters", "findings", "audit")))

    def test_each_bad_row_is_reported_and_the_good_ones_decide(self):
        file = Lines(csv_text(self.COLUMNS, []).encode("utf-8-sig"))
        bad = self.bad(file)
        before = dict(self.rows("SELECT receipt_number, state FROM applications")[0])
        mixed(file, bad, lambda: self.good(file),
              lambda: file.whole(OPEN_QUOTE, f'{self.receipts[self.numbers[-1]]},"承認,,,,\n'.encode()))
        self.assertEqual(file.content.count(b"\n"), LINES)
        self.assertEqual(len(self.expected), self.GOOD)
        self.take("decisions", "take-decisions", "a.csv", file.content)
        self.check_reported("decisions", "a.csv", file)
        self.assertEqual(dict(self.rows("SELECT receipt_number, state FROM applications")[0]), before | self.expected)

        before = self.everything()
        self.take("decisions", "take-decisions", "b.csv", file.content)
        self.check_reported("decisions", "b.csv", file)
        self.assertEqual(self.everything(), before)


if __name__ == "__main__":
    unittest.main()
