"""The machine, and what is installed on it."""

import ctypes
import time
from collections.abc import Callable, Iterator

from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.examining.finding import Finding, State
from cargoscope_inference.service.settings import ServiceSettings, is_loopback
from cargoscope_inference.service.tls import SOON_DAYS, days_left, end_of
from cargoscope_models.release import load_release

TIMEX_BYTES = 256
"""More than the kernel's struct timex; all zero, it asks and changes nothing."""
TIME_ERROR = 5
"""What adjtimex(2) answers while nothing keeps the clock right."""


def examine_release(settings: ServiceSettings) -> Iterator[Finding]:
    """The release: its hash, whether it loads, and one run of every shape."""
    release = load_release(settings.release)
    start = time.perf_counter()
    engine = Engine(release, provider=settings.provider, strict=settings.strict)
    seconds = time.perf_counter() - start
    yield Finding("release", State.SOUND, f"{release.name} {release.id[:12]}, whole; opened and run in {seconds:.1f} s")
    asked = settings.provider.runtime_name
    if engine.provider == asked:
        yield Finding("provider", State.SOUND, f"{asked}, as asked for")
    else:
        text = (
            f"asked for {asked}, runs on {engine.provider}, slower; see to the driver, or set CARGOSCOPE_PROVIDER=cpu"
        )
        yield Finding("provider", State.UNSOUND, text)


def examine_clock(_: ServiceSettings) -> Iterator[Finding]:
    """Whether something keeps the clock right."""
    now = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
    if answer < 0:
        yield Finding("clock", State.WARNING, f"{now}; the kernel does not say whether it is kept right")
    elif answer == TIME_ERROR:
        yield Finding(
            "clock", State.WARNING, f"{now}, and nothing keeps it right; set up NTP (timedatectl set-ntp true)"
        )
    else:
        yield Finding("clock", State.SOUND, f"{now}, kept right by NTP")


def examine_reach(settings: ServiceSettings) -> Iterator[Finding]:
    """Who can reach the service, and by what certificate."""
    if settings.tls_cert is not None and settings.tls_key is not None:
        end = end_of(settings.tls_cert, settings.tls_key)
        if end is None:
            text = f"{settings.tls_cert} is over, or not valid yet; get a new one, then restart the service"
            yield Finding("certificate", State.UNSOUND, text)
        else:
            left = days_left(end)
            text = f"{settings.tls_cert} is valid until {end:%Y-%m-%d}, {left} days"
            soon = left < SOON_DAYS
            yield Finding(
                "certificate",
                State.WARNING if soon else State.SOUND,
                f"{text}; get a new one, then restart the service" if soon else text,
            )
    elif settings.proxies:
        text = f"TLS ends at the proxy {settings.behind_proxy}, which sees to its certificate"
        yield Finding("certificate", State.SOUND, text)
    elif is_loopback(settings.host):
        yield Finding("certificate", State.SOUND, "none: only this machine reaches the service")


EXAMINATIONS: tuple[tuple[str, Callable[[ServiceSettings], Iterator[Finding]]], ...] = (
    ("release", examine_release),
    ("clock", examine_clock),
    ("certificate", examine_reach),
)
