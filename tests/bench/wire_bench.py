#!/usr/bin/env python3
"""How fast mails go over the wire to smtp-sink, from us, from Postfix's smtp-source and from Python's smtplib.

All hand over the same message, keep their connections, and take turns within a round, so that whatever else the
machine does falls on all of them; of each the best round counts. smtp-sink keeps nothing: this is the wire alone.
Ends with 1 when we are slower than smtp-source.
"""

import argparse
import pathlib
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time

MAILS = 8_000
ROUNDS = 5
SINK = "/usr/sbin/smtp-sink"
SOURCE = "/usr/sbin/smtp-source"
LEAST_RATIO = 1.0
HEADERS = (b"Date: Sun, 22 Nov 2026 09:00:00 +0900\r\nFrom: saihakko@example.jp\r\nTo: jimusho@example.jp\r\n"
           b"Subject: =?UTF-8?B?56K66KqN44Kz44O844OJ?=\r\nMessage-ID: <n1@saihakko.example.jp>\r\n"
           b"Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
           b"Content-Transfer-Encoding: base64\r\n\r\n")


def message(size):
    """A mail such as ours, of about that size."""
    return HEADERS + (b"5LuL6K236Zu75a2Q6KuL5rGC5Y+X5LuY44K344K544OG44Og44GL44KJ44Gu44GK55+l44KJ44Gb\r\n"
                      * ((size - len(HEADERS)) // 78))


class Sink:
    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        user = ["-u", "nobody"] if pathlib.Path("/proc/self").stat().st_uid == 0 else []
        self.process = subprocess.Popen([SINK, *user, self.address, "1000"], stderr=subprocess.DEVNULL)
        host, port = self.address.split(":")
        for _ in range(200):
            try:
                socket.create_connection((host, int(port)), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        sys.exit("wire_bench.py: smtp-sink does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def ours(options, sink, sessions, file):
    return float(subprocess.run([options.sender, sink.address, str(sessions), str(options.mails), file], check=True,
                                stdout=subprocess.PIPE, text=True).stdout)


def smtp_source(options, sink, sessions, file):
    start = time.monotonic()
    subprocess.run([SOURCE, "-d", "-s", str(sessions), "-m", str(options.mails), "-F", file, "-f", "saihakko@example.jp",
                    "-t", "jimusho@example.jp", f"inet:{sink.address}"], check=True)
    return time.monotonic() - start


def python(options, sink, sessions, file):
    content = pathlib.Path(file).read_bytes()
    host, port = sink.address.split(":")

    def send():
        with smtplib.SMTP(host, int(port)) as client:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(options.mails // sessions):
                client.sendmail("saihakko@example.jp", ["jimusho@example.jp"], content)

    start = time.monotonic()
    threads = [threading.Thread(target=send) for _ in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="not used: the wire alone is measured")
    parser.add_argument("--sender", required=True, help="wire_sender")
    parser.add_argument("--mails", type=int, default=MAILS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--bytes", type=int, default=1500, help="of a mail")
    options = parser.parse_args()
    if not pathlib.Path(SOURCE).is_file():
        sys.exit("wire_bench.py: smtp-source is missing (scripts/deps bench)")
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        file = str(pathlib.Path(folder) / "mail")
        pathlib.Path(file).write_bytes(message(options.bytes))
        for sessions in (1, 4):
            best = {}
            sink = Sink()
            try:
                for _ in range(options.rounds):
                    for way in (ours, smtp_source, python):
                        rate = options.mails / way(options, sink, sessions, file)
                        best[way] = max(rate, best.get(way, 0))
            finally:
                sink.stop()
            ratio = best[ours] / best[smtp_source]
            missed = missed or ratio < LEAST_RATIO
            print(f"{sessions} session{'s' if sessions > 1 else ' '}  ours {best[ours]:>8,.0f} mails/s  "
                  f"smtp-source {best[smtp_source]:>8,.0f}  ratio {ratio:.2f} (goal {LEAST_RATIO})  "
                  f"smtplib {best[python]:>8,.0f}  ratio {best[ours] / best[python]:.2f}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
