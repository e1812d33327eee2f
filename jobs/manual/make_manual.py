#!/usr/bin/env python3
"""Makes the manual pages and the completion for bash from the program itself.

  make_manual.py TABLES VERSION OUT

TABLES prints the program's settings, jobs, options and commands. The words of the pages lie beside this file. A
setting, command, verb, option or request without its words is an error, and the other way round.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LANGUAGES = ("ja", "en")
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]+")
PAGES = ("saihakko.1", "saihakko.conf.5", "saihakko-portal.7")
PLACEHOLDERS = {"都道府県コード": "NN", "鍵を写すファイル": "FILE", "通知書番号": "NOTICE", "受付番号": "RECEIPT",
                "事業所番号": "OFFICE", "電話番号": "NUMBER", "アドレス": "ADDRESS", "ハッシュ": "HASH", "応答者": "PERSON",
                "ファイル名": "FILE", "ファイル": "FILE", "コード": "CODE", "控え": "COPY", "状態": "STATE", "備考": "TEXT", "結果": "RESULT", "番号": "NUMBER",
                "キー=値": "KEY=VALUE", "日時": "TIME", "バッチ名": "BATCH", "バッチ": "BATCH", "担当者": "PERSON",
                "対象": "SUBJECT", "できごと": "EVENT", "…": "..."}
EXAMPLES = {"管理者": "MANAGER"}
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

    def __init__(self, tables):
        told = {"setting": [], "job": [], "global": [], "command": []}
        for line in subprocess.check_output([tables], text=True, encoding="utf-8").splitlines():
            kind, rest = line.split(" ", 1)
            told[kind].append(rest)
        self.jobs = told["job"]
        self.options = [json.loads(text) for text in told["global"]]
        self.commands = [json.loads(text) for text in told["command"]]
        self.verbs = [verb for command in self.commands for verb in command["verbs"]]
        of_jobs = {f"ping.{job}" for job in self.jobs}
        self.settings = list(dict.fromkeys("ping.JOB" if name in of_jobs else name for name in told["setting"]))


def english(name):
    return {row["name"]: row["en"] for row in table(name)}


def option_entries(program, language):
    words = english("global_options")
    same("global options", [option["name"] for option in program.options], words)
    for option in program.options:
        yield option_entry(option, language, words[option["name"]])


def option_entry(option, language, in_english):
    value = option["value"] if language == "ja" else translated(option["value"], PLACEHOLDERS)
    return entry(f"--{option['name']} {value}".strip(), option["help"] if language == "ja" else in_english)


class OptionWords:
    """The English of the verbs' options: `letter void --reason` where it has words of its own, else `--reason`."""

    def __init__(self):
        self.words = english("options")
        self.unread = set(self.words)

    def of(self, verb, option):
        for name in (f"{verb['full_name']} --{option['name']}", f"--{option['name']}"):
            if name in self.words:
                self.unread.discard(name)
                return self.words[name]
        return fail(f"options.tsv has nothing of {verb['full_name']} --{option['name']}")

    def require_all_read(self):
        if self.unread:
            fail(f"options.tsv: {sorted(self.unread)} is no option")


def verb_entry(verb, language, in_english, options):
    form = verb["usage"].removeprefix("saihakko ")
    yield entry(form if language == "ja" else translated(form, PLACEHOLDERS), verb["help"] if language == "ja" else in_english)
    if verb["options"]:
        yield ".RS\n"
        for option in verb["options"]:
            yield option_entry(option, language, options.of(verb, option))
        yield ".RE\n"
    example = verb["example"] if language == "ja" else translated(verb["example"], EXAMPLES)
    yield f".IP\n.I {roff(example)}\n"


def command_entries(program, language):
    commands, verbs, options = english("commands"), english("verbs"), OptionWords()
    same("commands", [command["name"] for command in program.commands], commands)
    same("verbs", [verb["full_name"] for command in program.commands if len(command["verbs"]) > 1
                   for verb in command["verbs"]], verbs)
    for command in program.commands:
        yield f".SS {command['name']}\n{roff(command['help'] if language == 'ja' else commands[command['name']])}\n"
        for verb in command["verbs"]:
            yield from verb_entry(verb, language, verbs.get(verb["full_name"], commands[command["name"]]), options)
    if language == "en":
        options.require_all_read()


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


def example_entries(language):
    """The English page leaves Japanese names out, as both leave out what is said to the person."""
    for row in table("examples"):
        answer = row["answer"] if language == "ja" else JAPANESE.sub("……", row["answer"])
        yield f".PP\n.nf\n{roff(row['request'])}\n{roff(answer)}\n.fi\n"


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
              "EXAMPLES": "".join(example_entries(language)),
              "ERRORS": "".join(error_entries(language)),
              "BREACHES": "".join(entry(row["breach"], row[language]) for row in table("breaches")),
              "FILES": "".join(entry(path, {"ja": ja, "en": en}[language]) for path, ja, en in FILES)}
    text = (HERE / f"{name}.{language}.in").read_text(encoding="utf-8")
    text = re.sub(r"@([A-Z_]+)@\n?", lambda match: values[match[1]] + ("\n" if match[1] == "JOBS" else ""), text)
    return re.sub(r"\n\n+", "\n", text)


def completion(program):
    """The words of bash's completion: verbs of each command, options of each verb."""
    verbs, options = "", ""
    valued = [f"--{option['name']}" for option in program.options if option["value"]]
    for command in program.commands:
        words = [verb["name"] for verb in command["verbs"] if re.fullmatch("[a-z-]+", verb["name"])
                 and not verb["name"].startswith("-")]
        verbs += f"    {command['name']}) verbs='{' '.join([*program.jobs, 'all'] if command['name'] == 'run' else words)}' ;;\n"
        without_word = []
        for verb in command["verbs"]:
            names = [f"--{option['name']}" for option in verb["options"]]
            valued += [f"--{option['name']}" for option in verb["options"] if option["value"]]
            if verb["name"] in words:
                options += f"    {command['name']}:{verb['name']}) options='{' '.join(names)}' ;;\n"
            else:
                without_word += [verb["name"]] * verb["name"].startswith("-") + names
        if without_word:
            options += f"    {command['name']}:*) options='{' '.join(dict.fromkeys(without_word))}' ;;\n"
    words = json.loads((HERE.parent / "schemas/words.json").read_text(encoding="utf-8"))["$defs"]
    states = "".join(f"    {name}) states='{' '.join(words[name + '_state']['enum'])}' ;;\n"
                     for name in ("application", "letter", "notice"))
    text = (HERE / "completion.bash.in").read_text(encoding="utf-8")
    for name, value in (("COMMANDS", " ".join([*(command["name"] for command in program.commands), "help"])),
                        ("VERBS", verbs), ("OPTIONS", options), ("STATES", states), ("VALUED", " | ".join(dict.fromkeys(valued))),
                        ("GLOBAL", " ".join(f"--{option['name']}" for option in program.options)),
                        ("SETTINGS", " ".join(f"{key}=" for key in program.settings if not re.search(r"NN|JOB", key)))):
        text = text.replace(f"    @{name}@\n", value).replace(f"@{name}@", value)
    return text


def main():
    tables, version, out = sys.argv[1:]
    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    told = Program(tables)
    for name in PAGES:
        for language in LANGUAGES:
            (folder / f"{name}.{language}").write_text(page(name, language, told, version), encoding="utf-8")
    (folder / "completion").write_text(completion(told), encoding="utf-8")


if __name__ == "__main__":
    main()
