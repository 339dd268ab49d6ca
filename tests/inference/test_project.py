"""`cargoscope project`, as a person calls it."""

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from cargoscope_datasets.annotations.data_set import read_data_set
from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_datasets.writing import write_tiff
from cargoscope_inference.cli import app


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["project", *(str(each) for each in arguments)])


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A load in air, at two energies."""
    rng = np.random.default_rng(0)
    signal = np.full((2, 200, 320), 50_000.0)
    signal[:, 30:180, 30:290] *= 0.4
    write_tiff(tmp_path / "clean.tif", np.asarray(rng.poisson(signal), np.uint16), Pitch(6, 8, PitchSource.FILE))
    return tmp_path / "clean.tif"


def test_clean_scans_go_in_and_a_data_set_comes_out(clean: Path, tmp_path: Path) -> None:
    result = run(clean, "--out", tmp_path / "set", "--label", "pistol", "--count", "2", "--beams", "9,6")
    assert result.exit_code == 0, result.output
    assert "wrote" in result.output
    scans = [scan for part in read_data_set(tmp_path / "set").scans.values() for scan in part]
    assert len(scans) == 2
    assert {each.label for scan in scans for each in scan.annotations} == {"pistol"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--beams", "5"], "one or two of"),
        (["--preset", "none"], "no preset"),
        (["--quanta", "1000"], "both --quanta and --electronics"),
        (["--label", "sword"], "labels must be among"),
        (["--cutout-mv", "0.2"], "must be among"),
        (["--pitch", "wide"], "ROW,COLUMN"),
        (["--cutouts", "."], "no pictures"),
        (["--cutout-mm", "240", "180"], "no range of lengths"),
        (["--cutout-mm", "nan", "180"], "no range of lengths"),
    ],
)
def test_what_cannot_be_is_said_in_words(options: list[str], says: str, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    arguments = [str(tmp_path / "nothing") if each == "." else each for each in options]
    result = run(clean, "--out", tmp_path / "set", *arguments)
    assert isinstance(result.exception, RecipeError)
    assert says in str(result.exception)
