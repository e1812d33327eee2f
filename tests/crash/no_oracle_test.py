#!/usr/bin/env python3
"""A reset.begin for the right address, a wrong one, an unknown office and beyond a limit: nobody can tell them apart
by the answer, nor by what the portal and its sender do to the database and the disk. Nor can anybody tell by its cost
what became of a login.

Counted by the fault points and the statement log of core/faults, over the whole life of a portal's
process. Who meets a limit has asked before; so has everyone here.
"""

import collections
import contextlib
import email
import email.policy
import json
import re
import shutil
import sqlite3
import subprocess
import time
import unittest

import program
import world
from trials import scratch_folder

import installation
import portal_process

PASSWORD = "Hareta9sora"
OFFICE = installation.office_number("13", 1)
OF_TWO_UNIONS = installation.office_number("13", 2)
UNKNOWN = installation.office_number("13", 3)
OF_LAPSED_LETTER = installation.office_number("13", 4)
MAIL = "jimusho@example.jp"
WRONG_MAIL = "jimushi@example.jp"
TIMES = 3

MINUTE_MS = 60_000
# Ten codes of the day, of which the pair has one already: beside the newest, nine that are over.
NINE_MORE = """
    INSERT INTO codes (ticket_id, purpose, state, tries, counted, sent, mac, office_number, pair_mark, address_mark,
      client_mark, issued_ms, expires_ms, state_ms)
    SELECT ticket_id, purpose, 'expired', 0, 1, sent, mac, office_number, pair_mark, address_mark, client_mark,
      issued_ms - value * 3600000, expires_ms - value * 3600000, state_ms
    FROM codes JOIN (SELECT column1 AS value FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9)))"""
LIMIT_OF_SERVICE = ("--set", "codes.per_hour_of_service=1")


class Done:
    """What a portal's process answered and did."""

    def __init__(self, answers, log, statements, mails):
        self.answers = [without_ticket(answer) for answer in answers]
        self.mails = mails
        lines = [line.split(" ", 2) for line in log.read_text().splitlines()]
        # A mail to nobody is written like any other, and then removed instead of renamed.
        self.operations = collections.Counter(
            {"rename": "remove"}.get(name, name) for kind, _, name in lines if kind == "operation")
        lines = [line.split(" ", 1) for line in statements.read_text().splitlines()]
        self.statements = collections.Counter(name for kind, name in lines if kind == "statement")
        self.rows = collections.Counter(name for kind, name in lines if kind == "row")
        # A count of the hour is a row when it is the first.
        self.rows["update portal_counts"] += self.rows.pop("insert portal_counts", 0)
        self.hashes = sum(line.split(" ", 2)[2] == "hash" for line in log.read_text().splitlines())


def without_ticket(answer):
    """An answer with the digits of its ticket and trace blotted out; all else counts."""
    text = answer.decode()
    for name in ("ticket", "trace"):
        drawn = json.loads(text).get(name, "")
        text = text.replace(drawn, "*" * len(drawn)) if drawn else text
    return text


def change(database, sql):
    with contextlib.closing(sqlite3.connect(database, timeout=program.SECONDS)) as connection, connection:
        connection.execute(sql)


def wait_for_mail(database):
    with contextlib.closing(sqlite3.connect(database, timeout=program.SECONDS)) as connection:
        waiting = "SELECT COUNT(*) FROM notices WHERE state IN ('queued', 'claimed')"
        for _ in range(1000):
            if connection.execute(waiting).fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("the mail does not go")


def mails_in(folder):
    return len(list((folder / "state/mail/new").glob("*")))


