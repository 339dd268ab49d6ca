"""What a worker is started with."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cargoscope_inference.engine.session import Provider


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What a worker is started with.

    Attributes:
        folder: of the service.
        release: folder of the release that it runs.
        policy: file of the site's policy; None for the default one.
        provider: what runs the network.
        strict: refuse to run on another provider than the one asked for.
        claim: the name under which it takes scans; no other worker ever has it.
    """

    folder: Path
    release: Path
    policy: Path | None
    provider: Provider
    strict: bool
    claim: str

    def to_json(self) -> str:
        """As it is handed to the process."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_json(cls, text: str) -> "WorkerSettings":
        """Read what `to_json` wrote."""
        fields: dict[str, Any] = json.loads(text)
        paths = {name: Path(fields[name]) for name in ("folder", "release", "policy") if fields[name] is not None}
        return cls(**fields | paths | {"provider": Provider(fields["provider"])})
