#!/usr/bin/env python3
"""The manual pages say all there is to say and can be read by man; bash completes what the program takes."""

import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import tempfile
import time
import unittest

import installation

MANUAL = pathlib.Path(os.environ["SAIHAKKO_MANUAL"])
PAGES = ["saihakko.1", "saihakko.conf.5", "saihakko-portal.7"]
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
ALLOWED_JAPANESE = "元殿御中電子請求ログイン情報再発行通知書"  # values of settings
SAID_OF_JAPANESE = re.compile(r"warning.*(cannot adjust line|can't break line)")


def shown(name, language):
    """The page as man prints it, without its emphasis and its line breaks; and what man complained of."""
    ran = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", MANUAL / f"{name}.{language}"], capture_output=True,
                         check=False, env=installation.environment(MANWIDTH="1000", LC_ALL="C.UTF-8", MAN_KEEP_FORMATTING=""))
    complaints = [line for line in ran.stderr.decode().splitlines() if not SAID_OF_JAPANESE.search(line)]
    text = re.sub(".\b", "", re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout.decode()))
    return text.replace("\u2010", "-").replace("\u2212", "-"), complaints


def usage(command):
    ran = subprocess.run([installation.BINARY, command, "--no-such-option"], capture_output=True, text=True, check=False,
                         env=installation.environment())
    return ran.stderr


def general_help():
    """The commands and the global options of --help."""
    text = subprocess.run([installation.BINARY, "--help"], capture_output=True, text=True, check=True).stdout
    commands, options = text.split("全体のオプション:")
    return re.findall(r"^  ([a-z]+) ", commands, re.MULTILINE), re.findall(r"^  (--[a-z-]+)", options, re.MULTILINE)


class Manual(unittest.TestCase):

    def test_man_has_nothing_against_any_page(self):
        for name in PAGES:
            for language in ("en", "ja"):
                text, complaints = shown(name, language)
                self.assertEqual(complaints, [], f"{name}.{language}")
                self.assertGreater(len(text), 1000)
                self.assertNotRegex(text, "@[A-Z_]+@")

    def test_whatis_finds_each_page(self):
        for name in PAGES:
            for language in ("en", "ja"):
                ran = subprocess.run(["lexgrog", "-E", "UTF-8", MANUAL / f"{name}.{language}"], capture_output=True, text=True,
                                     check=False, env=installation.environment(LC_ALL="C.UTF-8"))
                self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
                self.assertIn(f'"{name.rsplit(".", 1)[0]} - ', ran.stdout)

    def test_commands_and_options_are_those_of_the_program(self):
        for language in ("en", "ja"):
            text, _ = shown("saihakko.1", language)
            commands, options = general_help()
            for word in [*options, *commands, *(option for command in commands
                                                for option in re.findall(r"--[a-z-]+", usage(command))
                                                if option != "--no-such-option")]:
                self.assertIn(word, text, language)
            for code in (0, 64, 65, 69, 70, 73, 74, 75, 78):
                self.assertRegex(text, rf"(?m)^ +{code} ", language)

    def test_each_setting_is_one_that_the_program_takes(self):
        for language in ("en", "ja"):
            text, _ = shown("saihakko.conf.5", language)
            keys = re.findall(r"(?m)^ {7}([a-z]+(?:\.NN)?\.(?:[a-z_]+|JOB))(?: {2,}|$)", text)
            self.assertGreater(len(keys), 60)
            for key in keys:
                with self.subTest(key):
                    ran = subprocess.run([installation.BINARY, "--set", f"{key.replace('NN', '13').replace('JOB', 'watch')}=\t", "jobs"], check=False,
                                         capture_output=True, text=True, env=installation.environment())
                    self.assertNotIn("知らない設定", ran.stderr)

    def test_each_request_is_one_that_the_portal_takes(self):
        source = (installation.SOURCE / "jobs/portal/portal_handlers.cpp").read_text(encoding="utf-8")
        for language in ("en", "ja"):
            text, _ = shown("saihakko-portal.7", language)
            requests = re.findall(r"(?m)^ {7}([a-z]+\.[a-z_]+)(?: {2,}|$)", text)
            self.assertEqual(len(requests), 10)
            for request in requests:
                self.assertIn(f'"{request}"', source)

    def test_english_pages_are_in_english(self):
        for name in PAGES:
            text, _ = shown(name, "en")
            self.assertEqual(set(JAPANESE.findall(text)) - set(ALLOWED_JAPANESE), set(), name)