class NoOracle(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = scratch_folder()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = program.pathlib.Path(folder.name)
        cls.ready = cls.folder / "ready"
        rows = [installation.office(number, セキュリティ用メールアドレス=MAIL) for number in (OFFICE, OF_TWO_UNIONS, OF_LAPSED_LETTER)]
        rows[1]["発行都道府県"] = "13;14"
        nothing = world.World(rows, [], batches="", malformed={})
        world.configure(nothing, cls.ready)
        world.must_run(cls.ready, "init")
        inbox = cls.ready / "state/inbox/ledger/ledger.csv"
        inbox.write_bytes(installation.ledger_csv(rows))
        world.must_run(cls.ready, "run", "import-ledger")
        cls.number = 0

    def portal(self, folder, steps, options=(), **logs):
        """One process; `steps` is given a function that asks."""
        process = subprocess.Popen(program.command(folder, *options, "portal"), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=program.environment(logs))

        def ask(do, **fields):
            process.stdin.write(json.dumps({"id": 1, "do": do, **fields}).encode() + b"\n")
            process.stdin.flush()
            return process.stdout.readline()

        ask("are you there")  # the database is open: nobody else who closes it clears its log away
        result = steps(ask)
        process.communicate(timeout=program.SECONDS)
        self.assertEqual(process.returncode, 0)
        return result

    def watch(self, once, limit):
        """What a process does in a world of its own when `once` is asked TIMES times; it has been asked before."""
        type(self).number += 1
        folder = world.copy(self.ready, self.folder / f"case-{self.number}")
        self.addCleanup(shutil.rmtree, folder)
        self.portal(folder, once)
        database = folder / "state/saihakko.db"
        age = 0 if limit == "cool-down" else 2 * MINUTE_MS
        if limit == "daily limit":
            change(database, NINE_MORE)
        mails_before = mails_in(folder)

        def steps(ask):
            answers = []
            for _ in range(TIMES):
                change(database, f"UPDATE codes SET issued_ms = issued_ms - {age}")
                answers += once(ask)
                wait_for_mail(database)  # a code that the next one kills first is not mailed
            return answers

        log, statements = folder / "faults.log", folder / "statements.log"
        options = LIMIT_OF_SERVICE if limit == "limit of the service" else ()
        answers = self.portal(folder, steps, options, FAULT_LOG=log, STATEMENT_LOG=statements)
        return Done(answers, log, statements, mails_in(folder) - mails_before)

    def begin(self, office_number, mail, limit=""):
        return self.watch(lambda ask: [ask("reset.begin", office_number=office_number, security_mail=mail)], limit)

    def begin_and_choose(self, mail, limit=""):
        def once(ask):
            begun = ask("reset.begin", office_number=OF_TWO_UNIONS, security_mail=mail)
            return [begun, ask("reset.choose_prefecture", ticket=json.loads(begun)["ticket"], prefecture="14")]
        return self.watch(once, limit)

    def assert_the_same(self, right, other):
        # The person's own address is shown again, as it was typed.
        said = [answer.replace(WRONG_MAIL, MAIL) for answer in other.answers]
        self.assertEqual(said, right.answers)
        self.assertTrue(all(json.loads(answer)["ok"] for answer in said))
        for what in ("statements", "rows", "operations"):
            more, less = getattr(other, what) - getattr(right, what), getattr(right, what) - getattr(other, what)
            self.assertEqual((more, less), ({}, {}), what)

    def test_wrong_address_unknown_office_and_limits_do_what_the_right_address_does(self):
        right = self.begin(OFFICE, MAIL)
        self.assertEqual(right.mails, TIMES)
        self.assertEqual(right.rows["insert codes"], TIMES)
        for limit in ("", "cool-down", "daily limit", "limit of the service"):
            # A limit on what is asked for, right or wrong, is no secret from who asks: what it refuses may cost less,
            # the same for all. One on what was really sent costs what a code costs.
            shown = limit in ("cool-down", "daily limit")
            measure = self.begin(OFFICE, MAIL, limit) if shown else right
            for number, mail in ((OFFICE, MAIL), (OFFICE, WRONG_MAIL), (UNKNOWN, MAIL)):
                with self.subTest(f"{number} {mail} {limit}"):
                    other = self.begin(number, mail, limit)
                    self.assertEqual(other.mails, TIMES if (number, mail, limit) == (OFFICE, MAIL, "") else 0)
                    self.assert_the_same(measure, other)
                    self.assertEqual([answer.replace(WRONG_MAIL, MAIL) for answer in other.answers], right.answers)

    def test_choice_of_a_prefecture_tells_nothing_of_the_address(self):
        right = self.begin_and_choose(MAIL)
        self.assertEqual(right.mails, TIMES)
        for limit in ("", "cool-down", "daily limit"):
            for mail in (MAIL, WRONG_MAIL):
                with self.subTest(f"{mail} {limit}"):
                    other = self.begin_and_choose(mail, limit)
                    self.assertEqual(other.mails, TIMES if (mail, limit) == (MAIL, "") else 0)
                    self.assert_the_same(right, other)

    def log_in(self, user_id, password, before=("Wrong123",)):
        """What two logins do in a world of their own; `before` are passwords tried before: the first writes a row."""
        type(self).number += 1
        folder = world.copy(self.with_passwords(), self.folder / f"login-{self.number}")
        self.addCleanup(shutil.rmtree, folder)

        def tries(*passwords):
            return lambda ask: [ask("login.begin", user_id=user_id, password=one) for one in passwords]
        self.portal(folder, tries(*before))
        log, statements = folder / "faults.log", folder / "statements.log"
        answers = self.portal(folder, tries(password, password), FAULT_LOG=log, STATEMENT_LOG=statements)
        return Done(answers, log, statements, 0)

    def with_passwords(self):
        """A world where OFFICE has reset its password and the letter of OF_LAPSED_LETTER has lapsed."""
        folder = self.folder / "with-passwords"
        if folder.exists():
            return folder
        world.copy(self.ready, folder)

        def steps(ask):
            ticket = json.loads(ask("reset.begin", office_number=OFFICE, security_mail=MAIL))["ticket"]
            wait_for_mail(folder / "state/saihakko.db")
            (mail,) = (folder / "state/mail/new").glob("*")
            code = portal_process.CODE.search(email.message_from_bytes(
                mail.read_bytes(), policy=email.policy.default).get_content().replace("\r\n", "\n")).group()
            ask("reset.verify", ticket=ticket, one_time_password=code)
            return ask("reset.set_password", ticket=ticket, new_password=PASSWORD, new_password_again=PASSWORD)
        self.assertTrue(json.loads(self.portal(folder, steps))["ok"])
        type(self).lapsed_password = self.lapse_a_letter(folder)
        return folder

    @staticmethod
    def lapse_a_letter(folder):
        """The temporary password that stood in it."""
        line = installation.application(OF_LAPSED_LETTER, "s1")
        world.drop(folder, {"applications": ("applications.jsonl", installation.json_lines([line]))})
        world.must_run(folder, "run", "take-applications", "screen-applications")
        database = folder / "state/saihakko.db"
        with contextlib.closing(sqlite3.connect(database)) as connection:
            ((receipt,),) = connection.execute("SELECT receipt_number FROM applications")
        world.drop(folder, {"decisions": ("decisions.csv", installation.decisions_csv(
            [installation.decision(receipt, "承認")]))})
        world.must_run(folder, "run", "take-decisions", "render-letters")
        (pdf,) = (folder / "state/letters").glob("*/*/letters-*.pdf")
        (page,) = [page for page in installation.pages(pdf) if receipt in page or OF_LAPSED_LETTER in page]
        change(database, "UPDATE letters SET valid_until_ms = 0")
        world.must_run(folder, "run", "expire-codes")
        return installation.password_on(page)

    def test_login_costs_the_same_whoever_it_is(self):
        of_office, of_lapsed = f"KJ{OFFICE[:2]}{OFFICE}", f"KJ13{OF_LAPSED_LETTER}"
        unknown, none = f"KJ{UNKNOWN[:2]}{UNKNOWN}", f"KJ13{OF_TWO_UNIONS}"
        wrong = self.log_in(of_office, "Wrong123")
        self.assertEqual(wrong.hashes, 2)
        closing = ("Wrong123",) * 3
        told = {}
        for name, (code, user_id, password, before) in {
                "right": ("ok", of_office, PASSWORD, closing[:1]),
                "unknown": ("login_failed", unknown, PASSWORD, closing[:1]),
                "without a password": ("login_failed", none, PASSWORD, closing[:1]),
                "lapsed": ("temporary_password_lapsed", of_lapsed, self.lapsed_password, closing[:1]),
                "lapsed, wrong": ("login_failed", of_lapsed, "Wrong123", closing[:1]),
                "closed, right": ("login_locked", of_office, PASSWORD, closing),
                "closed, wrong": ("login_locked", of_office, "Wrong123", closing),
                "closed, unknown": ("login_locked", unknown, PASSWORD, closing)}.items():
            with self.subTest(name):
                other = self.log_in(user_id, password, before)
                for what in ("statements", "rows", "operations", "hashes"):
                    self.assertEqual(getattr(other, what), getattr(wrong, what), what)
                first = json.loads(other.answers[0])
                self.assertEqual("ok" if first["ok"] else first["error"]["code"], code)
                told[name] = without_time(other.answers)
        self.assertEqual(told["unknown"], without_time(wrong.answers))
        self.assertEqual(told["closed, right"], told["closed, wrong"])
        self.assertEqual(told["closed, right"], told["closed, unknown"])


def without_time(answers):
    """Answers without the moment until which a count is closed."""
    return [re.sub(r"\d\d:\d\d(:\d\d\.\d+)?", "*", answer) for answer in answers]


if __name__ == "__main__":
    unittest.main()
