"""A clean Debian root with the package in it, made once; each test works on a layer of its own above it.

Environment: SAIHAKKO_BUILD is the build directory the package is made of, SAIHAKKO_SOURCE the top of the tree.
"""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["SAIHAKKO_SOURCE"])
BUILD = pathlib.Path(os.environ["SAIHAKKO_BUILD"])
RELEASES = SOURCE / "scripts/debian/releases"
NEEDED = ["debootstrap", "systemd-nspawn", "systemd-analyze", "lintian", "cpack", "dpkg-deb", "unshare"]
WATCH_UNIT = """[Unit]
After=multi-user.target timers.target sockets.target
[Service]
Type=oneshot
TimeoutStartSec=50min
ExecStart=/watch
ExecStopPost=systemctl --no-block poweroff
"""
PREVIOUS_VERSION = "0.0.1-1"


def work_alone():
    """Goes on in a mount namespace of its own, so that no mount outlives the test; or skips it."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        print(f"skipped: needs root{' and ' + ' '.join(missing) if missing else ''} (scripts/deps tests installs)")
        sys.exit(77)
    if RELEASE not in releases():
        print(f"skipped: packages are made for {releases()}, and this is {RELEASE}")
        sys.exit(77)
    if "SAIHAKKO_MOUNTS_APART" not in os.environ:
        os.environ["SAIHAKKO_MOUNTS_APART"] = "yes"
        os.execvp("unshare", ["unshare", "--mount", sys.executable, *sys.argv])


def call(*words, **options):
    """A command that has to succeed; what it printed."""
    ran = subprocess.run([*map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         text=True, check=False, **options)
    assert ran.returncode == 0, f"{words} ended with {ran.returncode}:\n{ran.stdout}"
    return ran.stdout


def releases():
    """[(number, suite), …] of those that saihakko is made for, oldest first."""
    lines = RELEASES.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]


def release_here():
    """Number and suite of this machine's Debian: the build's package needs the libraries of the same one."""
    system = platform.freedesktop_os_release()
    return system.get("VERSION_ID"), system.get("VERSION_CODENAME")


RELEASE = release_here()


def bootstrap(suite, path):
    """A bare root of that release."""
    call("debootstrap", "--variant=minbase", suite, path, call(SOURCE / "scripts/deps", "--mirror").strip())


def make_package(folder):
    """The package of the build, as a file in `folder`."""
    call("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder, cwd=folder)
    (package,) = folder.glob("saihakko_*.deb")
    return package


def as_version(package, version, folder):
    """The same package under another version."""
    content = folder / f"content-{version}"
    call("dpkg-deb", "-R", package, content)
    control = content / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*$", f"Version: {version}", control.read_text()))
    made = folder / f"saihakko_{version}.deb"
    call("dpkg-deb", "--root-owner-group", "-b", content, made)
    shutil.rmtree(content)
    return made


class Root:
    """A directory that looks like a Debian system to what runs in it."""

    def __init__(self, path):
        self.path = path

    def file(self, name):
        """The path on this side of an absolute path inside."""
        return self.path / name.lstrip("/")

    def write(self, name, text, mode=0o644):
        path = self.file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)

    def run(self, *words, user=None, code=0, text=None):
        """A command inside, as root or as `user`, that has to end with `code` (None: however). What it printed."""
        into = ["chroot", str(self.path)]
        if user:
            into += ["runuser", "-u", user, "--"]
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive",
                 **{name: value for name, value in os.environ.items() if name.endswith("_proxy")}}
        ran = subprocess.run([*into, *map(str, words)], input=text or "", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True, env=clean, check=False, timeout=1800)
        assert code is None or ran.returncode == code, f"{words} ended with {ran.returncode}, not {code}:\n{ran.stdout}"
        return ran.stdout

    def shell(self, script, user=None, code=0):
        return self.run("sh", "-c", script, user=user, code=code)

    def can(self, user, script):
        """Whether a person can do that."""
        return self.run("sh", "-c", f"{{ {script}; }} >/dev/null 2>&1 && echo yes || echo no", user=user).strip() == "yes"

    def saihakko(self, *words, code=0):
        return self.run("saihakko", *words, user="saihakko", code=code)

    def boot(self, script):
        """Boots the system in a container; once it is up, it runs the script and is shut down. What its console said."""
        self.write("/watch", script, mode=0o755)
        self.write("/etc/systemd/system/watch.service", WATCH_UNIT)
        wants = self.file("/etc/systemd/system/multi-user.target.wants")
        wants.mkdir(parents=True, exist_ok=True)
        (wants / "watch.service").symlink_to("/etc/systemd/system/watch.service")
        call("umount", self.file("/proc"))
        booted = subprocess.run(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--machine=saihakko-test", "-D", self.path],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=3600, check=False)
        return booted.stdout.decode("utf-8", "replace")

    def bring(self, package):
        shutil.copy(package, self.file("/tmp/saihakko.deb"))
        return "/tmp/saihakko.deb"


class Layers:
    """The root with the package installed, and layers above it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="saihakko-package-", dir="/var/tmp"))
        self.package = make_package(self.folder)
        self.previous = as_version(self.package, PREVIOUS_VERSION, self.folder)
        self.base = Root(self.folder / "base")
        bootstrap(RELEASE[1], self.base.path)
        call("mount", "-t", "proc", "proc", self.base.file("/proc"))
        self.base.run("apt-get", "-q", "update")
        self.base.run("apt-get", "-q", "install", "-y", "--no-install-recommends", self.base.bring(self.package))
        call("umount", self.base.file("/proc"))
        self.count = 0

    def new(self):
        """A layer in which the package is as freshly installed."""
        self.count += 1
        place = self.folder / f"layer-{self.count}"
        for name in ("upper", "work", "root"):
            (place / name).mkdir(parents=True)
        call("mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir={self.base.path},upperdir={place / 'upper'},workdir={place / 'work'}", place / "root")
        root = Root(place / "root")
        call("mount", "-t", "proc", "proc", root.file("/proc"))
        return root

    def drop(self, root):
        call("umount", "-R", root.path)
        shutil.rmtree(root.path.parent)

    def remove(self):
        shutil.rmtree(self.folder)
