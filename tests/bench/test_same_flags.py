"""A bench that compares flags has to fail where they differ."""

import json
from typing import Any

import pytest
from same_flags import check_same

DETECTION = {"label": "pistol", "score": 0.9, "box": [1.0, 2.0, 3.0, 4.0], "view": "side", "threshold": 0.5}
FOUND: dict[str, Any] = {
    "detections": [
        DETECTION | {"facts": {"width_mm": 8.0}, "flagged": True},
        DETECTION | {"facts": {}, "score": 0.4, "flagged": False},
    ]
}


@pytest.fixture
def told() -> dict[str, Any]:
    flag = {name: value for name, value in FOUND["detections"][0].items() if name != "flagged"}
    dark = flag | {"label": "not_penetrated", "box": None}
    told: dict[str, Any] = json.loads(json.dumps({"analysis": FOUND, "flags": [flag, dark]}))
    return told


def test_the_same_is_the_same(told: dict[str, Any]) -> None:
    assert check_same(told, FOUND) == 1


def test_a_box_that_moved_by_a_hundredth_is_found_out(told: dict[str, Any]) -> None:
    told["flags"][0]["box"][0] += 0.01
    with pytest.raises(SystemExit, match="of flags number 0 differs"):
        check_same(told, FOUND)


def test_so_are_a_flag_that_is_missing_and_another_score(told: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match="the API has 0 flags"):
        check_same(told | {"flags": []}, FOUND)
    told["analysis"]["detections"][1]["score"] = 0.400001
    with pytest.raises(SystemExit, match="of detections number 1 differs"):
        check_same(told, FOUND)
