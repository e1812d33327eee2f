"""Certificates for a test, made on the spot by openssl; they live as long as the test."""

import pathlib
import ssl
import subprocess
import tempfile


class Authority:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.file = self.root / "ca.pem"
        self._key("ca")
        self._openssl("req", "-x509", "-new", "-key", self.root / "ca.key", "-out", self.file, "-days", "30",
                      "-subj", "/CN=Test Authority")

    def remove(self):
        self.folder.cleanup()

    def _openssl(self, *words):
        subprocess.run(["openssl", *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _key(self, name):
        self._openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.root / f"{name}.key")

    def certificate(self, name, names, *, dates=("20200101000000Z", "20990101000000Z")):
        """Key and certificate files for `names` (`DNS:localhost,IP:127.0.0.1`)."""
        self._key(name)
        request, extensions = self.root / f"{name}.csr", self.root / f"{name}.ext"
        self._openssl("req", "-new", "-key", self.root / f"{name}.key", "-out", request, "-subj", "/CN=test relay")
        extensions.write_text(f"subjectAltName={names}\n", encoding="ascii")
        configuration = self.root / "ca.cnf"
        (self.root / "index.txt").write_text("", encoding="ascii")
        configuration.write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.root}/index.txt\nnew_certs_dir={self.root}\nrand_serial=yes\n"
            "default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n", encoding="ascii")
        self._openssl("ca", "-batch", "-config", configuration, "-in", request, "-out", self.root / f"{name}.pem",
                      "-keyfile", self.root / "ca.key", "-cert", self.file, "-extfile", extensions,
                      "-startdate", dates[0], "-enddate", dates[1], "-notext")
        return self.root / f"{name}.key", self.root / f"{name}.pem"

    def server(self, *what, **how):
        """A server's side for Python."""
        key, certificate = self.certificate(*what, **how)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context
