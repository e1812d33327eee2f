# Sourced by scripts/test and scripts/package behind prepare.bash: the same script in a bare Debian.

bare_checkout=/usr/src/saihakko  # where this checkout lies in the root
bare_root=''

remove_bare_root() {
  [[ -z ${bare_process:-} ]] || { kill -KILL "$bare_process" && wait "$bare_process"; } 2>/dev/null || true
  rm -rf --one-file-system -- "$bare_root"
}

# Copies the checkout, without what was built in it, and the real rows that lie beside it.
fill_bare_root() {
  local ledger=${SAIHAKKO_REAL_LEDGER:-../shared/data/ledger-open-data.csv}
  mkdir -p "$bare_root$bare_checkout"
  tar --exclude='./build*' --exclude=./output --exclude=./.git -cf - . |
    tar --no-same-owner -C "$bare_root$bare_checkout" -xf -
  install -D -m 0644 output/README.md "$bare_root$bare_checkout/output/README.md"
  [[ ! -f $ledger ]] || install -D -m 0644 "$ledger" "$bare_root/usr/src/shared/data/ledger-open-data.csv"
  cp -L /etc/resolv.conf "$bare_root/etc/"
}

# Becomes process 1 of the root: called in namespaces of its own, so that no mount and no process
# outlives it. The root is a real one and not a chroot: systemd's programs behave otherwise in one.
enter_bare_root() {
  local root=$1 checkout=$2 kept=() setting
  shift 2
  while IFS= read -r -d '' setting; do
    [[ ! $setting =~ ^(CI|CCACHE_[A-Z]+|SAIHAKKO_FUZZ_SECONDS|[a-z]+_proxy)= ]] || kept+=("$setting")
  done < <(env -0)
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount --rbind /sys "$root/sys"
  mount -t tmpfs -o mode=0755 tmpfs "$root/run"
  if [[ -n ${CCACHE_DIR:-} ]]; then
    mkdir -p "$root$CCACHE_DIR"
    mount --bind "$CCACHE_DIR" "$root$CCACHE_DIR"
  fi
  cd "$root"
  pivot_root . mnt
  umount -l /mnt
  cd "$checkout"
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "${kept[@]}" "$@"
}

# in_bare_root SUITE ARGUMENTS...: makes a root of that release by debootstrap, copies this checkout
# into it, runs the calling script there with ARGUMENTS and returns what it ended with. The root is
# removed when the calling script ends. A CCACHE_DIR is shared with it.
in_bare_root() {
  local suite=$1 code=0 known said
  shift
  known=$(sed -n 's/^[0-9]\+ //p' scripts/debian/releases)
  grep -qxF -- "$suite" <<<"$known" || die "--in knows ${known//$'\n'/ and }, not '$suite'" 64
  ((EUID == 0)) || die "only root can make a Debian root: run it by sudo"
  scripts/deps roots
  bare_root=$(mktemp -d "/var/tmp/saihakko-$suite-XXXXXX")
  trap remove_bare_root EXIT
  chmod 0755 "$bare_root"
  say "making a bare $suite in $bare_root"
  said=$(debootstrap --variant=minbase "$suite" "$bare_root" "$(scripts/deps --mirror)" 2>&1) || {
    tail -n 20 <<<"$said" >&2
    die "debootstrap could not make $suite"
  }
  echo force-unsafe-io >"$bare_root/etc/dpkg/dpkg.cfg.d/thrown-away"  # nothing here outlives a power cut
  fill_bare_root
  set -- "scripts/${0##*/}" "$@"
  if [[ -n ${CCACHE_DIR:-} ]]; then
    set -- sh -c 'apt-get -q update && apt-get -q install -y --no-install-recommends ccache; exec "$@"' sh "$@"
  fi
  export -f enter_bare_root
  unshare --mount --pid --fork --kill-child bash -euc 'enter_bare_root "$@"' bash "$bare_root" "$bare_checkout" "$@" &
  bare_process=$!
  wait "$bare_process" || code=$?
  bare_process=''
  return "$code"
}
