#!/usr/bin/env python3
"""RUNBOOK.ja.md has the sections that alerts and exit codes lead to, and the documents name what exists."""

import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PARTS = ["起きたこと", "見るもの", "すること", "してはいけないこと"]
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
# A row of the table: kind, word, key, section, title, sentence (in several literals), command, level.
ALERT = re.compile(r'\{(?:AlertKind::)?(\w+),\s*"\w+",\s*"[^"]+",\s*"([^"]+)",\s*"([^"]+)",\s*'
                   r'(?:"[^"]*"\s*)+,\s*"([^"]+)",\s*(?:warning|error),')


def text_of(name):
    return (SOURCE / name).read_text(encoding="utf-8")


def sections():
    return dict(SECTION.findall(text_of("RUNBOOK.ja.md")))


def alerts():
    return ALERT.findall(text_of("core/domain/alert.cpp"))


def rows(table):
    return [line.split("\t")[0] for line in text_of(table).splitlines()[1:]]


class Runbook(unittest.TestCase):
    def test_the_table_of_alerts_is_read_whole(self):
        kinds = re.search(r"enum class AlertKind \{(.*?)\}", text_of("core/domain/alert.hpp"), re.DOTALL)[1]
        self.assertEqual([kind for kind, *_ in alerts()], re.findall(r"\w+", kinds))

    def test_each_alert_has_its_section_and_each_section_its_alert(self):
        headings = [heading for heading in sections() if heading.startswith("警報 ")]
        self.assertEqual(headings, [f"警報 {section}: {title}" for _, section, title, _ in alerts()])

    def test_a_section_has_the_command_that_its_alert_names(self):
        for _, section, title, command in alerts():
            self.assertIn(command.removesuffix("アドレス"), sections()[f"警報 {section}: {title}"], section)

    def test_each_exit_code_has_its_section(self):
        found = [heading for heading in sections() if heading.startswith("終了コード ")]
        codes = rows("jobs/manual/exit_codes.tsv")
        self.assertEqual(found, [f"終了コード {code}" for code in codes if code != "0"])

    def test_what_systemd_says_when_it_cannot_start_a_unit_has_its_section(self):
        (section,) = [text for heading, text in sections().items() if heading == "ユニットが始まらない: 終わりかたが 200 から 243"]
        for code in ("243", "226"):
            self.assertIn(code, section)

    def test_each_of_these_sections_has_all_four_parts(self):
        for heading, section in sections().items():
            if heading.startswith(("警報 ", "終了コード ", "ユニットが始まらない")):
                self.assertEqual(re.findall(r"^\*\*(.+?)\*\*", section, re.MULTILINE), PARTS, heading)

    def test_the_settings_that_a_section_names_exist(self):
        settings = rows("jobs/manual/settings.tsv")
        for heading, section in sections().items():
            for key in re.findall(r"`((?:watch|letters|review|retention|alerts|mail|backup)\.\w+)`", section):
                self.assertIn(key, settings, heading)


class Commands(unittest.TestCase):
    def test_every_command_and_job_that_a_document_has_typed_exists(self):
        commands = rows("jobs/manual/commands.tsv")
        jobs = [re.match(r"saihakko-(.+)", path.stem)[1] for path in SOURCE.glob("schedules/systemd/saihakko-*.timer")]
        self.assertIn("watch", jobs)
        for name in ("README.ja.md", "RUNBOOK.ja.md"):
            text = text_of(name)
            for command in re.findall(r"(?:^|-- |`)saihakko (\w+)", text, re.MULTILINE):
                self.assertIn(command, commands, name)
            for job in re.findall(r"saihakko@([a-z-]+)\.service", text):
                self.assertIn(job, jobs, name)


if __name__ == "__main__":
    unittest.main()
