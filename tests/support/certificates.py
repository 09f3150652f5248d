"""Certificates for one test run, made by the openssl command."""

import shutil
import subprocess
from pathlib import Path

from chargeit.wire.tls import Certificate

OPENSSL = shutil.which("openssl")
_EC = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
_RSA = ("rsa:2048",)


class Authority:
    """Signs certificates into `folder`; its own is `self.certificate.chain`."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.certificate = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
        _openssl("req", "-x509", "-newkey", *_EC, "-nodes", "-keyout", self.certificate.key, "-out",
                 self.certificate.chain, "-subj", f"/O=Test/CN={name}", "-days", "2")  # fmt: skip

    def sign(self, common_name: str, kind: str = "ec", *, is_host: bool = False) -> Certificate:
        signed = Certificate(self.folder / f"{common_name}-{kind}.pem", self.folder / f"{common_name}-{kind}.key")
        _openssl("req", "-x509", "-newkey", *(_EC if kind == "ec" else _RSA), "-nodes", "-keyout", signed.key, "-out",
                 signed.chain, "-subj", f"/O=Test/CN={common_name}", "-days", "2", "-CA", self.certificate.chain,
                 "-CAkey", self.certificate.key, "-addext", "basicConstraints=critical,CA:FALSE",
                 *(("-addext", f"subjectAltName=DNS:{common_name}") if is_host else ()))  # fmt: skip
        return signed


def _openssl(*arguments: str | Path) -> None:
    assert OPENSSL is not None
    subprocess.run([OPENSSL, *map(str, arguments)], check=True, capture_output=True)
