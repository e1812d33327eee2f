#!/usr/bin/env python3
"""What the portal does with lines that no portal would send, and with many askers at once."""

import collections
import concurrent.futures
import contextlib
import itertools
import json
import random
import re
import sqlite3
import threading
import time
import unittest

import installation
import portal_process
from installation import BINARY, Installation, office, office_number
from portal_process import CodeMails, Portal

SEED = 20261122
LINES = 10_000
PROCESSES = 4
LONGEST_LINE = 64 * 1024
DEEPEST = 4
MAX_INTEGER = 2**53 - 1
RACERS = 50
RUSH_SECONDS = 10

# No limit may end the abuse early: what lies behind it is to be reached as well.
CONFIGURATION = """
[codes]
cooldown_seconds = 0
per_day = 1000
per_day_of_office = 1000000
per_hour_of_domain = 1000000
per_hour_of_service = 1000000
[mail]
warnings_per_day = 1000
"""

PASSWORD = "Aozora-Kaze26"
FIELDS = {
    "reset.begin": ["office_number", "security_mail"],
    "reset.choose_prefecture": ["ticket", "prefecture"],
    "reset.verify": ["ticket", "one_time_password"],
    "reset.set_password": ["ticket", "new_password", "new_password_again"],
    "application.begin": ["office_number", "notification_mail", "notification_mail_again"],
    "application.choose_prefecture": ["ticket", "prefecture"],
    "application.verify": ["ticket", "confirmation_code"],
    "application.submit": ["ticket"],
    "login.begin": ["user_id", "password"],
    "login.set_password": ["ticket", "new_password", "new_password_again"],
}
GIVEN = {
    "reset.begin": {"ticket", "next", "prefectures", "message"},
    "reset.choose_prefecture": {"next", "message"},
    "reset.verify": {"user_id", "next", "message"},
    "reset.set_password": {"next", "message"},
    "application.begin": {"ticket", "next", "prefectures", "message"},
    "application.choose_prefecture": {"next", "message"},
    "application.verify": {"office_number", "office_name", "notification_mail", "prefecture", "prefecture_name",
                           "next", "message"},
    "application.submit": {"receipt_number", "next", "message"},
    "login.begin": {"ticket", "next", "message"},
    "login.set_password": {"next", "message"},
}
REFUSALS = {"bad_request", "office_number_malformed", "mail_malformed", "mails_differ", "office_unknown",
            "prefecture_not_offered", "ticket_unknown", "ticket_over", "step_out_of_order", "already_done", "code_malformed",
            "code_wrong", "code_expired", "code_superseded", "code_exhausted", "password_rule", "login_failed",
            "login_locked", "login_shut", "busy", "try_again", "cool_down", "limit_reached"}

JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
# Tables, files, types, exceptions, and any three English words in a row.
INTERNALS = re.compile(r"select |insert |update |sqlite|codes|tickets|\.cpp|\.hpp|std::|::|poco|nlohmann|exception|"
                       r"/(var|tmp|home)/|saihakko|0x[0-9a-f]{4,}|[a-z]{3,} [a-z]{2,} [a-z]{2,}", re.IGNORECASE)

HOSTILE = ["{{code}}", "{{{code}}}", "{{#approved}}", "' OR 1=1 --", "'; DROP TABLE codes; --", "%s%n%x%d", "{}", "{0}",
           "{:>99999}", "\u0001\u001b[31m", "a\r\nBcc: b@example.jp", "\u202e\u2066", "\ufeff", "\U00020bb7" * 20,
           "が" * 85, "が" * 86, "x" * 256, "x" * 257, "../../../etc/passwd", "$(id)", "<script>", "\x7f", " ", "",
           "１３７００００００１", "−１", "null", "NaN", "\\", "\"", "\ud83d\ude00"]
WRONG_TYPES = [None, True, False, 0, 1, -1, 1.5, 1e300, [], {}, [[]], {"a": {}}, ["x"], MAX_INTEGER]


class Unreadable(Exception):
    """What is no request at all."""


def object_of(pairs):
    if len({key for key, _ in pairs}) < len(pairs):
        raise Unreadable("duplicate key")
    return dict(pairs)


def integer_of(text):
    if abs(int(text)) > MAX_INTEGER:
        raise Unreadable("integer too large")
    return int(text)


