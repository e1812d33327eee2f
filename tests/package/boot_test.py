#!/usr/bin/env python3
"""The installed package on a machine that really boots: timers fire, the portal answers, a failure is told."""

import json
import pathlib
import tempfile
import unittest

import debian_root
import service

# Inside, once booted: each step's output goes to a file of its own. send-notices is due every minute,
# take-applications every second one; the application is there before the machine starts.
WATCH = r"""#!/bin/sh
mkdir /seen
step() { name=$1; shift; "$@" >/seen/$name 2>&1; echo $? >/seen/$name.code; }
i=0
while [ $i -lt 150 ] && ! ls /var/lib/saihakko/mail/new/* >/dev/null 2>&1; do sleep 1; i=$((i + 1)); done
step applications runuser -u saihakko -- saihakko application list --json
step jobs runuser -u saihakko -- saihakko jobs --json
step timers systemctl list-timers --all --no-pager --no-legend 'saihakko-*'
step portal runuser -u denshi -- perl /ask
step stranger runuser -u tanin -- perl /ask
step crowd runuser -u denshi -- perl /crowd
i=0
while [ $i -lt 100 ] && ! runuser -u denshi -- perl /ask | grep -q '"id":'; do sleep 1; i=$((i + 1)); done
step after_the_crowd runuser -u denshi -- perl /ask
step keys systemctl start seen-keys.service
step failing systemctl start saihakko@no-such-job.service
systemctl stop "saihakko-*.timer"
rm /etc/saihakko/keys/mail-password
mv /etc/saihakko/keys/master.key /key
step keyless systemctl start saihakko@watch.service
mv /key /etc/saihakko/keys/master.key
mkdir /etc/systemd/system/saihakko@.service.d
printf '[Service]\nReadWritePaths=-/srv/gone\n' >/etc/systemd/system/saihakko@.service.d/disk.conf
systemctl daemon-reload
step diskless systemctl start saihakko@watch.service
rm -r /etc/systemd/system/saihakko@.service.d
systemctl daemon-reload
sleep 1
step alerts journalctl --no-pager -o cat -p alert -t saihakko-alert
step failed systemctl --failed --no-legend --plain --no-pager
step upgrade dpkg -i /newer.deb
step upgraded systemctl is-active saihakko-portal.socket saihakko-send-notices.timer
step purge dpkg --purge saihakko
step purged systemctl list-units --all --no-legend --plain --no-pager 'saihakko*'
step left find / -xdev '(' -user saihakko -o -group saihakko -o -name '*saihakko*' ')' -not -path '/var/lib/dpkg/*'
"""
ASK = r"""use IO::Socket::UNIX;
my $portal = IO::Socket::UNIX->new(Peer => "/run/saihakko/portal.sock") or die "cannot connect: $!";
print $portal '{"id": 7, "do": "application.begin", "office_number": "OFFICE", ' .
  '"notification_mail": "a@example.jp", "notification_mail_again": "a@example.jp"}' . "\n";
print scalar <$portal>;
"""
# More connections at once than there may be, and than systemd would let pass of itself.
CROWD = r"""use IO::Socket::UNIX;
my @crowd = map { IO::Socket::UNIX->new(Peer => "/run/saihakko/portal.sock") } 1 .. 260;
sleep 2;
print scalar grep { defined } @crowd;
"""
# What a unit of ours sees of the directory of keys.
KEYS_DROP_IN = """[Service]
ExecStart=
ExecStart=/bin/sh -c 'ls /etc/saihakko/keys; ls %d; cat %d/mail-password'
StandardOutput=file:/keys-seen
StandardError=file:/keys-seen
"""


