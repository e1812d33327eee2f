#!/usr/bin/env bash
# Guess: a postcode of seven digits leads to one place, and surely to one prefecture; a table from postcode to address may
# take the first entry.
# Truth: 2,791 of the 120,394 postcodes of Debian's dictionary have several places, 4520961 has 66, and 4980000 has one in
# Aichi and one in Mie.
# skkdic-extra 20230109 (Debian 12 and 13), data of May 2022.
. "$(dirname "$0")/packages.bash"

debian bookworm skkdic-extra=20230109-1
dictionary=bookworm/usr/share/skk/SKK-JISYO.zipcode

iconv -f EUC-JISX0213 -t UTF-8 $dictionary | grep '^[0-9]\{7\} ' > places.txt
expect "postcodes" 120394 "$(wc -l < places.txt)"
expect "postcodes with several places" 2791 "$(grep -c '^[0-9]* /[^/]*/[^/]' places.txt)"
expect "most places of one postcode" "4520961 66" \
  "$(awk -F/ 'NF - 2 > most { most = NF - 2; code = $1 } END { print code most }' places.txt)"
expect "places of 4980000" "/愛知県弥富市/三重県桑名郡木曽岬町/" "$(sed -n 's/^4980000 //p' places.txt)"
held "2,791 of 120,394 postcodes have several places, and those of 4980000 lie in two prefectures"