def float_of(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise Unreadable("number too large")
    return value


def depth_of(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from itertools.chain(value, *map(texts_of, value.values()))
    elif isinstance(value, list):
        yield from itertools.chain(*map(texts_of, value))


def readable_id(line):
    """The id that the answer must echo; None where the line is no request with an id. A reading of the contract
    by another JSON library."""
    try:
        if len(line) > LONGEST_LINE or b"\0" in line:
            return None
        value = json.loads(line.decode("utf-8").removeprefix("\ufeff"), object_pairs_hook=object_of,
                           parse_int=integer_of, parse_float=float_of, parse_constant=float_of)
    except (ValueError, RecursionError, Unreadable):
        return None
    if not isinstance(value, dict) or depth_of(value) > DEEPEST:
        return None
    for text in texts_of(value):
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            return None
    name = value.get("id")
    if isinstance(name, str) and len(name.encode()) <= 64:
        return name
    return name if type(name) is int else None


def is_blank(line):
    return not line.strip(b" \t\r")


class Abuser:
    """Lines without end, the same ones for the same seed. `offices` are real; `tickets`, by flow, live at all steps."""

    def __init__(self, seed, offices, tickets):
        self.dice = random.Random(seed)
        self.offices = offices
        self.tickets = tickets
        self.number = 0

    def ticket(self, flow):
        kind = self.dice.random()
        if kind < 0.7 and flow in self.tickets:
            return self.dice.choice(self.tickets[flow])
        other = self.dice.choice(list(itertools.chain(*self.tickets.values())))
        return other if kind < 0.9 else self.dice.choice(["0" * 32, other.upper(), other[:-1], other + "0"])

    def value(self, field, flow=""):
        dice = self.dice
        number, mail = dice.choice(self.offices)
        kinds = {
            "office_number": [number, number, "1399999999", "agent-001", number.lower()],
            "security_mail": [mail, mail.upper(), "wrong@example.jp", "no mail", "a..b.@docomo.ne.jp"],
            "notification_mail": ["tanto@example.jp", "TANTO@example.jp", "@", "a@b"],
            "ticket": [self.ticket(flow)],
            "prefecture": ["13", "47", "00", "東京都", "1", "１４", " 14", "013"],
            "one_time_password": [f"{dice.randrange(10**6):06}", "１２３４５６", "12345", "abcdef"],
            "confirmation_code": [f"{dice.randrange(10**4):04}", "１２３４", "12345", "-123"],
            "user_id": [f"KJ{number[:2]}{number}", "KJ", "nobody"],
            "password": [PASSWORD, "x", ""],
            "new_password": [PASSWORD, "short1", "onlyletters", "ぱすわーど12", "a1" * 9],
            "client": ["browser-1", "", "x" * 300],
        }
        return dice.choice(kinds[field.removesuffix("_again")])

    def request(self):
        """One as the contract has it, at any step with any ticket."""
        dice = self.dice
        # login.begin costs a password hash: it comes, but seldom.
        do = dice.choice([name for name in FIELDS if name != "login.begin" or dice.random() < 0.1])
        self.number += 1
        request = {"id": self.number, "do": do} | {field: self.value(field, do.partition(".")[0]) for field in FIELDS[do]}
        for again in ("notification_mail", "new_password"):
            if again in request and dice.random() < 0.7:
                request[again + "_again"] = request[again]
        if dice.random() < 0.2:
            request["client"] = self.value("client")
        return request

    def with_other_value(self, request):
        request[self.dice.choice(list(request))] = self.dice.choice(HOSTILE + WRONG_TYPES)
        return json.dumps(request, ensure_ascii=self.dice.random() < 0.5).encode("utf-8", "surrogatepass")

    def with_other_fields(self, request):
        dice = self.dice
        if dice.random() < 0.5:
            del request[dice.choice(list(request))]
        else:
            request[dice.choice(["ID", "sql", "__proto__", "ticket ", "が", "x" * 300, "client", "password"])] = "x"
        return json.dumps(request).encode()

    def with_other_id(self, request):
        request["id"] = self.dice.choice(
            ["x" * 64, "x" * 65, "が" * 21 + "a", "が" * 22, "", "\u0000", "{{id}}\n\t", MAX_INTEGER, -MAX_INTEGER,
             MAX_INTEGER + 1, -MAX_INTEGER - 1, 10**400, 1.0, True, None, [], {"id": 1}, "\ud800"])
        return json.dumps(request).encode()

    def with_key_twice(self, request):
        key = self.dice.choice(list(request))
        return json.dumps(request).encode()[:-1] + f', "{key}": 1}}'.encode()

    def with_other_bytes(self, request):
        line = bytearray(json.dumps(request).encode())
        for _ in range(self.dice.choice([1, 1, 1, 2, 8])):
            at = self.dice.randrange(len(line) + 1)
            piece = self.dice.choice([b"\0", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x01",
                                      b"\x1b", b"\r", b'"', b"{", b"}", b"[", b",", b"\\", b"\\u0000", b"\\ud800",
                                      b"1e999", b"//", b"\xef\xbb\xbf", bytes([self.dice.randrange(256)])])
            line[at:at + self.dice.choice([0, 1, len(piece)])] = piece
        return bytes(line).replace(b"\n", b" ")

    def cut_off(self, request):
        line = json.dumps(request).encode()
        return line[:self.dice.randrange(len(line))]

    def nested(self, request):
        depth = self.dice.choice([DEEPEST - 1, DEEPEST, DEEPEST + 1, 100, 20_000])
        opening, closing = self.dice.choice([("[", "]"), ('{"a":', "}")])
        inner = opening * depth + "0" + closing * self.dice.choice([depth, depth - 1])
        return json.dumps(request).encode()[:-1] + f', "client": {inner}}}'.encode()

    def of_length(self, request):
        length = LONGEST_LINE + self.dice.choice([-1, 0, 1, 2])
        if self.dice.random() < 0.5:
            return json.dumps(request).encode().ljust(length)
        line = json.dumps(request | {"client": "@"}).encode()
        return line.replace(b'"@"', b'"' + b"x" * (length - len(line) + 1) + b'"')

    def no_object(self, request):
        line = json.dumps(request)
        return self.dice.choice(["[]", "null", "1", '"x"', "true", "{}", "NaN", "SELECT 1", f"[{line}]", line + line,
                                 line + " x", "\ufeff" + line, "GET / HTTP/1.1", "'" + line + "'", "x" * 1000,
                                 line.replace('"', "'"), f"/**/{line}"]).encode()

    def blank(self, request):
        del request
        return self.dice.choice([b"", b" ", b"\t", b"\r", b" \t \r"])

    def line(self):
        request = self.request()
        dice = self.dice
        if dice.random() < 0.35:
            return json.dumps(request, ensure_ascii=dice.random() < 0.5).encode() + dice.choice([b"", b"", b"\r"])
        ways = {self.with_other_value: 25, self.with_other_fields: 8, self.with_other_id: 10, self.with_key_twice: 5,
                self.with_other_bytes: 25, self.cut_off: 10, self.nested: 3, self.of_length: 1, self.no_object: 8,
                self.blank: 5}
        return dice.choices(list(ways), ways.values())[0](request)


def faults_of_answer(line, answer):
    """What is wrong with the answer to a line."""
    try:
        given = json.loads(answer.decode("utf-8"))
    except ValueError:
        return f"no JSON: {answer!r}"
    if not isinstance(given, dict) or list(given)[:2] != ["id", "ok"]:
        return f"not the contract's form: {answer!r}"
    if given["id"] != readable_id(line) or isinstance(given["id"], bool):
        return f"the id is not echoed: {answer!r}"
    if given["ok"] is True:
        return faults_of_grant(json.loads(line.decode().removeprefix("\ufeff")), given)
    if given["ok"] is not False or set(given) != {"id", "ok", "error", "trace"}:
        return f"not the contract's form: {answer!r}"
    return faults_of_refusal(given["error"])


def faults_of_grant(request, given):
    more = set(given) - {"id", "ok", "trace"} - GIVEN[request["do"]]
    if more or "next" not in given:
        return f"gives {more} or no next: {given}"
    said = given.get("message", "")
    for field in ("security_mail", "notification_mail"):
        said = said.replace(request.get(field, "\0"), "")
    if INTERNALS.search(said):
        return f"tells of its insides: {given}"
    return None


def faults_of_refusal(error):
    if not {"code", "message"} <= set(error) <= {"code", "message", "retry_at", "breaches"}:
        return f"not the contract's form: {error}"
    if error["code"] not in REFUSALS:
        return f"an unknown refusal: {error}"
    if not JAPANESE.search(error["message"]) or INTERNALS.search(error["message"]):
        return f"tells of its insides, or nothing: {error}"
    return None


def conversation(portal, content):
    """What the portal answers to so many lines, while they are being written."""
    writer = threading.Thread(target=portal.send, args=(content,))
    writer.start()
    lines = content.split(b"\n")[:-1]
    answers = [portal.answer() for line in lines if not is_blank(line)]
    writer.join()
    return answers


def peak_memory_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))


