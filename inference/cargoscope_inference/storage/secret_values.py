"""Keys and tokens: made here, shown once, stored only as a hash."""

import hashlib
import secrets

SECRET_BYTES = 32


def make_secret(prefix: str) -> str:
    """A new secret of 256 bits; the prefix tells people, and programs that look for leaked secrets, what it is."""
    return f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"


def hash_secret(secret: str) -> str:
    """What is stored of a secret. It has 256 bits, so unlike a password it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
