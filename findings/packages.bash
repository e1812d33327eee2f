# Sourced by each finding. It moves the finding into a temporary folder of its own and gives it pinned public packages.
#
#   debian SUITE NAME=VERSION...   unpacks packages of a Debian release, and all that they depend on, below ./SUITE
#   run_in SUITE PROGRAM ARG...    runs a program (a path below ./SUITE, or one made here) with the libraries of ./SUITE
#   compile SUITE OUT ARG...       g++ with the headers and libraries of ./SUITE
#   npm_packages NAME@VERSION...   puts these packages into ./node_modules
#   expect WHAT WANTED SEEN        prints what was seen; ends the finding with 1 when it is not what is wanted
#   held SENTENCE                  the last line of a finding that still holds
#
# Exit codes of a finding: 0 held, 1 changed, 77 not tried (a pinned version or a tool can no longer be had).
# FINDINGS_DOWNLOADS names a folder for package lists and archives that several findings of one run share.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
downloads=${FINDINGS_DOWNLOADS:-$folder/downloads}
mkdir -p "$downloads"

held() { echo "held: $*"; exit 0; }
changed() { echo "changed: $*"; exit 1; }
not_tried() { echo "not tried: $*"; exit 77; }

expect() {
  printf 'seen: %s: %s\n' "$1" "$3"
  [ "$2" = "$3" ] || changed "$1 is «$3», it was «$2»"
}

# The mirror of Debian that this machine's own apt settings name.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 2>/dev/null \
    | sed -n 1p
}

# apt-get over one Debian release alone, with lists and archives of its own and no package counted as installed.
apt_of() {
  local state="$downloads/$1"
  shift
  apt-get -qq -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o "Dir::State=$state" -o "Dir::State::status=$state/status" -o "Dir::Cache=$state/cache" \
    -o Debug::NoLocking=true -o APT::Sandbox::User= -o Acquire::Languages=none -o APT::Update::Post-Invoke-Success= \
    -o Acquire::Retries=3 -o APT::Keep-Downloaded-Packages=true "$@"
}

lists_of() {
  local suite=$1 state="$downloads/$1" mirror
  [ ! -e "$state/ready" ] || return 0
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || not_tried "the apt settings of this machine name no mirror of Debian"
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : > "$state/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$state/sources.list"
  apt_of "$suite" update || not_tried "the package lists of $suite cannot be had"
  : > "$state/ready"
}

debian() {
  local suite=$1 archive
  shift
  [ "$(dpkg --print-architecture)" = amd64 ] || not_tried "the versions are pinned for amd64"
  lists_of "$suite"
  # With an empty folder of archives apt names all of them, not only those that are not loaded yet.
  mkdir -p none/partial
  apt_of "$suite" install -o "Dir::Cache::archives=$folder/none" --no-install-recommends --print-uris "$@" \
    > uris 2> refusals || not_tried "$suite no longer offers $*: $(head -n 1 refusals)"
  apt_of "$suite" install --no-install-recommends --download-only --yes "$@" > /dev/null \
    || not_tried "the archives of $* cannot be had"
  mkdir -p "$suite"
  while read -r _ archive _; do
    # The C library's own headers stay those of the compiler.
    case $archive in libc6-dev_* | linux-libc-dev_*) continue ;; esac
    dpkg-deb -x "$downloads/$suite/cache/archives/$archive" "$suite"
  done < uris
  # A library that the system would choose by an alternative is a link that only its maintainer script makes.
  for archive in blas lapack; do
    [ ! -d "$suite/usr/lib/x86_64-linux-gnu/$archive" ] \
      || ln -sf "$archive/lib$archive.so.3" "$suite/usr/lib/x86_64-linux-gnu/lib$archive.so.3"
  done
}

libraries_of() {
  local root="$folder/$1"
  echo "$root/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu:$root/usr/lib/x86_64-linux-gnu/systemd"
}

# The loader is the one of that release, too: its C library may be newer or older than this machine's.
run_in() {
  local suite=$1 loader program=$2
  shift 2
  for loader in "$folder/$suite/lib64" "$folder/$suite/usr/lib64" "$folder/$suite/lib/x86_64-linux-gnu" \
    "$folder/$suite/usr/lib/x86_64-linux-gnu"; do
    loader="$loader/ld-linux-x86-64.so.2"
    [ ! -e "$loader" ] || break
  done
  # Headers alone depend on no C library.
  [ -e "$loader" ] || { "$program" "$@"; return; }
  "$loader" --library-path "$(libraries_of "$suite")" "$program" "$@"
}

compile() {
  local suite=$1 out=$2 root="$folder/$1"
  shift 2
  command -v g++ > /dev/null || not_tried "there is no g++"
  g++ -std=c++17 -O0 -isystem "$root/usr/include" -o "$out" "$@" -L"$root/usr/lib/x86_64-linux-gnu" \
    -Wl,--unresolved-symbols=ignore-in-shared-libs
}

npm_packages() {
  command -v npm > /dev/null || not_tried "there is no npm"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" --cache "$downloads/npm" "$@" \
    > /dev/null 2> refusals || not_tried "npm offers no $*: $(head -n 1 refusals)"
}
