"""The header Repr-Digest (RFC 9530), by which a station says what its bytes hash to."""

import base64
import binascii
import re

SHA256 = re.compile(r"(?:^|,)[ \t]*sha-256=:([A-Za-z0-9+/=]*):[ \t]*(?:;[^,]*)?(?=,|$)")
SHA256_BYTES = 32
EXAMPLE = "Repr-Digest: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"


def sha256_of_header(header: str | None) -> str | None:
    """The hex sha256 in a Repr-Digest, or None where it has none that is well-formed."""
    match = SHA256.search(header or "")
    if match is None:
        return None
    try:
        digest = base64.b64decode(match[1], validate=True)
    except binascii.Error:
        return None
    return digest.hex() if len(digest) == SHA256_BYTES else None


def header_of_sha256(sha256: str) -> str:
    """The Repr-Digest of bytes whose hex sha256 is known."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
