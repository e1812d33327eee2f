#!/usr/bin/env bash
# Guess: libharu draws UTF-8 text with a TrueType font, so a character of such a name as 𠮷田 either appears or is an error.
# Truth: a code point above U+FFFF becomes a space. Every call returns 0, HPDF_GetError too, and the font has the glyph.
# libharu 2.3.0 (Debian 12 and 13) with IPAmj Mincho 005.01; read back with poppler 22.12.
. "$(dirname "$0")/packages.bash"

debian bookworm libhpdf-dev=2.3.0+dfsg-1+b1 fonts-ipamj-mincho=005.01-2.1 poppler-utils=22.12.0-2+deb12u2 \
  fontconfig=2.14.1-4

cat > draw.cpp <<'C'
#include <hpdf.h>
#include <cstdio>

int main(int, char **argv) {
  HPDF_Doc doc = HPDF_New(nullptr, nullptr);
  HPDF_UseUTFEncodings(doc);
  const char *name = HPDF_LoadTTFontFromFile(doc, argv[1], HPDF_TRUE);
  HPDF_Font font = HPDF_GetFont(doc, name, "UTF-8");
  HPDF_Page page = HPDF_AddPage(doc);
  HPDF_Page_SetFontAndSize(page, font, 20);
  HPDF_Page_BeginText(page);
  HPDF_STATUS drawn = HPDF_Page_TextOut(page, 50, 700, argv[2]);
  HPDF_Page_EndText(page);
  HPDF_STATUS saved = HPDF_SaveToFile(doc, argv[3]);
  std::printf("%s %lu %lu %lu\n", HPDF_GetVersion(), drawn, saved, HPDF_GetError(doc));
}
C
compile bookworm draw draw.cpp -lhpdf
font=$(find "$PWD/bookworm" -name 'ipamjm.ttf')

charset=$(run_in bookworm bookworm/usr/bin/fc-query --format '%{charset}' "$font")
has_glyph=no
for range in $charset; do
  [ $((16#${range%-*})) -gt $((0x20bb7)) ] || [ $((16#${range#*-})) -lt $((0x20bb7)) ] || has_glyph=yes
done
expect "the font has a glyph for U+20BB7" yes "$has_glyph"
expect "libharu's version and its three return codes" "2.3.0 0 0 0" "$(run_in bookworm ./draw "$font" '吉田と𠮷田' name.pdf)"
expect "the text of the page, «吉田と𠮷田» was drawn" "吉田と 田" \
  "$(run_in bookworm bookworm/usr/bin/pdftotext -raw name.pdf - 2> /dev/null | head -n 1)"
held "libharu 2.3.0 draws U+20BB7 as a space and reports no error"
