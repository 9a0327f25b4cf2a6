"""Keys and certificates for people who attack, and the pump's own book of whom it trusts. Made by openssl, not by us."""
import contextlib
import hashlib
import pathlib
import sqlite3
import ssl
import subprocess


class Keys:
    """One key, its self-signed certificate, and the fingerprint by which a pump knows it."""

    def __init__(self, folder, name, days=365):
        self.key, self.certificate = pathlib.Path(folder) / f"{name}.key", pathlib.Path(folder) / f"{name}.pem"
        run = lambda *words: subprocess.run(["openssl", *words], check=True, capture_output=True)
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/O=attacker", "-days", str(days),
            "-addext", f"subjectAltName=URI:urn:ipt:programmer:{name}", "-keyout", self.key, "-out", self.certificate)
        public = subprocess.run(["openssl", "x509", "-in", self.certificate, "-noout", "-pubkey"], check=True, capture_output=True).stdout
        der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public, check=True, capture_output=True).stdout
        self.fingerprint = hashlib.sha256(der).digest()

    def expired(self):
        """The same key under a certificate that ended long ago."""
        old = self.certificate.with_suffix(".old.pem")
        request = self.certificate.with_suffix(".csr")
        subprocess.run(["openssl", "req", "-new", "-key", self.key, "-subj", "/O=attacker", "-out", request], check=True, capture_output=True)
        home = self.certificate.parent / f"{self.certificate.stem}-ca"
        home.mkdir()
        (home / "index").touch()
        (home / "config").write_text(f"[ca]\ndefault_ca=a\n[a]\ndatabase={home}/index\nnew_certs_dir={home}\nserial={home}/serial\npolicy=p\ndefault_md=sha256\n[p]\nO=optional\n")
        subprocess.run(["openssl", "ca", "-batch", "-selfsign", "-config", home / "config", "-create_serial", "-startdate", "200101000000Z", "-enddate", "210101000000Z",
                        "-keyfile", self.key, "-in", request, "-out", old], check=True, capture_output=True)
        return old

    def context(self, certificate=None, protocols=("ipt/1",), version=ssl.TLSVersion.TLSv1_3, shows=True):
        """What a client offers. It judges no server: that is the programmer's part."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = version
        if protocols:
            context.set_alpn_protocols(list(protocols))
        if shows:
            context.load_cert_chain(certificate or self.certificate, self.key)
        return context


def trust(state, *pairings):
    """Writes into a stopped pump's security file who is paired: (keys, role, name)."""
    with contextlib.closing(sqlite3.connect(state / "security.db")) as book, book:
        book.executemany("INSERT INTO pairing VALUES(?, ?, ?)", [(keys.fingerprint, role, name) for keys, role, name in pairings])