class Booted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        layers = debian_root.Layers()
        cls.addClassCleanup(layers.remove)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = root = layers.new()
        cls.addClassCleanup(layers.drop, root)
        cls.prepare(root, pathlib.Path(folder.name), layers)
        cls.console = root.boot(WATCH)

    @staticmethod
    def prepare(root, scratch, layers):
        service.demo_data("ledger", scratch / "ledger.csv", "--count", "60")
        service.demo_data("applications", scratch / "ledger.csv", scratch / "applications.jsonl", "--count", "5")
        service.drop(root, "saihakko", "ledger", "ledger.csv", scratch / "ledger.csv")
        root.saihakko("run", "import-ledger")
        service.drop(root, "saihakko", "applications", "applications.jsonl", scratch / "applications.jsonl")
        root.run("useradd", "--groups", "saihakko-portal", "denshi")
        root.run("useradd", "tanin")
        office = json.loads((scratch / "applications.jsonl").read_text(encoding="utf-8").splitlines()[0])["office_number"]
        root.write("/etc/saihakko/keys/mail-password", "aikotoba\n", mode=0o600)
        root.write("/ask", ASK.replace("OFFICE", office))
        root.write("/crowd", CROWD)
        unit = (debian_root.SOURCE / "schedules/systemd/saihakko@.service").read_text(encoding="utf-8")
        root.write("/etc/systemd/system/seen-keys.service", unit)
        root.write("/etc/systemd/system/seen-keys.service.d/look.conf", KEYS_DROP_IN)
        newer = debian_root.as_version(layers.package, "99.0-1", scratch)
        root.write("/newer.deb", "")
        root.file("/newer.deb").write_bytes(newer.read_bytes())

    def seen(self, step, code=0):
        text = self.root.file(f"/seen/{step}").read_text(encoding="utf-8")
        self.assertEqual(self.root.file(f"/seen/{step}.code").read_text().strip(), str(code), f"{step}: {text}")
        return text

    def test_a_timer_fires_and_its_job_does_its_work(self):
        self.assertTrue(json.loads(self.seen("applications")), self.console[-3000:])
        runs = {row["job"]: row["last_run"] for row in json.loads(self.seen("jobs"))}
        for job in ("take-applications", "send-notices"):
            self.assertEqual(runs[job]["outcome"], "done", job)
            self.assertEqual(runs[job]["exit_code"], 0, job)

    def test_every_timer_waits_for_its_time(self):
        timers = self.seen("timers")
        for path in (debian_root.SOURCE / "schedules/systemd").glob("*.timer"):
            (line,) = [line for line in timers.splitlines() if path.name in line]
            self.assertNotIn("n/a", line.split("left")[0])

    def test_the_portal_answers_its_group_through_the_socket_and_nobody_else(self):
        answer = json.loads(self.seen("portal"))
        self.assertEqual((answer["id"], answer["ok"]), (7, True), answer)
        self.assertIn("Permission denied", self.seen("stranger", code=13))

    def test_a_crowd_at_the_portals_socket_does_not_close_it(self):
        self.assertEqual(self.seen("crowd"), "260")
        self.assertEqual(json.loads(self.seen("after_the_crowd"))["id"], 7)  # too soon for a code or not, it answers

    def test_a_unit_gets_its_key_and_does_not_see_where_it_lies(self):
        self.seen("keys")
        seen = self.root.file("/keys-seen").read_text(encoding="utf-8").splitlines()
        self.assertEqual(seen[0].split(": ")[-1], "Permission denied")
        self.assertEqual(seen[1:], ["mail-password", "master.key", "aikotoba"])

    def test_a_unit_that_fails_is_told_of_once_and_by_name_alone(self):
        self.seen("failing", code=1)
        self.assertEqual(self.seen("alerts").splitlines(), ["saihakko@no-such-job.service: exit-code exited 64",
                                                            "saihakko@watch.service: exit-code exited 243"])
        self.assertEqual([line.split()[0] for line in self.seen("failed").splitlines() if "saihakko" in line],
                         ["saihakko@no-such-job.service"])

    def test_a_missing_key_is_what_the_runbook_says_and_a_missing_disk_stops_no_job(self):
        self.seen("keyless", code=1)
        self.seen("diskless")

    def test_an_upgrade_while_it_runs_starts_everything_again(self):
        self.seen("upgrade")
        self.assertEqual(self.seen("upgraded").split(), ["active", "active"])

    def test_a_purge_stops_everything(self):
        self.seen("purge")
        self.assertEqual([line for line in self.seen("purged").splitlines() if " active " in line], [])
        self.assertEqual(self.seen("left"), "")


if __name__ == "__main__":
    debian_root.work_alone()
    unittest.main()
