"""How the service is set up: by environment variables that begin with CARGOSCOPE_, or by options of the command."""

import ipaddress
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from cargoscope_inference.engine.session import Provider
from cargoscope_inference.storage.inspections import Verdict
from cargoscope_inference.storage.retention import WARNING_DAYS, RetentionRules
from cargoscope_models.release import shipped_release

SHORTEST_SECRET = 32
DEFAULT_FOLDER = Path("~/.local/share/cargoscope")


class ServiceSettings(BaseSettings):
    """How the service is set up.

    Attributes:
        folder: where everything is kept.
        host: address to listen on; beyond loopback only with a secret, and with TLS or behind a proxy.
        port: to listen on.
        secret: at least 32 characters; the tokens that protect officers' forms are made from it. On loopback one is
            made where none is given.
        monitor_key: at least 32 characters; reads metrics and details, as an administrator may.
        tls_cert: certificate to show, PEM, with those between it and the root; together with its key.
        tls_key: its key, which nobody else may read.
        behind_proxy: addresses or networks, by commas, of the proxy that ends TLS in front of the service. Only what
            comes from there is believed in what it says of the sender, and only what came there by https is answered.
        release: folder of the release that analyses.
        policy: file of the site's policy; None for the default one.
        provider: what runs the network, "cpu" or "cuda".
        strict: refuse to run on another provider than the one asked for.
        largest_scan: bytes of the largest scan that is accepted.
        analysis_seconds: after which a scan's analysis counts as stuck.
        idle_seconds: after which a sender that sends nothing is given up.
        station_silent_minutes: after which administrators are warned of a station that does not promise signs of life.
        silent_seconds: after which a stream of which nothing more comes goes to a person.
        reserve: bytes of the disk that no scan may take, so that there is room to write down what happens.
        largest_backlog: scans that may wait for their analysis before new ones are sent away for a while.
        keep_clear_days: for how many days a scan that was cleared keeps its bytes; None for ever.
        keep_hold_days: the same of a scan that was held.
        disk_budget: bytes that originals and pictures may take up; None for all that the disk has.
        warning_days: for how long every removal is announced before.
    """

    model_config = SettingsConfigDict(env_prefix="CARGOSCOPE_", extra="ignore")

    folder: Path = DEFAULT_FOLDER
    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=0, le=65535)
    tls_cert: Path | None = None
    tls_key: Path | None = None
    behind_proxy: str | None = None
    secret: SecretStr | None = None
    monitor_key: SecretStr | None = None
    release: Path = Field(default_factory=shipped_release)
    policy: Path | None = None
    provider: Provider = Provider.CPU
    strict: bool = False
    largest_scan: int = Field(default=256 << 20, gt=0)
    analysis_seconds: float = Field(default=120.0, gt=0)
    idle_seconds: float = Field(default=20.0, gt=0)
    station_silent_minutes: float = Field(default=60.0, gt=0)
    silent_seconds: float = Field(default=600.0, gt=0)
    reserve: int = Field(default=512 << 20, ge=0)
    largest_backlog: int = Field(default=2000, gt=0)
    keep_clear_days: int | None = Field(default=None, ge=0)
    keep_hold_days: int | None = Field(default=None, ge=0)
    disk_budget: int | None = Field(default=None, gt=0)
    warning_days: int = Field(default=WARNING_DAYS, ge=0)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.behind_proxy is not None and not self.proxies:
            raise ValueError("--behind-proxy needs the address of the proxy, such as 127.0.0.1")
        self.folder = self.folder.expanduser().absolute()
        for name, secret in (("secret", self.secret), ("monitor_key", self.monitor_key)):
            if secret is not None and len(secret.get_secret_value()) < SHORTEST_SECRET:
                raise ValueError(
                    f"CARGOSCOPE_{name.upper()} has fewer than {SHORTEST_SECRET} characters; "
                    "make one with: openssl rand -hex 32"
                )
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError(
                "a certificate needs its key, and a key its certificate: give both --tls-cert and --tls-key"
            )
        for address in self.proxies:
            _check_network(address)
        if is_loopback(self.host):
            return self
        if self.tls_cert is None and self.behind_proxy is None:
            raise ValueError(
                f"refuses to listen on {self.host}, which others can reach, without TLS; give --tls-cert and "
                "--tls-key, or --behind-proxy with the address of what ends TLS in front of it, or listen on 127.0.0.1"
            )
        if self.secret is None:
            raise ValueError(
                f"refuses to listen on {self.host}, which others can reach, without a secret; "
                "set CARGOSCOPE_SECRET (make one with: openssl rand -hex 32), or listen on 127.0.0.1"
            )
        return self

    @property
    def proxies(self) -> list[str]:
        """Addresses and networks of the proxy; none where there is no proxy."""
        return [each.strip() for each in (self.behind_proxy or "").split(",") if each.strip()]


def _check_network(address: str) -> None:
    try:
        ipaddress.ip_network(address)
    except ValueError as error:
        raise ValueError(
            f"{address!r} is no address of a proxy ({error}); give one such as 127.0.0.1 or 10.0.3.0/24"
        ) from error


def rules_of(settings: ServiceSettings) -> RetentionRules:
    """What the site has said about keeping."""
    days = {Verdict.CLEAR: settings.keep_clear_days, Verdict.HOLD: settings.keep_hold_days}
    said = {verdict: number for verdict, number in days.items() if number is not None}
    return RetentionRules(said, settings.disk_budget, settings.warning_days)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
