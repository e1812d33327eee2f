"""Reads and fills in xlsx files with nothing but the standard library (ECMA-376, part 1, section 18.3)."""

import re
import xml.etree.ElementTree as xml
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def column_of(reference):
    """0 for A1, 26 for AA1."""
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Workbook:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.strings = ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
                        for item in xml.fromstring(self.parts["xl/sharedStrings.xml"])]

    def sheet(self, number):
        return xml.fromstring(self.parts[f"xl/worksheets/sheet{number}.xml"])

    def rows(self, number):
        """The texts of a sheet's cells; every cell must be a text."""
        rows = []
        for row in self.sheet(number).iter(f"{MAIN}row"):
            cells = {}
            for cell in row:
                value = cell.find(f"{MAIN}v")
                assert value is None or cell.get("t") == "s", xml.tostring(cell)
                cells[column_of(cell.get("r"))] = "" if value is None else self.strings[int(value.text)]
            rows.append([cells.get(at, "") for at in range(max(cells) + 1)])
        return rows

    def drop_downs(self, number):
        """Cells → what they offer."""
        return {rule.get("sqref"): rule.find(f"{MAIN}formula1").text
                for rule in self.sheet(number).iter(f"{MAIN}dataValidation")}

    def printed_width_mm(self, number):
        """Of its columns: 7 pixels a digit of the default font and 5 beside them, at 96 a inch."""
        return sum(int(float(column.get("width")) * 7 + 0.5) for column in self.sheet(number).iter(f"{MAIN}col")
                   for _ in range(int(column.get("min")), int(column.get("max")) + 1)) / 96 * 25.4

    def names(self):
        return [sheet.get("name") for sheet in xml.fromstring(self.parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")]

    def locked(self, number, row, column):
        """Whether a cell (from 0) can be changed in the protected sheet only once that is lifted."""
        assert self.sheet(number).find(f"{MAIN}sheetProtection").get("sheet") == "1"
        (cell,) = [cell for cell in list(self.sheet(number).iter(f"{MAIN}row"))[row] if column_of(cell.get("r")) == column]
        style = list(xml.fromstring(self.parts["xl/styles.xml"]).find(f"{MAIN}cellXfs"))[int(cell.get("s"))]
        protection = style.find(f"{MAIN}protection")
        return protection is None or protection.get("locked") != "0"

    def frozen(self, number):
        pane = next(self.sheet(number).iter(f"{MAIN}pane"))
        return pane.get("topLeftCell")

    def fill_in(self, number, texts, path):
        """Writes a copy in which the cells (row and column from 0) have these texts."""
        sheet = self.sheet(number)
        rows = list(sheet.iter(f"{MAIN}row"))
        for (row, column), text in texts.items():
            (cell,) = [cell for cell in rows[row] if column_of(cell.get("r")) == column]
            cell.set("t", "inlineStr")
            xml.SubElement(xml.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = text
        parts = self.parts | {f"xl/worksheets/sheet{number}.xml": xml.tostring(sheet)}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
