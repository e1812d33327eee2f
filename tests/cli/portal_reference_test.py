#!/usr/bin/env python3
"""saihakko-portal(7) says what the program does: every request, answer and error, by schema and by example."""

import contextlib
import csv
import json
import re
import sqlite3
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

import jsonschema

import installation
from installation import office
from portal_talk import Mailbox, Portal

SOURCE = installation.SOURCE
SCHEMAS = SOURCE / "jobs/schemas/portal"
ADAPTER = SOURCE / "docs/examples/portal_http_adapter.py"
NUMBER, OF_TWO_UNIONS = "1311111111", "1322222222"
REGISTERED = "office@example.jp"
PASSWORD = "Hareta9sora"
ONE_TIME_PASSWORD = "ワンタイムパスワード発行通知(介護保険)"
CONFIRMATION_CODE = "確認コード発行通知(介護保険)"
# The code of a refusal stands first in its braces; one refusal chooses between two.
REFUSAL = re.compile(r'(?:PortalRefusal(?: refusal)?|return )\{"([a-z_]+)",|"(cool_down|limit_reached)"(?= :|,\n)')

def table(name):
    with open(SOURCE / f"jobs/manual/{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def schema(name, definition=None):
    whole = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    if definition is not None:
        whole = {"$schema": whole["$schema"], "$ref": f"#/$defs/{definition}", "$defs": whole["$defs"]}
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())


class CheckedPortal(Portal):
    """Every request and answer of it is as the schemas say."""

    def ask(self, do, **fields):
        schema("request").validate({"id": self.asked + 1, "do": do, **fields})
        answer = super().ask(do, **fields)
        schema("answer", do if answer["ok"] else "refused").validate(answer)
        return answer


class Tables(unittest.TestCase):
    def test_every_example_is_as_the_schemas_say_and_there_is_one_for_each_request(self):
        examples = table("examples")
        self.assertEqual([row["do"] for row in examples], [row["do"] for row in table("requests")])
        for row in examples:
            request, answer = json.loads(row["request"]), json.loads(row["answer"])
            self.assertEqual(request["do"], row["do"])
            schema("request").validate(request)
            schema("answer", row["do"] if answer["ok"] else "refused").validate(answer)

    def test_every_error_of_the_program_is_in_the_manual_and_the_schema_and_the_other_way_round(self):
        of_program = set()
        for room in ("core/service/portal", "jobs/portal"):
            for file in (SOURCE / room).glob("*.cpp"):
                text = file.read_text(encoding="utf-8")
                of_program |= {code for pair in REFUSAL.findall(text) for code in pair if code}
        self.assertEqual({row["code"] for row in table("errors")}, of_program)
        refused = json.loads((SCHEMAS / "answer.json").read_text(encoding="utf-8"))["$defs"]["refused"]
        error = refused["properties"]["error"]["properties"]
        self.assertEqual(set(error["code"]["enum"]), of_program)
        policy = (SOURCE / "core/domain/password_policy.cpp").read_text(encoding="utf-8")
        breaches = set(re.findall(r'case PasswordBreach::\w+: return "(\w+)";', policy))
        self.assertEqual(set(error["breaches"]["items"]["enum"]), breaches)
        self.assertEqual({row["breach"] for row in table("breaches")}, breaches)


