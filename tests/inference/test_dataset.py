"""The commands, as a person calls them."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner, Result

from cargoscope_inference.dataset import dataset


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(dataset, [str(each) for each in arguments])


@pytest.fixture
def yolo(tmp_path: Path) -> Path:
    """Forty pictures; every second has a rifle."""
    folder = tmp_path / "yolo"
    for name in ("images", "labels"):
        (folder / name).mkdir(parents=True)
    (folder / "classes.txt").write_text("pistol\nrifle\n")
    rng = np.random.default_rng(0)
    for number in range(40):
        picture = rng.integers(0, 255, (40, 60), np.uint8)
        cv2.imwrite(str(folder / "images" / f"{number:02}.png"), picture)
        if number % 2:
            (folder / "labels" / f"{number:02}.txt").write_text("1 0.5 0.5 0.25 0.5\n")
    return folder


def test_yolo_becomes_coco_with_the_boxes_of_the_pixels(yolo: Path, tmp_path: Path) -> None:
    result = run("convert", yolo, tmp_path / "set.json", "--to", "coco")
    assert result.exit_code == 0
    assert "yolo to coco: 40 scans" in result.output
    document = json.loads((tmp_path / "set.json").read_text())
    assert len(document["images"]) == 40
    assert document["annotations"][0]["bbox"] == pytest.approx([22.5, 10, 15, 20])


def test_split_counts_and_verify_tell_one_story(yolo: Path, tmp_path: Path) -> None:
    assert "label: rifle" in run("split", yolo, tmp_path / "set").output
    counted = run("counts", tmp_path / "set").output
    assert "without objects" in counted
    assert "is whole: 40 scans" in run("verify", tmp_path / "set").output


def test_a_changed_scan_is_named(yolo: Path, tmp_path: Path) -> None:
    run("split", yolo, tmp_path / "set")
    victim = next((tmp_path / "set" / "images").iterdir())
    victim.write_bytes(b"other")
    result = run("verify", tmp_path / "set")
    assert result.exit_code != 0
    assert victim.name in str(result.exception)
