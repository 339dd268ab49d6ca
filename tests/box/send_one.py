"""Sends one simulated truck to the box, and waits until it was analysed. Runs in what the bundle installed."""

import base64
import hashlib
import json
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import numpy as np

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_tiff

SERVER = "http://127.0.0.1:8420"
PATIENCE_SECONDS = 300.0


def ask(path: str, body: bytes | None = None, **headers: str) -> bytes:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["Authorization"] = f"Bearer {os.environ['KEY']}"
    request = urllib.request.Request(SERVER + path, body, headers, method="GET" if body is None else "PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
        return content


def main() -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            assert ask("/readyz") == b"ready"
            break
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < end, "the box does not get ready"
            time.sleep(0.5)
    signal = np.full((400, 900), 60_000.0)
    signal[60:340, 80:800] *= 0.4
    noisy = np.random.default_rng(1).normal(signal, 300.0).clip(0, 65_535).astype(np.uint16)
    path = Path(tempfile.mkdtemp()) / "truck.tif"
    write_tiff(path, noisy[None], Pitch(6.0, 6.0, PitchSource.FILE))
    content, scan_id = path.read_bytes(), uuid.uuid4()
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    ask(f"/v1/scans/{scan_id}", content, Content_Type="image/tiff", Repr_Digest=f"sha-256=:{digest}:")
    while (scan := json.loads(ask(f"/v1/scans/{scan_id}")))["state"] != "waiting":
        assert time.monotonic() < end, f"still {scan['state']}"
        time.sleep(0.2)
    assert scan["problem"] is None, scan["problem"]
    sys.stdout.write(f"analysed by {scan['analysis']['release_name']}\n")


if __name__ == "__main__":
    main()
