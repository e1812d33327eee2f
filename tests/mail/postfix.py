"""Postfix's smtpd on the loopback, with a configuration of its own in a temporary directory.

It takes mail for any domain into one Maildir, under STARTTLS, from who has logged in. master(8) must be started by root.
"""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

PROGRAMS = pathlib.Path("/usr/lib/postfix/sbin")
USER, PASSWORD = "saihakko", "pass word 8"

SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

SETTINGS = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
command_directory = /usr/sbin
daemon_directory = {programs}
maillog_file = {root}/log
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
mynetworks =
local_recipient_maps =
local_transport = virtual
default_transport = virtual
relay_transport = virtual
virtual_transport = virtual
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:box/
virtual_mailbox_limit = 0
mailbox_size_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_alias_maps =
alias_maps =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
allow_percent_hack = no
swap_bangpath = no
append_dot_mydomain = no
append_at_myorigin = no
resolve_dequoted_address = no
resolve_null_domain = yes
allow_min_user = yes
strict_rfc821_envelopes = yes
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_key_file = {key}
smtpd_tls_cert_file = {certificate}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = {root}/etc/sasl
smtpd_sasl_local_domain = relay.test
"""


def why_not():
    """Why it cannot be started here; empty when it can."""
    if os.geteuid() != 0:
        return "Postfix's master must be started by root"
    if not (PROGRAMS / "master").is_file() or not shutil.which("saslpasswd2"):
        return "postfix and sasl2-bin are not installed (scripts/deps tests)"
    return ""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Postfix:
    def __init__(self, authority):
        self.folder = tempfile.TemporaryDirectory(dir="/var/tmp")
        self.root = pathlib.Path(self.folder.name)
        self.port = free_port()
        owner = pwd.getpwnam("postfix")
        self.root.chmod(0o755)
        for name in ("queue", "data", "mail", "etc", "etc/sasl"):
            (self.root / name).mkdir(mode=0o755)
        for name in ("data", "mail"):
            os.chown(self.root / name, owner.pw_uid, owner.pw_gid)
        key, certificate = authority.certificate("postfix", "IP:127.0.0.1")
        for file in (key, certificate):
            shutil.copy(file, self.root / "etc")
        self._write(owner, self.root / "etc" / key.name, self.root / "etc" / certificate.name)
        self._make_user(owner)
        subprocess.run(["postfix", "-c", self.root / "etc", "check"], check=False, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)  # makes the queue's directories
        self.master = subprocess.Popen([PROGRAMS / "master", "-d", "-e", "600", "-c", self.root / "etc"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        self._wait()

    def _write(self, owner, key, certificate):
        etc = self.root / "etc"
        (etc / "main.cf").write_text(SETTINGS.format(root=self.root, programs=PROGRAMS, uid=owner.pw_uid, gid=owner.pw_gid,
                                                     key=key, certificate=certificate), encoding="ascii")
        (etc / "master.cf").write_text(SERVICES.format(port=self.port), encoding="ascii")
        for name in ("dynamicmaps.cf", "postfix-files"):
            if pathlib.Path("/etc/postfix", name).exists():
                shutil.copy(pathlib.Path("/etc/postfix", name), etc)
        (self.root / "etc" / "sasl" / "smtpd.conf").write_text(
            f"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {self.root}/etc/sasl/users.db\n"
            "mech_list: PLAIN LOGIN\n", encoding="ascii")

    def _make_user(self, owner):
        users = self.root / "etc" / "sasl" / "users.db"
        subprocess.run(["saslpasswd2", "-p", "-c", "-f", users, "-u", "relay.test", USER], input=PASSWORD, text=True, check=True)
        os.chown(users, owner.pw_uid, owner.pw_gid)

    def _wait(self):
        for _ in range(12_000):
            try:
                with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                    if connection.recv(100).startswith(b"220"):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        log = self.root / "log"
        raise RuntimeError(log.read_text() if log.exists() else "Postfix does not answer")

    def stop(self):
        self.master.terminate()
        self.master.wait(20)
        self.folder.cleanup()

    def mails(self, count):
        """What arrived, as bytes; waits for so many."""
        box = self.root / "mail" / "box" / "new"
        for _ in range(12_000):
            files = sorted(box.iterdir()) if box.is_dir() else []
            if len(files) >= count:
                break
            time.sleep(0.05)
        return [file.read_bytes() for file in files]
