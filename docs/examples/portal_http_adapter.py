#!/usr/bin/env python3
"""From HTTP to saihakko portal, as an example: POST a request's object to /portal, get the answer's.

  portal_http_adapter.py PORT COMMAND...     portal_http_adapter.py 8080 socat - UNIX-CONNECT:/run/saihakko/portal.sock

Listens on loopback; a real portal stands before it, with TLS, forms and the cookie that `client` is. One process of
COMMAND serves all requests, one after the other; one that has ended is started anew with the next request. Told to
end, the adapter ends the input of that process and waits until it has answered what it has read.
"""

import http.server
import json
import signal
import subprocess
import sys
import threading

LONGEST = 64 * 1024


class Portal:
    def __init__(self, command):
        self.command, self.process, self.lock = command, None, threading.Lock()

    def ask(self, line):
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.process.stdin.write(line + b"\n")
            self.process.stdin.flush()
            return self.process.stdout.readline()

    def end(self):
        with self.lock:
            if self.process is not None:
                self.process.communicate()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if self.path == "/portal" and length <= LONGEST else b""
        try:
            answer = self.server.portal.ask(body.replace(b"\n", b" ").replace(b"\r", b" ") or b"{}")
        except OSError:
            answer = b""
        error = json.loads(answer).get("error", {}) if answer else {"code": "busy"}
        status = {None: 200, "bad_request": 400, "busy": 503, "try_again": 503}.get(error.get("code"), 409)
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.portal = Portal(sys.argv[2:])
    print(server.server_port, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        server.serve_forever()
    finally:
        server.portal.end()
