# Sourced by the scripts beside it, at the top of the checkout: what they do first.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$1"; exit "${2:-1}"; }

# prepare "GROUP..." ARGUMENTS...: installs the packages of the groups. When root got here through
# sudo from the owner of this checkout, the rest is run as that person with the script's own
# ARGUMENTS, so that nothing under build/ and output/ ends up belonging to root.
prepare() {
  local groups home
  read -r -a groups <<<"$1"
  shift
  scripts/deps "${groups[@]}"
  if ((EUID == 0 && ${SUDO_UID:-0} != 0)) && [[ $(stat -c %u .) == "$SUDO_UID" ]]; then
    home=$(getent passwd "$SUDO_UID" | cut -d: -f6)
    exec setpriv --reuid "$SUDO_UID" --regid "$SUDO_GID" --init-groups \
      env -u SUDO_UID HOME="${home:-/}" "$PWD/scripts/${0##*/}" "$@"
  fi
  for home in build output; do
    [[ ! -e $home || -w $home ]] ||
      die "$home/ belongs to $(stat -c %U "$home"): remove it, or run this as that user"
  done
}

# build PRESET DIRECTORY TARGET [CMAKE ARGUMENTS...]
build() {
  local preset=$1 directory=$2 target=$3 launcher='' fresh=()
  shift 3
  if command -v ccache >/dev/null; then launcher=ccache; fi
  # A cache of another generator or of a checkout that was moved here cannot be used.
  if [[ -e $directory/CMakeCache.txt ]] &&
    ! { grep -qx 'CMAKE_GENERATOR:INTERNAL=Ninja' "$directory/CMakeCache.txt" &&
      grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$directory/CMakeCache.txt"; }; then
    fresh=(--fresh)
  fi
  say "building $target in $directory"
  cmake "${fresh[@]}" --preset "$preset" -B "$directory" -G Ninja --log-level=WARNING \
    -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" "$@" >&2
  cmake --build "$directory" --target "$target" >&2
}
