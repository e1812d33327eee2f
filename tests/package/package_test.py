#!/usr/bin/env python3
"""Installed, used, upgraded and purged in a clean Debian root, by the people whom it is for."""

import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import debian_root
import service

sys.path.insert(0, str(debian_root.SOURCE / "tests/schedules"))
import schedule_files  # noqa: E402  # pylint: disable=wrong-import-position

STATE = service.STATE
UNITS = debian_root.SOURCE / "schedules/systemd"
INSTALLATION = debian_root.SOURCE / "docs/ja/installation.md"


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.layers = debian_root.Layers()
        cls.addClassCleanup(cls.layers.remove)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.scratch = pathlib.Path(folder.name)
        self.root = self.layers.new()
        self.addCleanup(self.layers.drop, self.root)

    def serve(self):
        service.people(self.root)
        service.take_in(self.root, self.scratch)
        service.decide(self.root, self.scratch)
        service.make_letters(self.root)

    def install(self, package, code=0):
        return self.root.run("dpkg", "-i", self.root.bring(package), code=code)

    def install_previous(self):
        self.root.run("dpkg", "--purge", "saihakko")
        self.install(self.layers.previous)

    def version(self):
        return self.root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "saihakko")

    def decided_unions(self):
        listed = json.loads(self.root.saihakko("application", "list", "--json"))
        return {row["prefecture"] for row in listed if row["state"] not in ("submitted", "in_review", "refused")}

    def test_lintian_finds_no_error(self):
        ran = subprocess.run(["lintian", "--allow-root", "--fail-on", "error", self.layers.package], capture_output=True,
                             text=True, check=False)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        told = subprocess.run(["lintian", "--allow-root", "--display-info", self.layers.package], capture_output=True,
                              text=True, check=False).stdout
        self.assertNotIn("hardening-no-bindnow", told)

    def test_it_is_named_after_its_debian(self):
        number, suite = debian_root.RELEASE
        self.assertRegex(self.version(), rf"^\d+\.\d+\.\d+-1~deb{number}u1 installed$")
        self.assertIn(f"~deb{number}u1_", self.layers.package.name)
        changes = self.root.shell("zcat /usr/share/doc/saihakko/changelog.Debian.gz")
        self.assertRegex(changes, rf"^saihakko \([^)]*~deb{number}u1\) {suite}; ")

    def test_it_is_ready_once_installed_with_nothing_but_its_dependencies(self):
        checked = self.root.saihakko("check")
        self.assertNotIn("不可", checked)
        self.assertIn("/usr/share/saihakko/templates/mail", checked)
        self.assertIn("saihakko:!", self.root.file("/etc/shadow").read_text())  # nobody can log in
        enabled = {path.name for path in self.root.file("/etc/systemd/system/timers.target.wants").iterdir()}
        self.assertLessEqual({path.name for path in UNITS.glob("*.timer")}, enabled)
        self.assertTrue(self.root.file("/etc/systemd/system/sockets.target.wants/saihakko-portal.socket").is_symlink())

    def test_a_template_below_etc_wins(self):
        text = self.root.file("/usr/share/saihakko/templates/mail/receipt.txt").read_text(encoding="utf-8")
        self.root.write("/etc/saihakko/templates/mail/receipt.txt", text)
        self.assertIn("/etc/saihakko/templates/mail", self.root.saihakko("check"))

    def test_a_key_may_be_roots_but_not_everybodys(self):
        key = "/etc/saihakko/keys/master.key"
        self.root.shell(f"chown root:saihakko /etc/saihakko/keys {key} && chmod 0750 /etc/saihakko/keys && chmod 0440 {key}")
        self.assertIn("良   鍵", self.root.saihakko("check"))
        self.root.shell(f"chmod 0444 {key}")
        self.assertIn("不可 鍵", self.root.saihakko("check", code=78))
        self.root.shell(f"chown saihakko {key} && chmod 0440 {key}")
        self.assertIn("不可 鍵", self.root.saihakko("check", code=78))

    def test_the_lines_of_the_crontab_run_as_they_stand(self):
        for line in self.root.file("/usr/share/doc/saihakko/examples/crontab").read_text(encoding="utf-8").splitlines():
            if re.match(r"[*\d]", line):
                self.root.shell(line.split(" ", 6)[6], user="saihakko", code=None)
        runs = {row["job"]: row["last_run"] for row in json.loads(self.root.saihakko("jobs", "--json"))}
        self.assertEqual({job for job, run in runs.items() if not run or run["outcome"] != "done"}, set())

    def test_the_main_path_runs_as_its_user(self):
        self.serve()
        self.assertGreater(len(service.letters(self.root)), 5)
        for batch in service.batches(self.root):
            self.root.shell(f"cd {batch} && sha256sum --quiet -c SHA256SUMS", user="saihakko")
        self.root.saihakko("audit", "verify")
        self.assertEqual(self.root.shell(f"find {STATE} -user root").split(), [])

    def test_what_root_types_leaves_nothing_that_the_service_cannot_open(self):
        service.people(self.root)
        service.take_in(self.root, self.scratch)
        receipt = json.loads(self.root.run("saihakko", "application", "list", "--state", "in_review", "--json"))[0]
        self.root.run("env", f"SUDO_UID={int(self.root.run('id', '-u', 'hanako'))}", "saihakko", "application", "reject",
                      receipt["receipt_number"], "--reason", "withdrawn_by_office")
        self.root.run("saihakko", "run", "all")
        self.assertEqual(self.root.shell(f"find {STATE} /etc/saihakko/keys -user root -o -group root").split(), [])
        made = json.loads(self.root.saihakko("application", "show", receipt["receipt_number"], "--json"))["decisions"]
        self.assertEqual([row["acting_uid"] for row in made], [int(self.root.run("id", "-u", "hanako"))])
        copy = self.root.shell(f"ls {STATE}/backup/*.db").split()[0]
        self.root.run("saihakko", "restore", copy, "--replace")
        self.root.run("saihakko", "restore", "--reconcile", code=None)
        self.root.saihakko("run", "all")
        self.root.saihakko("audit", "verify")

    def test_the_print_room_reads_letters_and_reports_and_opens_nothing_else(self):
        self.serve()
        can = lambda script: self.root.can("insatsu", script)
        batch = service.batches(self.root)[0]
        self.assertTrue(can(f"cd {batch} && sha256sum --quiet -c SHA256SUMS && cat letters-0001.pdf"))
        name = batch.rsplit("/", 1)[1]
        report = f"通知書番号,結果,日時,担当者,追跡番号\\n{name},受取,,印刷 太郎,\\nT999,印刷済,,,\\n"
        folder = f"{STATE}/inbox/print-results"
        self.assertTrue(can(f"printf '{report}' > {folder}/a.csv.part && mv {folder}/a.csv.part {folder}/a.csv"))
        self.root.saihakko("run", "track-letters", code=65)
        self.assertIn("collected", {row["state"] for row in service.letters(self.root)})
        refused = self.refused("print-results", "a.csv")
        self.assertTrue(can(f"cat {refused} {refused}.errors.csv"))
        self.shut_out("insatsu", "decisions")
        for script in (f"ls {STATE}/review", f"cat {self.worksheet()}", f"touch {batch}/x", f"rm {batch}/cover.pdf",
                       f"mv {batch} {batch}x", f"touch {STATE}/letters/x"):
            self.assertFalse(can(script), script)

    def refused(self, kind, name):
        (found,) = self.root.file(f"{STATE}/inbox/refused").glob(f"*/{kind}/{name}")
        return "/" + str(found.relative_to(self.root.path))

    def worksheet(self):
        found = sorted(self.root.file(f"{STATE}/review").rglob("*.csv"))[0]
        return "/" + str(found.relative_to(self.root.path))

    def shut_out(self, user, other_inbox):
        """What neither group may: database, keys, mails, copies, and the other one's inbox."""
        self.root.saihakko("backup")
        copy = sorted(self.root.file(f"{STATE}/backup").glob("*.db"))[0].name
        for script in (f"cat {STATE}/saihakko.db", f"touch {STATE}/saihakko.db", "cat /etc/saihakko/keys/master.key",
                       "ls /etc/saihakko/keys", f"ls {STATE}", f"ls {STATE}/mail/new", f"ls {STATE}/backup",
                       f"cat {STATE}/backup/{copy}", f"ls {STATE}/inbox/{other_inbox}", f"touch {STATE}/inbox/{other_inbox}/x",
                       f"ls {STATE}/inbox/ledger", f"ls {STATE}/inbox/refused", f"touch {STATE}/inbox/x", f"ls {STATE}/locks",
                       "saihakko status"):
            self.assertFalse(self.root.can(user, script), f"{user}: {script}")

    def test_the_reviewer_reads_worksheets_and_decides_and_opens_nothing_else(self):
        self.serve()
        can = lambda script: self.root.can("hanako", script)
        self.assertTrue(can(f"ls {STATE}/review && cat {self.worksheet()}"))
        batch = service.batches(self.root)[0]
        for script in (f"cat {batch}/letters-0001.pdf", f"ls {batch}", f"cat {batch}/manifest.csv", f"rm {self.worksheet()}"):
            self.assertFalse(can(script), script)
        self.shut_out("hanako", "print-results")
        decided = json.loads(self.root.saihakko("application", "show", service.letters(self.root)[0]["receipt_number"], "--json"))
        uid = int(self.root.run("id", "-u", "hanako"))
        self.assertEqual([row["acting_uid"] for row in decided["decisions"]], [uid])

    def test_a_reviewer_leaves_the_files_of_another_alone(self):
        service.people(self.root)
        self.root.shell(f"echo 受付番号,判定 > {STATE}/inbox/decisions/hanako.csv", user="hanako")
        for script in ("rm", "mv -t /tmp"):
            self.assertFalse(self.root.can("jiro", f"{script} {STATE}/inbox/decisions/hanako.csv </dev/null"))
        self.assertTrue(self.root.can("hanako", f"rm {STATE}/inbox/decisions/hanako.csv"))

    def test_what_a_reviewer_could_have_written_into_anothers_file_decides_nothing(self):
        service.people(self.root)
        service.take_in(self.root, self.scratch)
        receipt = json.loads(self.root.saihakko("application", "list", "--state", "in_review", "--json"))[0]["receipt_number"]
        file = f"{STATE}/inbox/decisions/hanako.csv"
        self.root.shell(f"umask 002; printf '受付番号,判定,理由\\n' > {file}", user="hanako")
        self.root.shell(f"printf '{receipt},不承認,withdrawn_by_office\\n' >> {file}", user="jiro")
        self.root.saihakko("run", "take-decisions", code=65)
        self.assertIn("だれが書いたか分かりません",
                      self.root.file(self.refused("decisions", "hanako.csv") + ".errors.csv").read_text(encoding="utf-8"))

    def test_a_stranger_opens_nothing(self):
        self.serve()
        self.shut_out("tanin", "decisions")
        self.shut_out("tanin", "print-results")
        for script in (f"cat {self.worksheet()}", f"ls {service.batches(self.root)[0]}"):
            self.assertFalse(self.root.can("tanin", script), script)

    def test_unions_are_kept_apart_as_the_readme_tells(self):
        (recipe,) = re.findall(r"<!-- unions -->\n```bash\n(.*?)```", INSTALLATION.read_text(encoding="utf-8"), re.DOTALL)
        self.root.run("bash", "-e", text=recipe)
        self.root.run("useradd", "--groups", "saihakko-print-13", "insatsu13")
        self.root.run("useradd", "--groups", "saihakko-review-13", "shinsa13")
        service.people(self.root)
        service.take_in(self.root, self.scratch)
        service.decide(self.root, self.scratch, "hanako", code=65)  # takes all but those of 13
        self.assertEqual(self.decided_unions() & {"13"}, set())
        service.decide(self.root, self.scratch, "shinsa13", code=65)  # nor one of 32 that hanako left open
        self.assertIn("13", self.decided_unions())
        service.make_letters(self.root)
        by_union = {batch.split("/")[-2]: batch for batch in service.batches(self.root)}
        self.assertIn("13", by_union)
        self.assertGreater(len(by_union), 1)
        for union, batch in by_union.items():
            self.assertEqual(self.root.can("insatsu13", f"cat {batch}/letters-0001.pdf"), union == "13", union)
            self.assertEqual(self.root.can("insatsu", f"cat {batch}/letters-0001.pdf"), union != "13", union)
        folder = f"{STATE}/inbox/print-results"
        self.root.shell(f"printf '通知書番号,結果\\n{by_union['13'].split('/')[-1]},受取\\n' > {folder}/13.csv.part && "
                        f"mv {folder}/13.csv.part {folder}/13.csv", user="insatsu13")
        self.assertFalse(self.root.can("insatsu13", f"ls {folder}"))
        self.root.saihakko("run", "track-letters")
        self.assertEqual({row["state"] for row in service.letters(self.root) if row["prefecture"] == "13"}, {"collected"})
        sheets = {path.parent.name: "/" + str(path.relative_to(self.root.path))
                  for path in self.root.file(f"{STATE}/review").rglob("*.csv")}
        self.assertIn("13", sheets)
        for place, sheet in sheets.items():
            self.assertEqual(self.root.can("shinsa13", f"cat {sheet}"), place == "13", sheet)
            self.assertEqual(self.root.can("hanako", f"cat {sheet}"), place != "13", sheet)
        for user in ("insatsu13", "shinsa13"):
            self.assertFalse(self.root.can(user, f"cat {STATE}/saihakko.db"))
            self.assertFalse(self.root.can(user, "cat /etc/saihakko/keys/master.key"))

    def test_an_upgrade_keeps_everything(self):
        self.install_previous()
        self.serve()
        with self.root.file("/etc/saihakko/saihakko.conf").open("a", encoding="utf-8") as file:
            file.write("\n[union.13]\nhonorific = 御中\n")
        self.root.run("systemctl", "disable", "saihakko-purge.timer")
        before = service.everything(self.root)
        self.install(self.layers.package)
        self.assertEqual(service.everything(self.root), before)
        self.assertTrue(self.version().endswith(" installed"))
        self.assertFalse(self.root.file("/etc/systemd/system/timers.target.wants/saihakko-purge.timer").is_symlink())
        self.assertTrue(self.root.file("/etc/systemd/system/timers.target.wants/saihakko-backup.timer").is_symlink())
        copies = list(self.root.file(f"{STATE}/backup").glob("*.db"))
        self.assertEqual(len(copies), 1)
        self.root.saihakko("check")
        self.root.saihakko("audit", "verify")
        self.root.shell(f"cd {STATE}/backup && sha256sum --quiet -c *.sha256", user="saihakko")

    def test_an_upgrade_without_a_backup_does_not_happen(self):
        self.install_previous()
        self.root.file(f"{STATE}/backup").rmdir()
        self.root.write(f"{STATE}/backup", "in the way")
        said = self.install(self.layers.package, code=1)
        self.assertIn("データベースの控えを作れないため、更新を中止しました", said)
        self.assertEqual(self.version(), f"{debian_root.PREVIOUS_VERSION} installed")
        self.root.saihakko("check")
        self.root.file(f"{STATE}/backup").unlink()
        self.install(self.layers.package)
        self.assertTrue(self.version().endswith(" installed"))

    def set_back(self, migrations):
        """The database as a program that knew so many migrations would have left it."""
        database = self.root.file(f"{STATE}/saihakko.db")
        owner = database.stat()
        for path in database.parent.glob("saihakko.db*"):
            path.unlink()
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                           "applied_ms BIGINT NOT NULL)")
        for path in sorted((debian_root.SOURCE / "core/store/migrations").glob("*.sql"))[:migrations]:
            connection.executescript(path.read_text(encoding="utf-8"))
            connection.execute("INSERT INTO schema_migrations VALUES (?, ?, 0)", (int(path.name[:4]), path.stem))
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('残る')")
        connection.commit()
        connection.close()
        database.chmod(0o640)
        subprocess.run(["chown", f"{owner.st_uid}:{owner.st_gid}", database], check=True)

    def kept(self, database):
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            return connection.execute("SELECT word FROM kept").fetchall()
        finally:
            connection.close()

    def test_an_older_database_is_copied_and_migrated(self):
        self.install_previous()
        self.set_back(migrations=1)
        self.install(self.layers.package)
        self.root.saihakko("status")
        (copy,) = self.root.file(f"{STATE}/backup").glob("*.db")
        self.assertEqual(self.kept(copy), [("残る",)])
        self.assertEqual(self.kept(self.root.file(f"{STATE}/saihakko.db")), [("残る",)])

    def test_a_migration_that_fails_stops_the_upgrade_and_loses_nothing(self):
        self.install_previous()
        self.set_back(migrations=1)
        database = self.root.file(f"{STATE}/saihakko.db")
        connection = sqlite3.connect(database)
        connection.execute("CREATE TABLE print_results (in_the_way TEXT)")
        connection.commit()
        connection.close()
        said = self.install(self.layers.package, code=1)
        self.assertIn("dpkg --configure saihakko", said)
        self.assertEqual(self.kept(database), [("残る",)])
        (copy,) = self.root.file(f"{STATE}/backup").glob("*.db")
        self.assertEqual(self.kept(copy), [("残る",)])
        connection = sqlite3.connect(database)
        connection.execute("DROP TABLE print_results")
        connection.commit()
        connection.close()
        self.root.run("dpkg", "--configure", "saihakko")
        self.root.saihakko("status")
        self.assertEqual(self.kept(database), [("残る",)])

    def test_purge_asks_nothing_and_leaves_nothing(self):
        self.serve()
        self.root.run("dpkg", "--remove", "saihakko")
        self.assertTrue(self.root.file(f"{STATE}/saihakko.db").exists())
        self.root.run("dpkg", "--purge", "saihakko")
        left = self.root.shell("find / -xdev \\( -user saihakko -o -group saihakko -o -name '*saihakko*' \\) "
                               "-not -path '/proc/*' -not -path '/var/lib/dpkg/*' -not -path '/tmp/*'").split()
        self.assertEqual(left, [])
        self.assertIn("saihakko:!", self.root.file("/etc/shadow").read_text())

    def test_purge_empties_what_is_a_mount_or_a_link_and_says_what_it_cannot_erase(self):
        self.root.shell(f"mount -t tmpfs tmpfs {STATE}/backup && mv /etc/saihakko/keys /srv/keys && "
                        f"ln -s /srv/keys /etc/saihakko/keys && mv {STATE}/inbox /srv/shared && touch /srv/shared/x && "
                        f"chown root: /srv/shared && ln -s /srv/shared {STATE}/inbox")
        self.root.saihakko("backup")
        self.root.run("mount", "-o", "remount,ro", f"{STATE}/backup")
        said = self.root.run("dpkg", "--purge", "saihakko", code=1)
        self.assertIn(f"{STATE}/backup/saihakko-", said)
        self.assertIn("消せません", said)
        self.root.run("mount", "-o", "remount,rw", f"{STATE}/backup")
        self.root.run("dpkg", "--purge", "saihakko")
        self.assertEqual(self.root.shell(f"find {STATE} /srv/keys -mindepth 1").split(), [f"{STATE}/backup"])
        self.assertFalse(self.root.file("/etc/saihakko").exists())
        self.assertTrue(self.root.file("/srv/shared/x").exists())  # not ours
        self.root.shell(f"umount {STATE}/backup")

    def test_a_user_of_that_name_whose_files_another_group_would_read_is_refused(self):
        self.root.run("dpkg", "--purge", "saihakko")
        self.root.shell("userdel saihakko && useradd --no-user-group --gid users saihakko")
        said = self.install(self.layers.package, code=1)
        self.assertIn("主なグループが users です", said)
        self.assertFalse(self.root.file(STATE).exists())
        self.root.shell("groupadd --system saihakko; usermod -g saihakko saihakko")
        self.install(self.layers.package)
        self.root.saihakko("check")

    def test_a_first_installation_that_fails_does_not_speak_of_a_copy(self):
        self.root.run("dpkg", "--purge", "saihakko")
        self.root.write(STATE, "in the way")
        said = self.install(self.layers.package, code=1)
        self.assertIn("dpkg --configure saihakko", said)
        self.assertNotIn("控え", said)

    def test_systemd_has_nothing_against_the_units(self):
        units = [path.name for path in UNITS.iterdir()]
        names = [name.replace("@.", "@send-notices.") for name in units]
        said = self.root.run("systemd-analyze", "verify", "--man=no", 
                             *[f"/usr/lib/systemd/system/{name}" for name in units], code=None)
        said += self.root.run("systemd-analyze", "verify", "--man=no", *names, code=None)
        self.assertEqual([line for line in said.splitlines() if "saihakko" in line], [])

    def test_every_service_is_closed_on_all_sides(self):
        for path in UNITS.glob("*.service"):
            found = self.root.run("systemd-analyze", "security", "--offline=true", "--json=short",
                                  f"/usr/lib/systemd/system/{path.name}")
            self.assertEqual(schedule_files.open_settings(found), set(), path.name)

    def test_check_tells_of_cron_outside_of_japan(self):
        self.assertNotIn("timedatectl", self.root.saihakko("check"))
        self.root.shell("install -m 0644 /usr/share/doc/saihakko/examples/crontab /etc/cron.d/saihakko")
        self.assertIn("timedatectl", self.root.saihakko("check"))
        self.root.shell("ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime")
        self.assertNotIn("timedatectl", self.root.saihakko("check"))


if __name__ == "__main__":
    debian_root.work_alone()
    unittest.main()
