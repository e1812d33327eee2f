#!/usr/bin/env bash
# Guess: {{#phone}}Telephone {{phone}}{{/phone}} leaves the line out when the number is an empty string, as mustache.js does,
# and {{^phone}} shows then.
# Truth: kainjow mustache counts an empty string as true: the section is shown with nothing in it, the inverted one is not.
# The specification leaves it to the language; only false and a missing field hide a section here.
# libkainjow-mustache-dev 4.1 (Debian 12 and 13) against mustache.js 4.2.0.
. "$(dirname "$0")/packages.bash"

debian bookworm libkainjow-mustache-dev=4.1+ds-2
npm_packages mustache@4.2.0

cat > section.cpp <<'C'
#include <kainjow/mustache.hpp>
#include <iostream>
#include <string>

int main(int, char **argv) {
  kainjow::mustache::mustache letter(std::string{argv[1]});
  kainjow::mustache::data empty, no, missing;
  empty.set("phone", "");
  no.set("phone", false);
  std::cout << letter.render(empty) << letter.render(no) << letter.render(missing) << '\n';
}
C
cat > section.js <<'J'
const { render } = require('mustache');
console.log([{ phone: '' }, { phone: false }, {}].map((view) => render(process.argv[2], view)).join(''));
J
compile bookworm section section.cpp
template='[{{#phone}}Telephone {{phone}}{{/phone}}{{^phone}}none{{/phone}}]'
expect "kainjow mustache: empty, false, missing" "[Telephone ][none][none]" "$(run_in bookworm ./section "$template")"
expect "mustache.js: empty, false, missing" "[none][none][none]" "$(node section.js "$template")"
held "kainjow mustache 4.1 shows a section for an empty string, mustache.js 4.2.0 does not"