class Completion(unittest.TestCase):
    def complete(self, *words):
        """What bash offers for the last of the words."""
        script = f"""source {MANUAL / 'completion'}
            COMP_WORDS=(saihakko "$@"); COMP_CWORD=$#
            COMP_LINE="saihakko $*"; COMP_POINT=${{#COMP_LINE}}
            _saihakko; printf '%s\\n' "${{COMPREPLY[@]}}" """
        ran = subprocess.run(["bash", "-euc", script, "bash", *words], capture_output=True, text=True, check=True,
                             env=installation.environment())
        self.assertEqual(ran.stderr, "")
        return ran.stdout.split()

    def test_bash_has_it_for_saihakko(self):
        ran = subprocess.run(["bash", "-c", f"source {MANUAL / 'completion'}; complete -p saihakko"], capture_output=True,
                             text=True, check=True)
        self.assertEqual(ran.stdout.strip(), "complete -F _saihakko saihakko")

    def test_commands_and_global_options(self):
        self.assertEqual(self.complete("app"), ["application"])
        self.assertEqual(self.complete("--c"), ["--config"])
        self.assertEqual(self.complete("--config", "x.conf", "stat"), ["status"])
        self.assertEqual(self.complete("--set", "mail.tl"), ["mail.tls="])
        self.assertEqual(self.complete("--log-format", ""), ["text", "json"])

    def test_verbs_and_their_options(self):
        self.assertEqual(self.complete("office", ""), ["show", "lock", "unlock"])
        self.assertEqual(self.complete("letter", "re"), ["reprint"])
        self.assertEqual(self.complete("application", "reject", "K1", "--"), ["--reason", "--note"])
        self.assertEqual(self.complete("status", "--"), ["--json"])
        self.assertEqual(self.complete("restore", "--re"), ["--replace", "--reconcile"])

    def test_every_form_of_every_usage_is_offered(self):
        for command in general_help()[0]:
            for form in re.findall(rf"saihakko {command} ?(.*)", usage(command)):
                verbs = re.match(r"\(?([a-z][a-z|-]*)\)?(?: |$)", form)
                for verb in verbs[1].split("|") if verbs else [None]:
                    before = [command] if verb is None else [command, verb]
                    for option in re.findall(r"--[a-z-]+", form):
                        self.assertIn(option, self.complete(*before, option), form)
                    if verb:
                        self.assertIn(verb, self.complete(command, verb))

    def test_jobs_and_states(self):
        with_jobs = self.complete("run", "take-applications", "")
        house = installation.Installation().init()
        self.addCleanup(house.remove)
        self.assertEqual(with_jobs, [row["job"] for row in house.json("jobs")] + ["all"])
        self.assertEqual(self.complete("letter", "list", "--state", "co"), ["collected"])
        self.assertIn("in_review", self.complete("application", "list", "--state", ""))

    def test_values_are_no_verbs(self):
        self.assertEqual(self.complete("letter", "--limit", "5", "re"), ["reprint"])
        self.assertEqual(self.complete("application", "hold", "K1", "--reason", ""), [])
        self.assertEqual(self.complete("application", "list", "--union", "4"), [f"4{digit}" for digit in range(8)])


class Typed(unittest.TestCase):
    """What stands on the line of a real bash after the tabulator."""

    def typed(self, line):
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.home)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"],
                       {"PATH": os.environ["PATH"], "TERM": "dumb", "PS1": "", "HOME": self.home, "INPUTRC": "/dev/null"})
        try:
            show = 'bind -x \'"\\C-xp": printf "<%s>" "$READLINE_LINE" >&3\''
            os.write(terminal, f"exec 3>{self.home}/shown; source {MANUAL / 'completion'}; {show}; echo re''ady\n".encode())
            self.until(terminal, lambda said: b"ready" in said)
            os.write(terminal, line.encode() + b"\t\x18p")
            shown = pathlib.Path(self.home, "shown")
            self.until(terminal, lambda _: shown.exists() and shown.read_bytes().endswith(b">"))
            return shown.read_text(encoding="utf-8")[1:-1]
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)

    def until(self, terminal, done):
        said, end = b"", time.monotonic() + installation.PATIENCE_SECONDS
        while not done(said):
            self.assertLess(time.monotonic(), end, said)
            if select.select([terminal], [], [], 0.02)[0]:
                said += os.read(terminal, 4096)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        for name in ("my file.conf", "copy.db"):
            pathlib.Path(self.home, name).touch()

    def test_words_with_equals_signs_and_colons_are_one(self):
        for line, shown in (("--set mail.tls=starttls che", "--set mail.tls=starttls check "),
                            ("--set=mail.tl", "--set=mail.tls="), ("--set mail.tl", "--set mail.tls="),
                            ("--as-of 2026-01-01T00:00:00+09:00 stat", "--as-of 2026-01-01T00:00:00+09:00 status "),
                            ("application list --state=in", "application list --state=in_review "),
                            ("--config=my restore", "--config=my restore ")):
            self.assertEqual(self.typed(f"saihakko {line}"), f"saihakko {shown}")

    def test_names_of_files_are_quoted(self):
        for line, shown in (("--config my\\ f", "--config my\\ file.conf "), ("--config 'my f", "--config 'my file.conf' "),
                            ("--config=my", "--config=my\\ file.conf "), ("--config ~/my", "--config ~/my\\ file.conf "),
                            ("restore c", "restore copy.db ")):
            self.assertEqual(self.typed(f"saihakko {line}"), f"saihakko {shown}")


if __name__ == "__main__":
    unittest.main()
