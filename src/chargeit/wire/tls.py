"""TLS as OCPP wants it: 1.2 or newer, and suites for EC and for RSA certificates on one endpoint."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# OCPP 2.0.1 A00.FR.318 names four suites; ECDHE with RSA is added for stations that know no plain RSA (A00.FR.319).
_CIPHERS = ":".join(
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
    )
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A chain in PEM, leaf first, and its private key."""

    chain: Path
    key: Path


def server_context(certificates: Sequence[Certificate], station_authority: Path | None = None) -> ssl.SSLContext:
    """An endpoint with one certificate for each kind of key (EC, RSA).

    With a `station_authority` a station may present a certificate, which must then be signed by it; whether one is
    required is for `admit` to say. Raises OSError or ssl.SSLError for files that cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _harden(context)
    load(context, certificates)
    if station_authority is not None:
        context.load_verify_locations(station_authority)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


def load(context: ssl.SSLContext, certificates: Sequence[Certificate]) -> None:
    """Also on a context in use: connections from now on get the new certificates, open channels stay."""
    for certificate in certificates:
        context.load_cert_chain(certificate.chain, certificate.key)


def client_context(authority: Path | None = None, certificate: Certificate | None = None) -> ssl.SSLContext:
    """A station that trusts `authority` (None: what the machine trusts) and may show a certificate of its own."""
    context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=authority)
    _harden(context)
    # From Python 3.13 on by default; it refuses the plain certificates that operators make for themselves.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if certificate is not None:
        load(context, [certificate])
    return context


def _harden(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
