import hashlib
import json
from pathlib import Path

import pytest

from cargoscope_datasets.errors import ReleaseError
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.scan import ViewKind
from cargoscope_models.release import FORMAT, Pass, Specification, load_release

SPECIFICATION = Specification(
    labels=("pistol", "person"),
    kinds=(ViewKind.CALIBRATED, ViewKind.DISPLAY),
    channels=("transmission", "log attenuation", "local contrast of the log"),
    stride=4,
    floor=0.05,
    suppression=0.5,
    passes=(
        Pass("fine", 6.0, 1.0, 1280, (320, 640), 192, ("pistol",)),
        Pass("coarse", 24.0, 4.0, 640, (160,), 96, ("person",)),
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _write(tmp_path / "some-release")


def _write(folder: Path, **changes: object) -> Path:
    folder.mkdir()
    model = b"the bytes of a model"
    (folder / "model.onnx").write_bytes(model)
    card = {
        "format": FORMAT,
        "model_sha256": hashlib.sha256(model).hexdigest(),
        "thresholds": {"pistol": 0.4, "person": 1},
    }
    (folder / "card.json").write_text(json.dumps(card | changes))
    return folder


def test_a_specification_survives_its_json() -> None:
    assert Specification.from_json(SPECIFICATION.to_json()) == SPECIFICATION


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", SPECIFICATION.to_json().replace('"stride"', '"strides"'), '{"passes": 3}', '{"passes": [[]]}'],
)
def test_a_specification_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match="describes itself"):
        Specification.from_json(text)


def test_a_release_is_known_by_the_hash_of_its_card(folder: Path) -> None:
    release = load_release(folder)
    assert release.id == hashlib.sha256((folder / "card.json").read_bytes()).hexdigest()
    assert release.name == "some-release"
    assert release.model == b"the bytes of a model"
    assert release.thresholds == {"pistol": 0.4, "person": 1.0}


def test_a_zone_has_thresholds_of_its_own_where_the_card_says_so(folder: Path) -> None:
    release = load_release(_write(folder.with_name("zoned"), zone_thresholds={"beneath": {"pistol": 0.7}}))
    assert release.threshold("pistol", Zone.BENEATH) == 0.7
    assert release.threshold("pistol", Zone.HOLD) == release.threshold("pistol", None) == 0.4
    assert release.threshold("person", Zone.BENEATH) == 1.0


@pytest.mark.parametrize(
    "zones", [[], "x", {"attic": {}}, {"beneath": 3}, {"beneath": {"pistol": "x"}}, {"beneath": {"unknown": 0.5}}]
)
def test_zones_that_are_not_understood_are_refused(folder: Path, zones: object) -> None:
    zoned = _write(folder.with_name("zoned"), zone_thresholds=zones)
    with pytest.raises(ReleaseError, match="zone_thresholds that are not understood"):
        load_release(zoned)


def test_another_model_than_the_card_names_is_refused(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"half of another model")
    with pytest.raises(ReleaseError, match=r"model\.onnx has sha256 .* its card names"):
        load_release(folder)


@pytest.mark.parametrize("name", ["model.onnx", "card.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ReleaseError, match=f"cannot read its {name} \\(No such file"):
        load_release(folder)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"format": 99}, "has card format 99; this cargoscope reads format 1"),
        ({"thresholds": [0.5]}, "gives no threshold by label"),
        ({"thresholds": {"pistol": "high"}}, "gives no threshold by label"),
    ],
)
def test_a_card_that_says_something_else_is_refused(tmp_path: Path, changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ReleaseError, match=complaint):
        load_release(_write(tmp_path / "release", **changes))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"card"'])
def test_a_card_that_is_no_card_is_refused(folder: Path, text: str) -> None:
    (folder / "card.json").write_text(text)
    with pytest.raises(ReleaseError, match="is not a release's card"):
        load_release(folder)
