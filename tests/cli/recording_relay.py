"""An SMTP server on loopback that keeps the Message-ID of each mail at its final dot, before it answers."""

import collections
import contextlib
import re
import socketserver
import threading

MESSAGE_ID = re.compile(rb"^Message-ID: *(<[^>]+>)\r$", re.MULTILINE)
DOMAIN = re.compile(rb"^RCPT TO:<[^>]*@([^>]+)>", re.IGNORECASE)


class RecordingRelay:
    """`at_final_dot(message_id)` is called before the answer; when it returns False, none is given. `most_open` says
    for each recipient domain, and for "" all in all, how many mails were on their way at the same time."""

    def __init__(self):
        self.received = []  # Message-IDs in order
        self.at_final_dot = lambda message_id: True
        self.lock = threading.Lock()
        self.open = collections.Counter()
        self.most_open = collections.Counter()
        relay = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    relay.talk(self.rfile, self.wfile)
                except OSError:
                    pass  # the sender was killed

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def talk(self, lines, out):
        domain = ""
        out.write(b"220 relay.example.jp\r\n")
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                out.write(b"250-relay.example.jp\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif verb == b"RCPT":
                domain = DOMAIN.match(line).group(1).decode()
                out.write(b"250 ok\r\n")
            elif verb == b"DATA":
                out.write(b"354 go on\r\n")
                with self.counted(domain):
                    answers = self.take_mail(lines)
                if not answers:
                    return
                out.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                out.write(b"221 bye\r\n")
                return
            else:
                out.write(b"250 ok\r\n")

    @contextlib.contextmanager
    def counted(self, domain):
        with self.lock:
            self.open.update([domain, ""])
            self.most_open |= self.open
        try:
            yield
        finally:
            with self.lock:
                self.open.subtract([domain, ""])

    def take_mail(self, lines):
        mail = []
        while (line := lines.readline()) not in (b".\r\n", b""):
            mail.append(line)
        if line == b"":
            return False
        message_id = MESSAGE_ID.search(b"".join(mail)).group(1).decode()
        with self.lock:
            self.received.append(message_id)
        return self.at_final_dot(message_id)