class PortalTest(unittest.TestCase):
    """One installation for all: `offices` with a registered address each."""

    configuration = CONFIGURATION

    def setUp(self):
        self.house = Installation(self.configuration)
        self.addCleanup(self.house.remove)
        self.house.init()
        numbers = [office_number("13", n) for n in range(1, 13)]
        rows = [office(number, セキュリティ用メールアドレス=f"jimusho{number}@example.jp") for number in numbers]
        rows[0]["発行都道府県"] = "13;14"
        self.house.take_ledger(rows)
        self.offices = [(row["事業所番号"], row["セキュリティ用メールアドレス"]) for row in rows]
        self.maildir = self.house.state / "mail"
        self.portals = []

    def portal(self):
        portal = Portal([BINARY, "--config", self.house.configuration])
        self.addCleanup(self.end, portal)
        return portal

    @staticmethod
    def end(portal):
        if portal.process.poll() is None:
            portal.process.kill()
        with contextlib.suppress(BrokenPipeError):
            portal.process.stdin.close()
        portal.process.stdout.close()
        portal.process.wait()
        portal.log.close()

    def reset_ticket(self, portal, number, mail):
        """A ticket that awaits its code, and the code."""
        mails = CodeMails(self.maildir, number)
        ticket = portal.granted("reset.begin", office_number=number, security_mail=mail)["ticket"]
        return ticket, mails.next(mail)

    def application_ticket(self, portal, number, mail):
        mails = CodeMails(self.maildir, number)
        ticket = portal.granted("application.begin", office_number=number, notification_mail=mail,
                                notification_mail_again=mail)["ticket"]
        return ticket, mails.next(mail)

    def rows(self, query):
        with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database:
            return database.execute(query).fetchall()

    def assert_whole(self):
        """Nothing is half written: neither by the program's own account nor by ours."""
        self.house.command("audit", "verify")
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.rows("PRAGMA foreign_key_check"), [])
        nothing = {
            "a code without its ticket":
                "SELECT code_id FROM codes WHERE ticket_id NOT IN (SELECT ticket_id FROM tickets)",
            "a ticket that waits for a code that was never drawn":
                "SELECT ticket_id FROM tickets WHERE step = 'verify' AND ticket_id NOT IN (SELECT ticket_id FROM codes)",
            "a code that was used, and its ticket does not know":
                "SELECT code_id FROM codes JOIN tickets USING (ticket_id) WHERE state = 'used' AND step = 'verify'",
            "a form whose ticket is gone":
                "SELECT receipt_number FROM applications WHERE state IN ('begun', 'verified') AND application_id NOT IN "
                "(SELECT COALESCE(application_id, 0) FROM tickets)",
            "a submitted form whose ticket does not know":
                "SELECT receipt_number FROM applications JOIN tickets USING (application_id) "
                "WHERE (state NOT IN ('begun', 'verified')) <> (step = 'done')",
            "a ticket in clear": "SELECT ticket_id FROM tickets WHERE length(ticket_sum) <> 64",
            "codes that were queued without their rows":
                "SELECT 1 WHERE (SELECT COUNT(*) FROM codes) <> (SELECT COUNT(*) FROM notices WHERE kind IN "
                "('one_time_password', 'confirmation_code'))",
            "a mail that did not go to its end":
                "SELECT notice_id, state, reply FROM notices WHERE state NOT IN ('sent', 'cancelled')",
            "a mail that was cancelled though its code is alive":
                "SELECT notice_id FROM notices JOIN codes USING (ticket_id) WHERE notices.state = 'cancelled' "
                "AND recipient <> '' AND codes.state = 'live'",
        }
        for what, query in nothing.items():
            with self.subTest(what):
                self.assertEqual(self.rows(query), [])


