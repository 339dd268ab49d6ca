import io
import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from cargoscope_datasets.scan import Pitch, PitchSource, Scan, ViewKind
from cargoscope_inference.engine.detect import Findings
from cargoscope_inference.report import Analysed, Failed, Outcome, as_json, as_table, printable
from cargoscope_models.detection import Detection

MakeScan = Callable[..., Scan]


def _analysed(scan: Scan, *detections: Detection) -> Analysed:
    return Analysed("a/truck.tif", scan, Findings(detections, "f00d", "CPUExecutionProvider", {}), 312.34)


def _pistol(score: float = 0.83, **facts: float) -> Detection:
    return Detection("pistol", score, (2204.0, 388.25, 2238.0, 420.0), "side", 0.5, facts)


def _shown(outcomes: list[Outcome], width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(as_table(outcomes, [outcome.name for outcome in outcomes]))
    return out.getvalue()


def test_the_json_of_a_scan(make_scan: MakeScan) -> None:
    plane = np.ones((2, 4, 8), np.float32)
    scan = make_scan(plane, pitch=Pitch(3.2, 4.6, PitchSource.FILE))
    assert as_json(_analysed(scan, _pistol(contrast=0.25))) == {
        "file": "a/truck.tif",
        "views": [
            {
                "name": "side",
                "kind": "calibrated",
                "width": 8,
                "height": 4,
                "energies": 2,
                "pitch": [3.2, 4.6],
                "pitch_source": "file",
                "direction": None,
                "cut_short": None,
                "quality": {
                    "air_found": True,
                    "air_instability": 0.01,
                    "dead_rows": [],
                    "misfired_columns": [],
                    "saturated": 0.0,
                    "noise": 0.002,
                    "not_penetrated": 0.0,
                },
            }
        ],
        "detections": [
            {
                "label": "pistol",
                "score": 0.83,
                "box": [2204.0, 388.25, 2238.0, 420.0],
                "view": "side",
                "threshold": 0.5,
                "flagged": True,
                "facts": {"contrast": 0.25},
            }
        ],
        "release": "f00d",
        "provider": "CPUExecutionProvider",
        "milliseconds": 312.3,
    }


def test_an_unknown_pitch_is_null(make_scan: MakeScan) -> None:
    (view,) = as_json(_analysed(make_scan(np.ones((4, 8), np.float32), kind=ViewKind.DISPLAY)))["views"]
    assert (view["kind"], view["pitch"], view["pitch_source"]) == ("display", None, None)


def test_no_json_holds_what_is_no_number(make_scan: MakeScan) -> None:
    outcome = _analysed(make_scan(np.ones((4, 8), np.float32)), _pistol(contrast=float("nan"), width_mm=float("inf")))
    assert json.loads(json.dumps(as_json(outcome), allow_nan=False))["detections"][0]["facts"] == {}


def test_the_json_of_a_failure() -> None:
    assert as_json(Failed("x.tif", "does not exist")) == {"file": "x.tif", "error": "does not exist"}


def test_the_table_says_what_was_flagged_where(make_scan: MakeScan) -> None:
    mask = np.zeros((4, 8), bool)
    mask[0] = True
    scan = make_scan(np.ones((4, 8), np.float32), not_penetrated=mask)
    shown = _shown([_analysed(scan, _pistol(width_mm=156.0, height_mm=102.0), _pistol(0.3)), Failed("b.tif", "gone")])
    assert "pistol 0.83 at 2204,388, 16 x 10 cm" in shown
    assert "0.30" not in shown
    assert "25%" in shown
    assert "not analysed" in shown


def test_the_table_gives_pixels_where_the_pitch_is_unknown(make_scan: MakeScan) -> None:
    assert "34 x 32 px" in _shown([_analysed(make_scan(np.ones((4, 8), np.float32)), _pistol())])


def test_many_flags_are_counted(make_scan: MakeScan) -> None:
    shown = _shown([_analysed(make_scan(np.ones((4, 8), np.float32)), *[_pistol()] * 8)])
    assert shown.count("pistol") == 5
    assert "and 3 more" in shown


@pytest.mark.parametrize("name", ["a.tif", "a/very/long/path/to/one/of/many/scans/of/this/year/container_0001.tif"])
def test_the_table_fits_80_columns_and_keeps_its_numbers(make_scan: MakeScan, name: str) -> None:
    outcome = _analysed(make_scan(np.ones((4, 8), np.float32)), _pistol(width_mm=156.0, height_mm=102.0))
    out = io.StringIO()
    Console(file=out, width=80).print(as_table([outcome], [name]))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("312" in line and "0%" in line for line in lines)


def test_what_would_steer_a_terminal_is_not_shown() -> None:
    assert printable("a\x1b[31m\nb\udcff.tif") == "a\ufffd[31m\ufffdb\ufffd.tif"


def test_a_projected_threat_is_said_to_be_one(make_scan: MakeScan) -> None:
    scan = replace(make_scan(np.ones((1, 4, 8), np.float32)), projected=True)
    assert as_json(_analysed(scan, _pistol()))["projected"] is True
    assert "(projected)" in _shown([_analysed(scan, _pistol())])
