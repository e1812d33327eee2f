#!/usr/bin/env bash
# Guess: a Code 128 of one text is one row of bars, so a golden picture of it stays when zint is updated.
# Truth: zint 2.15 chooses the code sets anew. A number with a letter, 13B1234567, gets other bars than from zint 2.11, of the
# same width and equally right: a reader gets the same text from both. Digits alone keep their bars.
# zint 2.11.1 (Debian 12) and 2.15.0 (Debian 13); read back with zbar 0.23.92.
. "$(dirname "$0")/packages.bash"

debian bookworm libzint-dev=2.11.1-1 zbar-tools=0.23.92-7+deb12u1
debian trixie libzint-dev=2.15.0-1+b1

cat > bars.cpp <<'C'
#include <zint.h>
#include <cstdio>
#include <cstring>

// Prints the modules of a Code 128, and writes them as a picture of 8 pixels a module with a quiet zone of 20 modules.
int main(int, char **argv) {
  zint_symbol *symbol = ZBarcode_Create();
  symbol->symbology = BARCODE_CODE128;
  int result = ZBarcode_Encode(symbol, (unsigned char *)argv[1], (int)std::strlen(argv[1]));
  std::FILE *picture = std::fopen(argv[2], "wb");
  std::fprintf(picture, "P5 %d 100 255\n", 8 * (symbol->width + 40));
  for (int y = 0; y < 100; ++y)
    for (int x = -20; x < symbol->width + 20; ++x) {
      bool black = x >= 0 && x < symbol->width && (symbol->encoded_data[0][x / 8] >> (x % 8) & 1);
      for (int i = 0; i < 8; ++i) std::fputc(black ? 0 : 255, picture);
      if (y == 0 && x >= 0 && x < symbol->width) std::putchar(black ? '1' : '0');
    }
  std::fclose(picture);
  return result;
}
C
for suite in bookworm trixie; do
  compile $suite bars-$suite bars.cpp -lzint
  for text in 13B1234567 1312345678; do
    run_in $suite ./bars-$suite $text $suite-$text.pgm > $suite-$text.txt
    expect "$suite, $text read back" "$text" "$(run_in bookworm bookworm/usr/bin/zbarimg -q --raw $suite-$text.pgm 2> /dev/null)"
    printf 'seen: %s, %s: %s\n' $suite $text "$(< $suite-$text.txt)"
  done
done
same() { cmp -s "$1" "$2" && echo same || echo other; }
expect "widths of 13B1234567 in modules" "$(wc -c < bookworm-13B1234567.txt)" "$(wc -c < trixie-13B1234567.txt)"
expect "bars of 13B1234567 from the two versions" other "$(same bookworm-13B1234567.txt trixie-13B1234567.txt)"
expect "bars of 1312345678 from the two versions" same "$(same bookworm-1312345678.txt trixie-1312345678.txt)"
held "zint 2.11 and 2.15 draw 13B1234567 with different bars of the same width, and both read back"
