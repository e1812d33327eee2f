#!/usr/bin/env python3
"""Makes the tables of docs/settings.md and docs/ja/settings.md from settings.tsv, as the manual pages are.

  settings_pages.py           writes the tables anew, below the line that marks their beginning
  settings_pages.py --check   names the page whose tables are not what settings.tsv says; exit 1 if there is any
"""

import pathlib
import sys

import make_manual

TOP = make_manual.HERE.parents[1]
PAGES = {"en": (TOP / "docs/settings.md", "| key | default | meaning |"),
         "ja": (TOP / "docs/ja/settings.md", "| キー | 既定値 | 意味 |")}
MARK = "<!-- Made by jobs/manual/settings_pages.py from settings.tsv: what follows is not edited here. -->\n"
# What stands in the column of defaults and is no value that could be written.
WORDS = {"なし", *(word for word in make_manual.DEFAULTS if word.startswith("ホスト"))}


def code(text):
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}"


def default(text, language):
    if text in WORDS:
        return text if language == "ja" else make_manual.translated(text, make_manual.DEFAULTS)
    either = "、なければ " if "、なければ " in text else "、"
    between = either if language == "ja" else make_manual.translated(either, make_manual.DEFAULTS)
    return between.join(code(part) for part in text.split(either))


def tables(language, header):
    text, section = "", None
    for row in sorted(make_manual.table("settings"), key=lambda row: row["key"].split(".")[0]):
        if section != row["key"].split(".")[0]:
            section = row["key"].split(".")[0]
            text += f"\n## {section}\n\n{header}\n|---|---|---|\n"
        meaning = row[language].replace("|", "\\|")
        text += f"| `{row['key']}` | {default(row['default'], language)} | {meaning} |\n"
    return text


def main():
    wrong = []
    for language, (page, header) in PAGES.items():
        text = page.read_text(encoding="utf-8")
        made = text.partition(MARK)[0] + MARK + tables(language, header)
        if made != text and "--check" in sys.argv[1:]:
            wrong.append(str(page.relative_to(TOP)))
        elif made != text:
            page.write_text(made, encoding="utf-8")
    for name in wrong:
        print(f"{name}: its tables are not those of settings.tsv; jobs/manual/settings_pages.py writes them anew")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
