# Guess: a library that knows Japan's «day between two holidays» (22 September 2026) knows each of them, so business days
# computed ahead are right.
# Truth: date-holidays knows the one of 2026 and not those of 2032 and 2049, where the holidays on both sides fall on a Monday
# and the Wednesday behind it. Two other libraries, one a table and one computed, have all three. The law makes
# the day a holiday in each case (Act on National Holidays, article 3, paragraph 3).
# date-holidays 3.37.0; @holiday-jp/holiday_jp 2.5.1, japanese-holidays 1.0.10.
. "$(dirname "$0")/packages.bash"

npm_packages date-holidays@3.37.0 @holiday-jp/holiday_jp@2.5.1 japanese-holidays@1.0.10

cat > days.js <<'C'
const table = require("@holiday-jp/holiday_jp");
const computed = require("japanese-holidays");
const rules = new (require("date-holidays"))("JP");
const noon = (day) => new Date(day + "T12:00:00+09:00");
const sure = {
  "date-holidays": (day) => (rules.isHoliday(noon(day)) || []).some((holiday) => holiday.type === "public"),
  holiday_jp: (day) => table.isHoliday(noon(day)),
  "japanese-holidays": (day) => Boolean(computed.isHoliday(noon(day), true)),
};
console.log(sure[process.argv[2]](process.argv[3]) ? "holiday" : "weekday");
C
export TZ=Asia/Tokyo
asked() { expect "$1, $2" "$3" "$(node days.js "$1" "$2")"; }
for year in 2026:21:22:23 2032:20:21:22 2049:20:21:22; do
  IFS=: read -r y before between after <<< "$year"
  for library in holiday_jp japanese-holidays date-holidays; do
    asked $library "$y-09-$before" holiday
    asked $library "$y-09-$after" holiday
    wanted=holiday
    [ "$library $y" = "date-holidays 2026" ] || [ $library != date-holidays ] || wanted=weekday
    asked $library "$y-09-$between" $wanted
  done
done
held "date-holidays 3.37.0 misses 21 September 2032 and 2049, days between two holidays, and has 22 September 2026"
