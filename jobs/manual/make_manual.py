#!/usr/bin/env python3
"""Makes the manual pages and the completion for bash from the program itself.

  make_manual.py PROGRAM TABLES VERSION OUT

PROGRAM is saihakko, whose --help and usage texts are taken; TABLES prints its settings and jobs. The words of
the pages lie beside this file. A setting, command, option or request without its words is an error, and the
other way round.
"""

import csv
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = ("ja", "en")
PAGES = ("saihakko.1", "saihakko.conf.5", "saihakko-portal.7")
PLACEHOLDERS = {"都道府県コード": "NN", "鍵を写すファイル": "FILE", "通知書番号": "NOTICE", "受付番号": "RECEIPT",
                "事業所番号": "OFFICE", "電話番号": "NUMBER", "アドレス": "ADDRESS", "ハッシュ": "HASH", "応答者": "PERSON",
                "コード": "CODE", "控え": "COPY", "状態": "STATE", "備考": "TEXT", "結果": "RESULT", "番号": "NUMBER",
                "キー=値": "KEY=VALUE", "日時": "TIME", "…": "..."}
DEFAULTS = {"なし": "none", "ホストのもの": "the host's", "ホストの名前": "the host's name", "、なければ ": ", else ", "、": ", "}
FILES = [
    ("/etc/saihakko/saihakko.conf", "設定。", "The configuration."),
    ("/etc/saihakko/templates", "ここにある同じ名前のファイルが、次のものに優先する。", "A file of the same name here wins over the next."),
    ("/usr/share/saihakko/templates", "文面、様式、理由の一覧、祝日。", "Texts, forms, reasons, holidays."),
    ("/etc/saihakko/keys", "鍵。控えは別の媒体に。", "The keys; keep their copy on a medium of its own."),
    ("/var/lib/saihakko", "データベース、受信箱、通知書、審査一覧、控え。", "Database, inbox, letters, worksheets, copies."),
]


def fail(message):
    sys.exit(f"make_manual: {message}")