class Abuse(PortalTest):
    def live_tickets(self, portal, share):
        """By flow, at every step."""
        choosing, choosing_mail = self.offices[0]
        number, mail = self.offices[1 + share]
        applicant = f"tanto{share}@example.jp"
        return {
            "reset": [portal.granted("reset.begin", office_number=choosing, security_mail=choosing_mail)["ticket"],
                      self.verified(portal, "reset", *self.reset_ticket(portal, number, mail)),
                      self.reset_ticket(portal, number, mail)[0]],
            "application": [portal.granted("application.begin", office_number=choosing, notification_mail=applicant,
                                           notification_mail_again=applicant)["ticket"],
                            self.verified(portal, "application", *self.application_ticket(portal, number, applicant)),
                            self.application_ticket(portal, number, applicant)[0]],
        }

    @staticmethod
    def verified(portal, flow, ticket, code):
        kind = {"reset": "one_time_password", "application": "confirmation_code"}[flow]
        portal.granted(f"{flow}.verify", ticket=ticket, **{kind: code})
        return ticket

    def abuse(self, share):
        """What is wrong with the answers to a share of the lines, and which answers there were."""
        portal = self.portal()
        met = self.offices[:1 + PROCESSES] + self.offices[1 + 2 * PROCESSES:]  # the rest is for afterwards
        abuser = Abuser(SEED + share, met, self.live_tickets(portal, share))
        lines = [abuser.line() for _ in range(LINES // PROCESSES)]
        answers = conversation(portal, b"".join(line + b"\n" for line in lines))
        asked = [line for line in lines if not is_blank(line)]
        faults = [f"{line[:300]!r}: {fault}" for line, answer in zip(asked, answers)
                  if (fault := faults_of_answer(line, answer))]
        said = collections.Counter(answer.get("error", {}).get("code", "ok") for answer in map(json.loads, answers))
        number, mail = self.offices[1 + PROCESSES + share]
        portal_process.reset(portal, self.maildir, number, mail, PASSWORD)
        portal_process.apply(portal, self.maildir, number, f"after-the-abuse-{share}@example.jp")
        code = portal.close()
        if code != 0 or "portal_failed" in portal.log_text():
            faults.append(f"ended with {code}: {portal.log_text()[-2000:]}")
        return faults, said

    def test_10000_lines_of_any_kind_are_answered_one_by_one_and_leave_the_portal_whole(self):
        said = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            shares = [pool.submit(self.abuse, share) for share in range(PROCESSES)]
            for share in shares:
                faults, share_said = share.result()
                said += share_said
                self.assertEqual(faults, [])
        # The lines reached what they were made for.
        for code in REFUSALS - {"code_expired", "login_locked", "login_shut", "busy", "try_again", "cool_down",
                                "limit_reached"} | {"ok"}:
            self.assertIn(code, said, said)
        self.assert_whole()

    def test_line_of_10_megabytes_is_refused_in_bounded_memory(self):
        portal = self.portal()
        self.assertEqual(portal.refused("reset.begin"), "bad_request")
        before = peak_memory_kib(portal.process)
        writer = threading.Thread(target=portal.send, args=(b'{"id": 1, "do": "' + b"x" * 10_000_000 + b'"}\n',))
        writer.start()
        answer = json.loads(portal.answer())
        writer.join()
        self.assertEqual((answer["id"], answer["error"]["code"]), (None, "bad_request"))
        self.assertLess(peak_memory_kib(portal.process) - before, 2000)
        self.assertEqual(portal.refused("application.submit", ticket="0" * 32), "ticket_unknown")
        self.assertEqual(portal.close(), 0)

    def test_last_line_without_its_end_is_answered_and_an_empty_input_is_no_fault(self):
        portal = self.portal()
        portal.send(b'\n\r\n \t\n{"id": "last", "do": "reset.begin"}')
        portal.process.stdin.close()
        self.assertEqual(json.loads(portal.process.stdout.readline())["id"], "last")
        self.assertEqual(portal.close(), 0)
        self.assertEqual(self.portal().close(), 0)


class Races(PortalTest):
    def race(self, do, **fields):
        """The answers of 50 processes that ask the same at the same time."""
        portals = [self.portal() for _ in range(RACERS)]
        for portal in portals:
            portal.refused("reset.begin")  # all stand at the line
        line = json.dumps({"id": "race", "do": do, **fields}).encode() + b"\n"
        for portal in portals:
            portal.send(line)
        answers = [json.loads(portal.answer()) for portal in portals]
        for portal in portals:
            self.assertEqual(portal.close(), 0)
        return answers

    def assert_one_winner(self, answers):
        winners = [answer for answer in answers if answer["ok"]]
        self.assertEqual(len(winners), 1, answers)
        lost = collections.Counter(answer["error"]["code"] for answer in answers if not answer["ok"])
        self.assertEqual(lost, {"step_out_of_order": RACERS - 1})
        return winners[0]

    def test_of_50_processes_with_the_same_one_time_password_one_wins(self):
        portal = self.portal()
        number, mail = self.offices[1]
        ticket, code = self.reset_ticket(portal, number, mail)
        winner = self.assert_one_winner(self.race("reset.verify", ticket=ticket, one_time_password=code))
        self.assertEqual(winner["user_id"], f"KJ{number[:2]}{number}")
        passwords = {"new_password": PASSWORD, "new_password_again": PASSWORD}
        answers = self.race("reset.set_password", ticket=ticket, **passwords)
        self.assertEqual(sum(answer["ok"] for answer in answers), 1, answers)
        self.assertEqual(portal.granted("login.begin", user_id=winner["user_id"], password=PASSWORD)["next"], "done")
        self.assertEqual(portal.close(), 0)
        self.assert_whole()

    def test_of_50_processes_with_the_same_confirmation_code_one_wins_and_one_application_is_submitted(self):
        portal = self.portal()
        number, _ = self.offices[1]
        ticket, code = self.application_ticket(portal, number, "tanto@example.jp")
        self.assert_one_winner(self.race("application.verify", ticket=ticket, confirmation_code=code))
        answers = self.race("application.submit", ticket=ticket)
        receipts = {answer.get("receipt_number") for answer in answers}
        self.assertEqual(receipts, {self.house.receipt_of(number)})
        self.assertEqual(self.rows("SELECT COUNT(*) FROM notices WHERE kind = 'receipt'"), [(1,)])
        self.assertEqual(portal.close(), 0)
        self.assert_whole()

    def test_50_wrong_guesses_at_once_get_five_tries(self):
        portal = self.portal()
        number, mail = self.offices[1]
        ticket, code = self.reset_ticket(portal, number, mail)
        answers = self.race("reset.verify", ticket=ticket, one_time_password=portal_process.wrong(code))
        said = collections.Counter(answer["error"]["code"] for answer in answers)
        self.assertEqual(said, {"code_wrong": 4, "code_exhausted": RACERS - 4})
        self.assertEqual(portal.refused("reset.verify", ticket=ticket, one_time_password=code), "code_exhausted")
        self.assertEqual(portal.close(), 0)
        self.assert_whole()

    def converse(self, share, until):
        """Both flows again and again; how often, and all refusals that were not asked for."""
        portal = self.portal()
        number, mail = self.offices[1 + share]
        rounds = 0
        while rounds == 0 or time.monotonic() < until:
            portal_process.reset(portal, self.maildir, number, mail, PASSWORD)
            portal_process.apply(portal, self.maildir, number, mail)
            portal.granted("login.begin", user_id=f"KJ{number[:2]}{number}", password=PASSWORD)
            rounds += 1
        self.assertEqual(portal.close(), 0)
        self.assertNotIn("portal_failed", portal.log_text())
        self.assertNotIn("portal_mail_left", portal.log_text())
        return rounds

    def test_portals_and_all_jobs_work_side_by_side(self):
        until = time.monotonic() + RUSH_SECONDS
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            shares = [pool.submit(self.converse, share, until) for share in range(PROCESSES)]
            while time.monotonic() < until:
                self.house.run("all")
            for share in shares:
                self.assertGreater(share.result(), 0)
        self.house.run("all")
        self.assert_whole()


if __name__ == "__main__":
    unittest.main()