class Conversations(installation.InstallationTest):
    def setUp(self):
        super().setUp()
        self.house.take_ledger([
            office(NUMBER, 事業所名="請求事業所A", セキュリティ用メールアドレス=REGISTERED),
            office(OF_TWO_UNIONS, 事業所名="二県事業所", セキュリティ用メールアドレス=REGISTERED, 発行都道府県="13;14")])

    def test_both_flows_and_a_login_answer_as_the_schemas_say(self):
        mails = Mailbox(self.house, REGISTERED)
        with CheckedPortal(self.house) as portal:
            limits = portal.must("hello")["limits"]
            self.assertEqual((limits["line_bytes"], limits["code_tries"]), (65536, 5))
            self.assertEqual(set(portal.must("hello")["requests"]), {row["do"] for row in table("requests")})
            self.assertEqual(portal.must("ping")["mails_waiting"], 0)
            ticket = portal.must("reset.begin", office_number=NUMBER, security_mail=REGISTERED, client="c")["ticket"]
            portal.refused("reset.verify", ticket=ticket, one_time_password="12")
            portal.must("reset.verify", ticket=ticket, one_time_password=mails.code(ONE_TIME_PASSWORD))
            for password, breach in (("Kaigo2026", "common_word"), ("Abcdefg1", "run_of_keys"),
                                     (f"KJ13{NUMBER}99", "of_the_office")):
                error = portal.ask("reset.set_password", ticket=ticket, new_password=password,
                                   new_password_again=password)["error"]
                self.assertIn(breach, error["breaches"], password)
            portal.must("reset.set_password", ticket=ticket, new_password=PASSWORD, new_password_again=PASSWORD)
            portal.must("login.begin", user_id=f"KJ13{NUMBER}", password=PASSWORD, client="c")
            for _ in range(3):
                code = portal.refused("login.begin", user_id=f"KJ13{NUMBER}", password="Wrong123")
            self.assertEqual(code, "login_locked")
            ticket = portal.must("application.begin", office_number=OF_TWO_UNIONS, notification_mail="t@example.jp",
                                 notification_mail_again="t@example.jp")["ticket"]
            portal.must("application.choose_prefecture", ticket=ticket, prefecture="14")
            code = Mailbox(self.house, "t@example.jp").code(CONFIRMATION_CODE)
            portal.must("application.verify", ticket=ticket, confirmation_code=code)
            portal.must("application.submit", ticket=ticket)

    def test_each_answer_has_a_trace_that_stands_in_its_log_line(self):
        with Portal(self.house) as portal:
            traces = [portal.ask("ping")["trace"], portal.ask("reset.begin")["trace"]]
            portal.say("nonsense\n")
            traces.append(portal.hear()["trace"])
        log = (self.house.root / "portal.log").read_text()
        self.assertEqual(len(set(traces)), 3)
        for trace in traces:
            self.assertIn(f"trace={trace}", log)

    def test_when_the_database_fails_a_request_is_to_be_tried_again(self):
        with CheckedPortal(self.house) as portal:
            portal.must("ping")
            with contextlib.closing(sqlite3.connect(self.house.state / "saihakko.db")) as database, database:
                database.execute("ALTER TABLE tickets RENAME TO lost")
            answer = portal.ask("reset.begin", office_number=NUMBER, security_mail=REGISTERED)
            self.assertEqual(answer["error"]["code"], "try_again")
            self.assertIn("retry_at", answer["error"])

    def test_adapter_from_http_speaks_for_the_program(self):
        adapter = subprocess.Popen([sys.executable, str(ADAPTER), "0", installation.BINARY, "--config",
                                    str(self.house.configuration), "portal"], cwd=self.house.root,
                                   env=installation.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(adapter.stdout.close)
        self.addCleanup(adapter.wait, 60)
        self.addCleanup(adapter.terminate)
        port = int(adapter.stdout.readline())

        def post(body):
            request = urllib.request.Request(f"http://127.0.0.1:{port}/portal", data=body)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as refused:
                return refused.code, json.load(refused)

        status, answer = post(json.dumps({"id": 7, "do": "reset.begin", "office_number": NUMBER,
                                          "security_mail": REGISTERED}).encode())
        self.assertEqual((status, answer["id"], answer["next"]), (200, 7, "reset.verify"))
        self.assertEqual(post(b"{}\n{}")[0], 400)
        status, answer = post(json.dumps({"id": 8, "do": "application.submit", "ticket": "none"}).encode())
        self.assertEqual((status, answer["error"]["code"]), (409, "ticket_unknown"))
        adapter.terminate()
        self.assertEqual(adapter.wait(60), 0)
        # The program has closed the database when the adapter has ended: SQLite removes its log then.
        self.assertEqual(list(self.house.state.glob("*-wal")), [])


if __name__ == "__main__":
    unittest.main()