def table(name):
    with open(HERE / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def same(what, of_program, of_words):
    if set(of_program) != set(of_words):
        fail(f"{what}: {sorted(set(of_program) ^ set(of_words))} stands on one side only")


def translated(text, words):
    for japanese, english in words.items():
        text = text.replace(japanese, english)
    return text


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


def entry(head, body):
    return f".TP\n.B {roff(head)}\n{roff(body)}\n" if " " not in head else f'.TP\n.B "{roff(head)}"\n{roff(body)}\n'


class Program:
    """What the program tells of itself."""

    def __init__(self, program, tables, folder):
        self.program = program
        self.configuration = folder / "empty.conf"
        self.configuration.write_text("")
        general, options = self.say("--help").split("\n全体のオプション:\n")
        self.commands = dict(re.findall(r"^  ([a-z]+) +(.*)$", general, re.MULTILINE))
        self.options = [(name, argument or "", text) for name, argument, text in
                        re.findall(r"^  --([a-z-]+)(?: (\S+))? +(.*)$", options, re.MULTILINE)]
        lines = [line.split(" ", 1) for line in subprocess.check_output([tables], text=True).splitlines()]
        self.jobs = [name for kind, name in lines if kind == "job"]
        of_jobs = {f"ping.{job}" for job in self.jobs}
        self.settings = list(dict.fromkeys("ping.JOB" if name in of_jobs else name
                                           for kind, name in lines if kind == "setting"))

    def say(self, *words):
        ran = subprocess.run([self.program, "--config", self.configuration, *words], capture_output=True, text=True,
                             encoding="utf-8", check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
        return ran.stdout or ran.stderr

    def forms(self, command):
        """The usage of a command: `letter show 通知書番号 [--json]`, …"""
        found = re.findall(r"(?:使い方:|^) +saihakko (.+)$", self.say(command, "--no-such-option"), re.MULTILINE)
        return found or fail(f"{command} tells no usage")


def option_entries(program, language):
    english = {row["name"]: row["en"] for row in table("options")}
    same("options", [name for name, _, _ in program.options], english)
    for name, argument, text in program.options:
        if language == "en":
            argument, text = translated(argument, PLACEHOLDERS), english[name]
        yield entry(f"--{name} {argument}".strip(), text)


def command_entries(program, language):
    english = {row["name"]: row["en"] for row in table("commands")}
    same("commands", program.commands, english)
    for name in program.commands:
        yield f".SS {name}\n"
        for form in program.forms(name):
            yield f".B {roff(form if language == 'ja' else translated(form, PLACEHOLDERS))}\n.br\n"
        text = program.commands[name].split(": ")[0] if language == "ja" else english[name]
        yield f".PP\n{roff(text)}\n"


def setting_entries(program, language):
    words = {row["key"]: row for row in table("settings")}
    same("settings", program.settings, words)
    for key in sorted(program.settings):
        row = words[key]
        default = row["default"] if language == "ja" else translated(row["default"], DEFAULTS)
        yield entry(key, f"{row[language]} [{default}]")


def request_entries():
    for row in table("requests"):
        yield entry(row["do"], f"{row['takes']} → {row['gives']}")


def example_entries():
    for row in table("examples"):
        yield f".PP\n.nf\n{roff(row['request'])}\n{roff(row['answer'])}\n.fi\n"


def error_entries(language):
    for row in table("errors"):
        head = f"{row['code']} (retry_at)" if row["retry_at"] == "yes" else row["code"]
        yield entry(head, f"{row[language]} {row['remedy_' + language]}")


def page(name, language, program, version):
    jobs = ", ".join(program.jobs)
    values = {"VERSION": version,
              "OPTIONS": "".join(option_entries(program, language)),
              "COMMANDS": "".join(command_entries(program, language)),
              "JOBS": f"{roff(jobs)}.",
              "EXIT_CODES": "".join(entry(row["code"], row[language]) for row in table("exit_codes")),
              "SETTINGS": "".join(setting_entries(program, language)),
              "REQUESTS": "".join(request_entries()),
              "EXAMPLES": "".join(example_entries()),
              "ERRORS": "".join(error_entries(language)),
              "BREACHES": "".join(entry(row["breach"], row[language]) for row in table("breaches")),
              "FILES": "".join(entry(path, {"ja": ja, "en": en}[language]) for path, ja, en in FILES)}
    text = (HERE / f"{name}.{language}.in").read_text(encoding="utf-8")
    text = re.sub(r"@([A-Z_]+)@\n?", lambda match: values[match[1]] + ("\n" if match[1] == "JOBS" else ""), text)
    return re.sub(r"\n\n+", "\n", text)


def completion(program):
    """The words of bash's completion: verbs of each command, options of each verb."""
    lines = []
    valued = {f"--{name}": None for name, argument, _ in program.options if argument}
    for command in program.commands:
        verbs, options = [], {}
        for form in program.forms(command):
            valued.update(dict.fromkeys(re.findall(r"(--[a-z-]+) [^\s|()\[\]-]", form)))
            first = form.split()[1] if len(form.split()) > 1 else ""
            named = re.fullmatch(r"[a-z]+", first) or re.fullmatch(r"\(([a-z]+(?:\|[a-z]+)+)\)", first)
            of_form = named[0].strip("()").split("|") if named else [""]
            verbs += [verb for verb in of_form if verb]
            for verb in of_form:
                options.setdefault(verb, []).extend(re.findall(r"--[a-z-]+", form))
        if command == "run":
            verbs = [*program.jobs, "all"]
        lines.append(f"    {command}) verbs='{' '.join(verbs)}' ;;\n")
        for verb, names in options.items():
            lines.append(f"    {command}:{verb or '*'}) options='{' '.join(dict.fromkeys(names))}' ;;\n")
    words = json.loads((HERE.parent / "schemas/words.json").read_text(encoding="utf-8"))["$defs"]
    verbs = "".join(line for line in lines if ":" not in line.split(")")[0])
    options = "".join(line for line in lines if ":" in line.split(")")[0])
    states = "".join(f"    {name}) states='{' '.join(words[name + '_state']['enum'])}' ;;\n"
                     for name in ("application", "letter", "notice"))
    text = (HERE / "completion.bash.in").read_text(encoding="utf-8")
    for name, value in (("COMMANDS", " ".join(program.commands)), ("VERBS", verbs), ("OPTIONS", options),
                        ("STATES", states), ("VALUED", " | ".join(valued)), ("GLOBAL", " ".join(f"--{name}" for name, _, _ in program.options)),
                        ("SETTINGS", " ".join(f"{key}=" for key in program.settings if not re.search(r"NN|JOB", key)))):
        text = text.replace(f"    @{name}@\n", value).replace(f"@{name}@", value)
    return text


def main():
    program, tables, version, out = sys.argv[1:]
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    told = Program(program, tables, folder)
    for name in PAGES:
        for language in LANGUAGES:
            (folder / f"{name}.{language}").write_text(page(name, language, told, version), encoding="utf-8")
    (folder / "completion").write_text(completion(told), encoding="utf-8")


if __name__ == "__main__":
    main()
