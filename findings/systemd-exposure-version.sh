#!/usr/bin/env bash
# Guess: the exposure level of «systemd-analyze security --offline» is a property of the unit file, so a threshold in a test
# holds on every release.
# Truth: the two versions judge one and the same file differently. 252 counts PrivateMounts= as missing beside
# ProtectSystem=strict, 257 counts it as given, because the former implies a mount namespace. A threshold between the two
# passes on one release and fails on the other.
# systemd 252.39 (Debian 12) and 257.13 (Debian 13).
. "$(dirname "$0")/packages.bash"

debian bookworm systemd=252.39-1~deb12u2
debian trixie systemd=257.13-1~deb13u1

cat > letters.service <<'U'
[Service]
Type=oneshot
ExecStart=/bin/true
DynamicUser=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
NoNewPrivileges=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0077
U
analyze() { run_in "$1" "$1/usr/bin/systemd-analyze" security --offline=true --no-pager "${@:2}" "$PWD/letters.service"; }
level() { sed -n 's/.*exposure level for letters.service: \([0-9.]*\).*/\1/p' "$1"; }
for suite in bookworm trixie; do
  analyze $suite > $suite.txt 2>&1 || true
  printf 'seen: %s: exposure level %s\n' $suite "$(level $suite.txt)"
done
expect "PrivateMounts= in 252" ✗ "$(grep -o '^. PrivateMounts' bookworm.txt | cut -d' ' -f1)"
expect "PrivateMounts= in 257" ✓ "$(grep -o '^. PrivateMounts' trixie.txt | cut -d' ' -f1)"
threshold=$(level trixie.txt | tr -d .)
passes() { analyze "$1" --threshold="$threshold" > /dev/null 2>&1 && echo passes || echo fails; }
expect "252 with the level of 257 as the threshold" fails "$(passes bookworm)"
expect "257 with its own level as the threshold" passes "$(passes trixie)"
held "one unit file has the exposure $(level bookworm.txt) in systemd 252 and $(level trixie.txt) in 257, which counts PrivateMounts= as implied"
