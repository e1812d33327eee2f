#!/usr/bin/env python3
"""docs/ja/runbook has the sections that alerts and exit codes lead to, and the pages name what exists."""

import pathlib
import re
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PARTS = ["起きたこと", "見るもの", "すること", "してはいけないこと"]
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
# A row of the table: kind, word, key, section, title, sentence (in several literals), command, level.
ALERT = re.compile(r'\{(?:AlertKind::)?(\w+),\s*"\w+",\s*"[^"]+",\s*"([^"]+)",\s*"([^"]+)",\s*'
                   r'(?:"[^"]*"\s*)+,\s*"([^"]+)",\s*(?:warning|error),')


def text_of(name):
    return (SOURCE / name).read_text(encoding="utf-8")


def pages(folder="docs/ja"):
    return {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted((SOURCE / folder).rglob("*.md"))}


def sections():
    """The sections of all pages of the runbook but its index, by heading."""
    found = [section for name, text in pages("docs/ja/runbook").items() if not name.endswith("README.md")
             for section in SECTION.findall(text)]
    assert len(dict(found)) == len(found), "two sections have one heading"
    return dict(found)


def anchor(heading):
    """What GitHub calls a heading in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


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
        self.assertEqual(sorted(headings), sorted(f"警報 {section}: {title}" for _, section, title, _ in alerts()))

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

    def test_each_section_has_all_four_parts(self):
        for heading, section in sections().items():
            self.assertEqual(re.findall(r"^\*\*(.+?)\*\*", section, re.MULTILINE), PARTS, heading)

    def test_the_index_leads_to_each_section(self):
        index = text_of("docs/ja/runbook/README.md")
        for heading in sections():
            self.assertIn(f"#{anchor(heading)})", index, heading)


class Settings(unittest.TestCase):
    def test_the_settings_that_a_page_names_exist(self):
        keys = rows("jobs/manual/settings.tsv")
        sections_of_keys = "|".join(sorted({key.split(".")[0] for key in keys}))
        for name, text in pages("docs").items():
            for key in re.findall(rf"`((?:{sections_of_keys})\.(?:NN\.)?\w+)(?: = [^`]*)?`", text):
                if not key.endswith((".db", ".conf", ".key", ".md")):
                    self.assertIn(key, keys, name)

    def test_a_default_that_a_page_tells_beside_its_key_is_the_one_of_the_table(self):
        defaults = dict(line.split("\t")[:2] for line in text_of("jobs/manual/settings.tsv").splitlines()[1:])
        told = [(name, *found) for name, text in pages().items()
                for found in re.findall(r"`([a-z]+\.(?:NN\.)?\w+)`（(\d+)[^）]{0,4}）", text)]
        self.assertGreater(len(told), 10)
        for name, key, number in told:
            self.assertEqual(number, defaults[key], f"{name}: {key}")

    def test_the_pages_of_settings_are_made_from_the_table(self):
        ran = subprocess.run([sys.executable, SOURCE / "jobs/manual/settings_pages.py", "--check"], capture_output=True,
                             text=True, check=False)
        self.assertEqual((ran.returncode, ran.stdout), (0, ""), ran.stderr)


class Commands(unittest.TestCase):
    def test_every_command_and_job_that_a_document_has_typed_exists(self):
        commands = rows("jobs/manual/commands.tsv")
        jobs = [re.match(r"saihakko-(.+)", path.stem)[1] for path in SOURCE.glob("schedules/systemd/saihakko-*.timer")]
        self.assertIn("watch", jobs)
        for name, text in pages().items():
            for command in re.findall(r"(?:^|-- |`)saihakko ([a-z]+)", text, re.MULTILINE):
                self.assertIn(command, commands, name)
            for job in re.findall(r"saihakko@([a-z-]+)\.service", text):
                self.assertIn(job, jobs, name)


class Links(unittest.TestCase):
    def test_every_link_leads_to_a_file_and_to_a_heading_of_it(self):
        documents = [SOURCE / "README.md", SOURCE / "ARCHITECTURE.md", *(SOURCE / "docs").rglob("*.md"),
                     *(path for top in ("core", "jobs") for path in (SOURCE / top).rglob("README.md"))]
        for document in documents:
            text = document.read_text(encoding="utf-8")
            for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
                path, _, heading = target.partition("#")
                led_to = document if not path else (document.parent / path).resolve()
                self.assertTrue(led_to.exists(), f"{document}: {target}")
                if heading:
                    headings = re.findall(r"^#+ (.+)$", led_to.read_text(encoding="utf-8"), re.MULTILINE)
                    self.assertIn(heading, map(anchor, headings), f"{document}: {target}")


if __name__ == "__main__":
    unittest.main()
