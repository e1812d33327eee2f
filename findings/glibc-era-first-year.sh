# Guess: strptime with the era's conversion (%EY, %Ex) reads a Japanese date as people write it: 令和元年5月1日 and 令和1年5月1日 are the
# same day, and 令和元年4月1日 is none, for the era began on 1 May.
# Truth: 元年 is read and 1年 is refused, while 令和8年 and 令和08年 both pass. Nothing of the month is held against the era:
# 令和元年4月1日 gives 2019-04-01. A year beyond the era's last one (平成32年, still on printed forms) is refused.
# glibc 2.36 (Debian 12) and 2.41 (Debian 13), locale ja_JP of the same package's source.
. "$(dirname "$0")/packages.bash"

debian bookworm libc6=2.36-9+deb12u14 libc-bin=2.36-9+deb12u14 locales=2.36-9+deb12u14
debian trixie libc6=2.41-12+deb13u5 libc-bin=2.41-12+deb13u5 locales=2.41-12+deb13u5

cat > era.cpp <<'C'
#include <clocale>
#include <cstdio>
#include <ctime>

// Prints the day that strptime reads in an era's date, or "refused".
int main(int, char **argv) {
  if (std::setlocale(LC_ALL, "ja_JP.UTF-8") == nullptr) return std::puts("no locale"), 2;
  std::tm read{};
  const char *end = strptime(argv[1], "%Ex", &read);
  char day[32] = "refused";
  if (end != nullptr && *end == 0) std::strftime(day, sizeof day, "%F", &read);
  std::puts(day);
}
C
g++ -o era era.cpp
for suite in bookworm trixie; do
  mkdir "locales-$suite"
  I18NPATH="$folder/$suite/usr/share/i18n" run_in $suite $suite/usr/bin/localedef --no-archive -i ja_JP -f UTF-8 \
    "$folder/locales-$suite/ja_JP.UTF-8" 2> /dev/null || not_tried "localedef of $suite does not make the locale"
  read_by() { LOCPATH="$folder/locales-$suite" run_in $suite ./era "$1"; }
  while read -r written wanted; do
    expect "$suite, $written" "$wanted" "$(read_by "$written")"
  done << 'DATES'
令和元年5月1日 2019-05-01
令和1年5月1日 refused
令和01年5月1日 refused
令和8年11月29日 2026-11-29
令和08年11月29日 2026-11-29
令和元年4月1日 2019-04-01
平成32年1月1日 refused
DATES
done
held "glibc reads 令和元年 and 令和元年4月1日, and refuses 令和1年"
