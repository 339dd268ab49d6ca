"""From the argument of one scan to what was found, and to the files that say so."""

import json
import time
from dataclasses import dataclass

import cv2

from cargoscope_datasets.errors import CargoscopeError, OutputError, ScanUnsupported
from cargoscope_datasets.reading import ScanReader
from cargoscope_datasets.scan import Pitch, Polarity
from cargoscope_inference.annotate import annotate
from cargoscope_inference.arguments import scan_files
from cargoscope_inference.engine.detect import Engine
from cargoscope_inference.outputs import Target, write_whole
from cargoscope_inference.report import Analysed, Failed, Outcome, as_json

JPEG_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Settings:
    """What was told on the command line, for all scans alike.

    Attributes:
        pitch: size of a pixel; None to take the file's.
        air: which end of the values is air; None to find out.
        threshold: replaces those of the release; None to keep them.
    """

    pitch: Pitch | None
    air: Polarity | None
    threshold: float | None


def analyse(name: str, target: Target, reader: ScanReader, engine: Engine, settings: Settings) -> Outcome:
    """Read, detect and write one scan; an error of this scan is part of the outcome."""
    try:
        start = time.perf_counter()
        scan = reader.read(scan_files(name), pitch=settings.pitch, air=settings.air)
        findings = engine.detect(scan, threshold=settings.threshold)
        analysed = Analysed(name, scan, findings, (time.perf_counter() - start) * 1e3)
        _write_pictures(analysed, target, engine.specification.labels)
        write_whole(target.json, _json_file(analysed))
    except OutputError as error:
        return Failed(name, str(error))
    except CargoscopeError as error:
        return _record_failure(Failed(name, str(error)), target)
    return analysed


def _write_pictures(analysed: Analysed, target: Target, labels: tuple[str, ...]) -> None:
    views = analysed.scan.views
    for view in views:
        picture = annotate(view, analysed.findings.detections, labels)
        done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
        if not done:
            raise ScanUnsupported(
                f"its picture of {picture.shape[1]} x {picture.shape[0]} pixels is too large for JPEG"
            )
        write_whole(target.picture() if len(views) == 1 else target.picture(view.name), jpeg.tobytes())


def _record_failure(failed: Failed, target: Target) -> Failed:
    """Leave the error where the result would be: what an earlier run said there no longer holds."""
    try:
        target.picture().unlink(missing_ok=True)
        write_whole(target.json, _json_file(failed))
    except (OSError, OutputError) as error:
        return Failed(failed.name, f"{failed.error}; and {error}")
    return failed


def _json_file(outcome: Outcome) -> bytes:
    return json.dumps(as_json(outcome), indent=2, allow_nan=False).encode() + b"\n"
