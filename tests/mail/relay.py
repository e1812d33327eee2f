"""A relay that the tests play: it does what a script tells it, on a free port of the loopback."""

import json
import os
import re
import socket
import ssl
import struct
import subprocess
import threading
import time

EHLO = "250-relay.test\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250 8BITMIME\r\n"
EHLO_PLAIN = "250 relay.test\r\n"


class Say(str):
    """Bytes to be sent as they are."""


class Close:
    """Ends the connection with FIN."""


class Reset:
    """Ends the connection with RST."""


class Stall:
    """Says nothing more, until the other side goes."""


class Drip(str):
    """Sent one byte every tenth of a second."""


class Deaf(str):
    """Sent as it is; then nothing is read any more."""


class Cut(str):
    """Sent as it is; then the connection ends."""


class Relay:
    """Answers by a table from step to answer; a step that is not there is answered well.

    Steps: greeting, EHLO, HELO, STARTTLS, AUTH, auth (a further line of it), MAIL, RCPT, DATA, end, RSET, QUIT. An
    answer is a string (CRLF is added), one of the above, or a list of those: for the first time, the second, ...; the
    last one stays.
    """

    def __init__(self, answers=None, tls=None, ehlo=EHLO, implicit=False, greeting_delay=0):
        self.answers = dict(answers or {})
        self.tls, self.ehlo, self.implicit, self.greeting_delay = tls, ehlo, implicit, greeting_delay
        self.mails, self.commands, self.connections, self.writes = [], [], 0, []
        self.counts = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ending = False
        self.open = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ending = True
        try:
            self.listener.shutdown(socket.SHUT_RDWR)  # else the accept() that waits would take one more
        except OSError:
            pass
        self.listener.close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        talk = Talk(self, connection)
        self.open.add(connection)
        try:
            talk.run()
        except (OSError, EOFError):
            pass
        finally:
            self.open.discard(connection)
            talk.socket.close()

    def answer(self, step, default):
        answer = self.answers.get(step, default)
        if isinstance(answer, list):
            count = self.counts[step] = self.counts.get(step, 0) + 1
            answer = answer[min(count, len(answer)) - 1]
        return default if answer is None else answer


class Talk:
    def __init__(self, relay, connection):
        self.relay, self.socket, self.buffer = relay, connection, b""
        self.mail = None

    def line(self):
        while b"\n" not in self.buffer:
            got = self.socket.recv(65536)
            if not got:
                raise EOFError
            self.relay.writes.append(got)
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def say(self, step, default):
        return self.send(self.relay.answer(step, default))

    def send(self, answer):
        if answer is Close:
            raise EOFError
        if answer is Reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise EOFError
        if answer is Stall:
            while self.socket.recv(65536):
                pass
            raise EOFError
        if isinstance(answer, Drip):
            for byte in answer.encode():
                self.socket.sendall(bytes([byte]))
                time.sleep(0.1)
            return answer
        text = answer if isinstance(answer, (Say, Cut, Deaf)) else answer.rstrip("\r\n") + "\r\n"
        self.socket.sendall(text.encode("latin-1"))
        while isinstance(answer, Deaf) and not self.relay.ending:
            time.sleep(0.05)
        if isinstance(answer, Cut):
            raise EOFError
        return text

    def encrypt(self):
        self.socket = self.relay.tls.wrap_socket(self.socket, server_side=True)

    def run(self):
        if self.relay.implicit:
            self.encrypt()
        time.sleep(self.relay.greeting_delay)
        self.say("greeting", "220 relay.test ESMTP")
        while True:
            command = self.line().decode("latin-1")
            self.relay.commands.append(command)
            if not self.obey(command):
                return

    def obey(self, command):
        word = command.split(" ")[0].upper()
        if word == "QUIT":
            self.say("QUIT", "221 bye")
            return False
        if word == "STARTTLS":
            if self.say("STARTTLS", "220 go ahead").startswith("220"):
                self.encrypt()
                self.buffer = b""
        elif word == "AUTH":
            self.auth(command)
        elif word == "DATA":
            accepted = self.mail is not None and self.mail["to"]
            if self.say("DATA", "354 go" if accepted else "554 no valid recipients").startswith("354"):
                self.take_text()
        else:
            said = self.say(word, {"EHLO": self.relay.ehlo, "HELO": "250 relay.test"}.get(word, "250 ok"))
            good = said.startswith("2")
            if word == "MAIL":
                self.mail = {"from": command, "to": []} if good else None
            elif word == "RCPT" and good and self.mail:
                self.mail["to"].append(command)
            elif word == "RSET":
                self.mail = None
        return True

    def auth(self, command):
        if command.upper() == "AUTH LOGIN":
            for _ in range(2):
                if not self.say("auth", "334 VXNlcm5hbWU6").startswith("334"):
                    return
                self.relay.commands.append("auth " + self.line().decode())
        self.say("AUTH", "235 welcome")

    def take_text(self):
        lines = []
        while (line := self.line()) != b".":
            lines.append(line[1:] if line.startswith(b".") else line)
        mail, self.mail = self.mail, None
        answer = self.relay.answer("end", "250 2.0.0 queued")
        # Unless it refuses, it takes the mail before it answers, as a relay does that dies in between.
        if mail and mail["to"] and not (isinstance(answer, str) and answer.startswith(("4", "5"))):
            self.relay.mails.append({**mail, "text": b"".join(line + b"\r\n" for line in lines)})
        self.send(answer)


class Sender:
    """The SMTP sender as a process; each call is one order."""

    def __init__(self, relay, **options):
        self.process = subprocess.Popen([os.environ["SAIHAKKO_SMTP_SENDER"]], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        address = relay if isinstance(relay, str) else f"127.0.0.1:{relay.port}"
        self.opened = self.order("open", **{"relay": address, "greeting_ms": 60_000, "command_ms": 60_000, "data_ms": 60_000,
                              "mail_ms": 120_000, **options})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def order(self, what, **fields):
        self.process.stdin.write(json.dumps({"do": what, **fields}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def deliver(self, message="Subject: a\r\n\r\nb\r\n", to="jimusho@example.jp"):
        return self.order("deliver", **{"from": "saihakko@example.jp", "to": to, "message": message})

    def pretend(self, message="Subject: a\r\n\r\nb\r\n"):
        return self.order("pretend", message=message)


def words(commands):
    return [re.split("[ :]", command)[0] for command in commands]
