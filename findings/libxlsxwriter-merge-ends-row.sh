#!/usr/bin/env bash
# Guess: libxlsxwriter's constant_memory wants the rows in order. Merging A1:A2 belongs to row 1, so B1 may follow; and what
# was refused on the way shows when the workbook is closed.
# Truth: a merge with a format pads row 2, which ends row 1: B1 is refused. workbook_close returns 0 all the same, and the saved sheet
# lacks the cell. The number of the error is no constant either: one name is 23 in 1.1.4 and 24 in 1.2.1.
# libxlsxwriter 1.1.4 (Debian 12) and 1.2.1 (Debian 13).
. "$(dirname "$0")/packages.bash"

debian bookworm libxlsxwriter-dev=1.1.4-2+b1
debian trixie libxlsxwriter-dev=1.2.1-1

cat > merge.cpp <<'C'
#include <xlsxwriter.h>
#include <cstdio>
#include <cstdlib>

int main(int, char **argv) {
  lxw_workbook_options options = {};
  options.constant_memory = std::atoi(argv[1]) ? LXW_TRUE : LXW_FALSE;
  lxw_workbook *book = workbook_new_opt(argv[2], &options);
  lxw_worksheet *sheet = workbook_add_worksheet(book, nullptr);
  int merged = worksheet_merge_range(sheet, 0, 0, 1, 0, "total", workbook_add_format(book));
  int written = worksheet_write_number(sheet, 0, 1, 12, nullptr);
  int named = written == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE;
  std::printf("%s merge %d, B1 %d (index out of range: %d)", LXW_VERSION, merged, written, named);
  std::printf(", close %d\n", workbook_close(book));
}
C
cells() { python3 -c '
import re, sys, zipfile
print(" ".join(re.findall(r"<c r=\"(\w+)\"", zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode())))' "$1"; }

for suite in bookworm trixie; do compile $suite merge-$suite merge.cpp -lxlsxwriter; done
expect "in memory" "1.1.4 merge 0, B1 0 (index out of range: 0), close 0" "$(run_in bookworm ./merge-bookworm 0 plain.xlsx)"
expect "its cells" "A1 B1 A2" "$(cells plain.xlsx)"
expect "constant memory" "1.1.4 merge 0, B1 23 (index out of range: 1), close 0" "$(run_in bookworm ./merge-bookworm 1 old.xlsx)"
expect "its cells" "A1 A2" "$(cells old.xlsx)"
expect "constant memory" "1.2.1 merge 0, B1 24 (index out of range: 1), close 0" "$(run_in trixie ./merge-trixie 1 new.xlsx)"
expect "its cells" "A1 A2" "$(cells new.xlsx)"
held "after a merge of A1:A2 in constant memory libxlsxwriter refuses B1 (23 in 1.1.4, 24 in 1.2.1), and closing returns 0"
