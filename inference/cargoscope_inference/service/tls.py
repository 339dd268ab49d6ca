"""The certificate that the service shows, and whether it will do."""

import ssl
import stat
from datetime import UTC, datetime
from pathlib import Path

from cargoscope_datasets.errors import SettingsError

OTHERS_CAN_READ = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH | stat.S_IWGRP
SOON_DAYS = 30
"""Before its end a certificate is warned of."""


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """What the service needs to speak TLS 1.2 or newer.

    Args:
        certificate: PEM, the service's own first, then those between it and the root.
        key: PEM, not encrypted.

    Raises:
        SettingsError: one cannot be read, others can read the key, or the two do not belong together.
    """
    for what, path in (("certificate", certificate), ("key", key)):
        try:
            path.read_bytes()
        except OSError as error:
            raise SettingsError(f"the {what} {path} cannot be read ({error.strerror}); see --tls-{what[:4]}") from error
    if key.stat().st_mode & OTHERS_CAN_READ:
        raise SettingsError(f"others can read or change the key {key}; run: chmod 600 {key}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # Without a password nobody could answer for at the start of a service.
        context.load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        raise SettingsError(
            f"{certificate} and {key} are no certificate and key in PEM that belong together ({error}); "
            "the key must not be encrypted"
        ) from error
    return context


def end_of(certificate: Path, key: Path) -> datetime | None:
    """Until when a certificate is valid, or None where it is not now.

    Read by a handshake within this process: the certificate is trusted for it, so only its dates decide.

    Raises:
        SettingsError: as `server_context`.
    """
    server = server_context(certificate, key)
    client = ssl.create_default_context(cafile=certificate)
    client.check_hostname = False
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(down, up, server_hostname=None)
    theirs = server.wrap_bio(up, down, server_side=True)
    try:
        # Hello of the one, hello and certificate of the other, and the one has all that it needs.
        for side in (ours, theirs, ours):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
        shown = ours.getpeercert()
    except ssl.SSLCertVerificationError:
        return None
    except (ssl.SSLError, ValueError) as error:
        raise SettingsError(f"no connection can be made with {certificate} ({error}); have it made anew") from error
    assert shown is not None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def days_left(end: datetime) -> int:
    """Whole days until then."""
    return (end - datetime.now(UTC)).days
