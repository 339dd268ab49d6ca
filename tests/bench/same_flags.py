"""Whether the API says of scans what `cargoscope detect` says of their stored files, to the last digit."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cargoscope_models.policy import NOT_PENETRATED

Told = Mapping[str, Any]
"""A JSON object."""


def detected(files: Sequence[Path], release: Path, out: Path) -> list[Told]:
    """What `cargoscope detect` says of files, in a process of its own."""
    words = ["detect", *map(str, files), "--release", str(release), "--out", str(out), "--json"]
    command = [sys.executable, "-m", "cargoscope_inference.cli", *words]
    said = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in said.splitlines()]


def check_same(told: Told, found: Told) -> int:
    """Compare what the API and `detect` say of one scan that nothing was declared of, under the policy that ships.

    Returns:
        How many flags there are.

    Raises:
        SystemExit: they differ.
    """
    _check("detections", told["analysis"]["detections"], found["detections"])
    # That of a view which was not penetrated is the policy's alone.
    flags = [flag for flag in told["flags"] if flag["label"] != NOT_PENETRATED]
    expected = [each for each in found["detections"] if each["flagged"]]
    names = ("label", "view", "score", "threshold", "box", "facts")
    _check("flags", flags, [{name: each[name] for name in names} for each in expected])
    return len(flags)


def _check(what: str, api: Sequence[Told], detect: Sequence[Told]) -> None:
    if len(api) != len(detect):
        raise SystemExit(f"the API has {len(api)} {what}, `cargoscope detect` {len(detect)} in the stored file")
    for number, (one, other) in enumerate(zip(api, detect, strict=True)):
        if one != other:
            raise SystemExit(f"of {what} number {number} differs: {one} in the API, {other} by `cargoscope detect`")
