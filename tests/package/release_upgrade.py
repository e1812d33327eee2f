#!/usr/bin/env python3
"""A machine with saihakko goes from one Debian to the next and keeps what it has: run by hand, as root, for minutes.

    scripts/package --in bookworm && scripts/package --in trixie
    tests/package/release_upgrade.py build/package/saihakko_*~deb12u1_*.deb build/package/saihakko_*~deb13u1_*.deb

The first package is installed on its Debian and used; the machine is upgraded as Debian's release notes tell; then the
second package is installed. What was seen is printed.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

os.environ.setdefault("SAIHAKKO_SOURCE", str(pathlib.Path(__file__).resolve().parents[2]))
os.environ.setdefault("SAIHAKKO_BUILD", "")
import debian_root  # noqa: E402  # pylint: disable=wrong-import-position
import service  # noqa: E402  # pylint: disable=wrong-import-position

CONFIGURATION = "/etc/saihakko/saihakko.conf"
TIMERS = "/etc/systemd/system/timers.target.wants"
APT = ("apt-get", "-q", "-y", "-o", "Dpkg::Options::=--force-confold")
LOOK = """#!/bin/sh
mkdir /seen
systemctl is-active saihakko-portal.socket saihakko-send-notices.timer >/seen/active
systemctl start saihakko@report.service && echo done >/seen/report
systemctl --failed --no-legend --plain --no-pager >/seen/failed
"""


def release_of(package):
    """Number and suite of the Debian that a package was made for."""
    number = re.search(r"~deb(\d+)u", pathlib.Path(package).name).group(1)
    return next(release for release in debian_root.releases() if release[0] == number)


class Upgrade(unittest.TestCase):
    old_package = new_package = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="saihakko-upgrade-", dir="/var/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.root = debian_root.Root(cls.folder / "root")
        debian_root.bootstrap(release_of(cls.old_package)[1], cls.root.path)
        debian_root.call("mount", "-t", "proc", "proc", cls.root.file("/proc"))
        cls.addClassCleanup(subprocess.run, ["umount", "-q", cls.root.file("/proc")], check=False)

    def tell(self, what, value):
        print(f"{what}: {value}", flush=True)

    def version(self):
        return self.root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "saihakko")

    def install(self, package):
        self.root.run(*APT, "install", "--no-install-recommends", self.root.bring(package))

    def use(self):
        """A day's work, and what an administrator changes."""
        service.people(self.root)
        service.take_in(self.root, self.folder)
        service.decide(self.root, self.folder)
        service.make_letters(self.root)
        with self.root.file(CONFIGURATION).open("a", encoding="utf-8") as file:
            file.write("\n[union.13]\nhonorific = 御中\n")
        receipt = self.root.file("/usr/share/saihakko/templates/mail/receipt.txt").read_text(encoding="utf-8")
        self.root.write("/etc/saihakko/templates/mail/receipt.txt", receipt)
        self.root.run("systemctl", "disable", "saihakko-purge.timer")

    def enabled(self):
        return sorted(path.name for path in self.root.file(TIMERS).glob("saihakko-*"))

    def upgrade_debian(self, suite):
        """Chapter 4 of the release notes: the new suite, the minimal upgrade, the full one."""
        sources = self.root.file("/etc/apt/sources.list")
        old = release_of(self.old_package)[1]
        sources.write_text(sources.read_text(encoding="utf-8").replace(old, suite), encoding="utf-8")
        self.root.run("apt-get", "-q", "update")
        self.root.run(*APT, "upgrade", "--without-new-pkgs")
        self.root.run(*APT, "full-upgrade")

    def test_state_configuration_and_units_are_kept(self):
        self.install(self.old_package)
        self.use()
        before, enabled = service.everything(self.root), self.enabled()
        self.assertNotIn("saihakko-purge.timer", enabled)
        self.assertIn("saihakko-backup.timer", enabled)
        self.tell("installed", self.version())
        number, suite = release_of(self.new_package)
        self.upgrade_debian(suite)
        self.assertTrue(self.root.file("/etc/debian_version").read_text().startswith(number))
        self.tell(f"after the upgrade to {suite}", self.version())
        self.assertEqual(service.files(self.root), before[0])
        self.tell("the old program", self.root.run("saihakko", "--version", code=None).strip())
        self.install(self.new_package)
        self.tell("installed", self.version())
        self.assertRegex(self.version(), rf"~deb{number}u1 installed$")
        self.assertEqual(service.everything(self.root), before)
        self.assertEqual(self.enabled(), enabled)
        self.assertNotIn("不可", self.root.saihakko("check"))
        self.root.saihakko("audit", "verify")
        for batch in service.batches(self.root):
            self.root.shell(f"cd {batch} && sha256sum --quiet -c SHA256SUMS", user="saihakko")
        self.root.saihakko("run", "all", code=None)
        self.root.saihakko("audit", "verify")
        console = self.root.boot(LOOK)
        seen = {path.name: path.read_text() for path in self.root.file("/seen").glob("*")}
        self.assertEqual(seen.get("active", "").split(), ["active", "active"], console[-2000:])
        self.assertEqual(seen.get("report"), "done\n", console[-2000:])
        self.assertEqual([line for line in seen["failed"].splitlines() if "saihakko" in line], [])
        self.tell("booted", "portal and timers are active, the report was made")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    debian_root.work_alone()
    Upgrade.old_package, Upgrade.new_package = sys.argv[1:]
    unittest.main(argv=sys.argv[:1])
