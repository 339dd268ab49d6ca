from pathlib import Path

import pytest

from cargoscope_datasets.scan import Pitch, PitchSource
from cargoscope_inference.arguments import parse_pitch, scan_files


def test_one_argument_is_one_file() -> None:
    assert scan_files("folder/a.tif") == [Path("folder/a.tif")]


def test_a_plus_joins_two_energies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("high.tif").touch()
    Path("low.tif").touch()
    assert scan_files("high.tif+low.tif") == [Path("high.tif"), Path("low.tif")]


def test_a_plus_within_the_name_of_a_file_joins_nothing(tmp_path: Path) -> None:
    file = tmp_path / "9+6 MV.tif"
    file.touch()
    assert scan_files(str(file)) == [file]


def test_names_with_a_plus_can_be_joined_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a+b.tif").touch()
    Path("c+d.tif").touch()
    assert scan_files("a+b.tif+c+d.tif") == [Path("a+b.tif"), Path("c+d.tif")]


def test_a_pitch() -> None:
    assert parse_pitch("3.2,4.6") == Pitch(3.2, 4.6, PitchSource.COMMAND_LINE)


@pytest.mark.parametrize("text", ["", "5", "3,4,5", "3;4", "a,b"])
def test_a_pitch_that_is_not_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not ROW,COLUMN in mm, such as 3\.2,4\.6"):
        parse_pitch(text)


@pytest.mark.parametrize("text", ["0,5", "-3,5", "nan,5", "5,inf", "0.35,0.35", "3,400"])
def test_a_pitch_that_no_scanner_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no pitch of a cargo scanner"):
        parse_pitch(text)
