"""The print room of a union: its certificate and key, made by the openssl command, and how it opens what it is given."""

import datetime
import pathlib
import subprocess

PATIENCE_SECONDS = 900

KEYS = {
    "rsa": ["-newkey", "rsa:2048"],
    "weak_rsa": ["-newkey", "rsa:1024"],
    "ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ed25519": ["-newkey", "ed25519"],
}
USAGES = {"ec": "keyAgreement"}
CA = """[ca]
default_ca = own
[own]
database = {folder}/{name}.index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
x509_extensions = wanted
[any]
commonName = supplied
[wanted]
keyUsage = critical,{usage}
"""


def openssl(*words, **options):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, timeout=PATIENCE_SECONDS, **options).stdout


def days_from_now(days):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return time.strftime("%Y%m%d%H%M%SZ")


class PrintRoom:
    """`certificate` is what the union is given; `key` stays here."""

    def __init__(self, folder, name="print-room", kind="rsa", usage=None, begins=-1, ends=365):
        """`begins` and `ends` in days from now."""
        folder = pathlib.Path(folder)
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        request, index, config = (folder / f"{name}.{end}" for end in ("csr", "index", "cnf"))
        openssl("req", "-new", *KEYS[kind], "-nodes", "-keyout", self.key, "-out", request, "-subj", f"/CN={name}")
        index.write_text("")
        config.write_text(CA.format(folder=folder, name=name, usage=usage or USAGES.get(kind, "keyEncipherment")))
        openssl("ca", "-config", config, "-selfsign", "-keyfile", self.key, "-in", request, "-out", self.certificate,
                "-batch", "-notext", "-startdate", days_from_now(begins), "-enddate", days_from_now(ends))

    def opened(self, file):
        """The PDF in a file that was handed over; raises when it cannot be opened or was changed."""
        return openssl("cms", "-decrypt", "-inform", "DER", "-in", file, "-inkey", self.key)


def structure(file):
    """What openssl tells of a CMS file without a key."""
    return openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", file).decode(errors="replace")
