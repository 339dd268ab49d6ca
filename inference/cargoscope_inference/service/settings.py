"""How the service is set up: by environment variables that begin with CARGOSCOPE_, or by options of the command."""

import ipaddress
from pathlib import Path
from typing import Self

from pydantic import Field, IPvAnyAddress, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cargoscope_inference.engine.session import Provider
from cargoscope_models.release import shipped_release

SHORTEST_SECRET = 32
DEFAULT_FOLDER = Path("~/.local/share/cargoscope")


class ServiceSettings(BaseSettings):
    """How the service is set up.

    Attributes:
        folder: where everything is kept.
        host: address to listen on; beyond loopback only with a secret.
        port: to listen on.
        secret: at least 32 characters; the tokens that protect officers' forms are made from it. On loopback one is
            made where none is given.
        monitor_key: at least 32 characters; reads metrics and details, as an administrator may.
        release: folder of the release that analyses.
        policy: file of the site's policy; None for the default one.
        provider: what runs the network, "cpu" or "cuda".
        strict: refuse to run on another provider than the one asked for.
        proxy: address of the proxy that ends TLS before the service, if there is one; what it says of the way on which
            a request came (X-Forwarded-Proto) is believed, and nobody else's word for it.
        largest_scan: bytes of the largest scan that is accepted.
        analysis_seconds: after which a scan's analysis counts as stuck.
        idle_seconds: after which a sender that sends nothing is given up.
        station_silent_minutes: after which administrators are warned of a station that does not promise signs of life.
        silent_seconds: after which a stream of which nothing more comes goes to a person.
    """

    model_config = SettingsConfigDict(env_prefix="CARGOSCOPE_", extra="ignore")

    folder: Path = DEFAULT_FOLDER
    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=0, le=65535)
    secret: SecretStr | None = None
    monitor_key: SecretStr | None = None
    release: Path = Field(default_factory=shipped_release)
    policy: Path | None = None
    provider: Provider = Provider.CPU
    strict: bool = False
    proxy: IPvAnyAddress | None = None
    largest_scan: int = Field(default=256 << 20, gt=0)
    analysis_seconds: float = Field(default=120.0, gt=0)
    idle_seconds: float = Field(default=20.0, gt=0)
    station_silent_minutes: float = Field(default=60.0, gt=0)
    silent_seconds: float = Field(default=600.0, gt=0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.folder = self.folder.expanduser().absolute()
        for name, secret in (("secret", self.secret), ("monitor_key", self.monitor_key)):
            if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
                raise ValueError(
                    f"CARGOSCOPE_{name.upper()} has fewer than {SHORTEST_SECRET} characters; "
                    "make one with: openssl rand -hex 32"
                )
        if self.secret is None and not is_loopback(self.host):
            raise ValueError(
                f"refuses to listen on {self.host}, which others can reach, without a secret; "
                "set CARGOSCOPE_SECRET (make one with: openssl rand -hex 32), or listen on 127.0.0.1"
            )
        return self


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
