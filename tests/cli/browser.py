"""Headless Chromium, spoken to through a pipe (the Chrome DevTools Protocol), and what it makes of a page."""

import base64
import itertools
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

CHROMIUM = shutil.which("chromium")
PATIENCE_SECONDS = 900

# Every piece of text on the page as boxes, and what of it cannot be seen: for a person a text that lies on another one
# or beyond its place is not there. Texts of tables that scroll are inside of their scroller.
LOOK = """
(() => {
  const faults = [], boxes = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`page is ${page.scrollWidth} wide, not ${page.clientWidth}`);
  for (const element of document.querySelectorAll('body *')) {
    if (element.namespaceURI.endsWith('/svg') || getComputedStyle(element).display === 'inline') continue;
    if (element.scrollWidth > element.clientWidth) faults.push(`cut: ${element.tagName} ${element.textContent.trim().slice(0, 30)}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || ['TITLE', 'title', 'desc'].includes(parent.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const picture = parent.closest('svg');
    const around = (picture || parent.closest('.card, li, header, .alert, .balanced') || document.body)
      .getBoundingClientRect();
    for (const box of picture ? [parent.getBoundingClientRect()] : range.getClientRects()) {
      const words = node.data.trim().slice(0, 30);
      boxes.push({words, left: box.left, right: box.right, top: box.top, bottom: box.bottom});
      if (box.left < around.left - 0.5 || box.right > around.right + 0.5 || box.top < around.top - 0.5 ||
          box.bottom > around.bottom + 0.5) faults.push(`outside of its place: ${words}`);
      if (box.height < 8) faults.push(`${box.height.toFixed(1)} high: ${words}`);
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  for (let i = 0; i < boxes.length; ++i) {
    for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom - 1; ++j) {
      const wide = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left);
      const high = Math.min(boxes[i].bottom, boxes[j].bottom) - Math.max(boxes[i].top, boxes[j].top);
      if (wide > 1 && high > 2) faults.push(`${boxes[i].words} lies on ${boxes[j].words}`);
    }
  }
  return {texts: boxes.length, faults};
})()
"""


class Browser:
    """One process with one page, until the end of the block."""

    def __enter__(self):
        # Its children outlive it by a moment, and write.
        self._profile = tempfile.TemporaryDirectory(prefix="saihakko-chromium-", ignore_cleanup_errors=True)
        commands, self._commands = os.pipe()
        self._answers, answers = os.pipe()

        def as_three_and_four():
            kept = [os.dup(commands), os.dup(answers)]
            for place, descriptor in zip((3, 4), kept):
                os.dup2(descriptor, place)

        self._process = subprocess.Popen(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--remote-debugging-pipe", f"--user-data-dir={self._profile.name}", "about:blank"],
            close_fds=False, preexec_fn=as_three_and_four, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(commands)
        os.close(answers)
        self._numbers = itertools.count(1)
        self._pending = b""
        self._session = None
        self.requests = []
        target = next(target for target in self.do("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self._session = self.do("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log"):
            self.do(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._commands)
        os.close(self._answers)
        self._profile.cleanup()

    def _message(self):
        until = time.monotonic() + PATIENCE_SECONDS
        while b"\0" not in self._pending:
            ready, _, _ = select.select([self._answers], [], [], max(0, until - time.monotonic()))
            assert ready, "the browser does not answer"
            read = os.read(self._answers, 1 << 20)
            assert read, "the browser has ended"
            self._pending += read
        text, self._pending = self._pending.split(b"\0", 1)
        message = json.loads(text)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message

    def do(self, method, **parameters):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def open(self, path, width, height=900):
        """Shows a file on a screen of this width, in CSS pixels."""
        self.requests.clear()
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                mobile=width < 600)
        self.do("Page.navigate", url=pathlib.Path(path).as_uri())
        while self._message().get("method") != "Page.loadEventFired":
            pass

    def evaluate(self, expression):
        answer = self.do("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def look(self):
        """How many pieces of text there are, and what is wrong with them."""
        found = self.evaluate(LOOK)
        return found["texts"], found["faults"]

    def screenshot(self):
        return base64.b64decode(self.do("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"])

    def pdf(self):
        return base64.b64decode(self.do("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
