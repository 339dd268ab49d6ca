from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_datasets.simulation.scanner.preset import load_preset, presets, training_presets

PLAIN = """
about = "A scanner"
beams = [6.0]
row_mm = 4.0
column_over_row = [1.0, 2.0]
quanta = 20000
electronics = 1e-5
"""


def test_presets_differ_in_what_scanners_differ_in() -> None:
    shipped = presets().values()
    assert len(shipped) >= 8
    assert {len(each.beams) for each in shipped} == {1, 2}
    assert {each.top for each in shipped} == {True, False}
    assert {beam for each in shipped for beam in each.beams} == {3.5, 4.0, 6.0, 9.0}
    assert len({each.look for each in shipped}) >= 6
    assert min(each.column_over_row[0] for each in shipped) == 0.65
    assert max(each.column_over_row[1] for each in shipped) == 3.6
    assert min(each.row_mm[0] for each in shipped) == 3.0
    assert max(each.row_mm[1] for each in shipped) == 10.0


def test_two_are_kept_from_training() -> None:
    reserved = {each.name for each in presets().values() if each.reserved}
    assert len(reserved) == 2
    assert not reserved & {each.name for each in training_presets()}


@pytest.mark.parametrize("name", presets())
def test_a_scanner_lies_within_its_preset(name: str) -> None:
    preset = presets()[name]
    for seed in range(20):
        scanner = preset.draw(np.random.default_rng(seed))
        assert preset.row_mm[0] <= scanner.row_mm <= preset.row_mm[1]
        assert preset.quanta[0] * 0.999 <= scanner.quanta <= preset.quanta[1] * 1.001
        assert preset.look.gamma[0] <= scanner.look.gamma <= preset.look.gamma[1]


def test_one_number_is_a_range_of_itself(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PLAIN)
    preset = load_preset(tmp_path / "mine.toml")
    assert preset.name == "mine"
    assert preset.draw(np.random.default_rng(1)).row_mm == 4.0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ("beams = [6.0]|beams = [5.0]", "beams: Value error, beams must be among"),
        ("beams = [6.0]|beams = [6.0, 9.0]", "higher comes first"),
        ("row_mm = 4.0|row_mm = [5.0, 4.0]", "from the smaller to the greater"),
        ("row_mm = 4.0|row_mm = -1.0", "row_mm"),
        ('about = "A scanner"|wobble = 3', "wobble"),
        ("beams = [6.0]|beams = ", "is not a preset"),
    ],
)
def test_what_cannot_be_is_refused_in_words(changed: str, told: str, tmp_path: Path) -> None:
    before, after = changed.split("|")
    (tmp_path / "mine.toml").write_text(PLAIN.replace(before, after))
    with pytest.raises(RecipeError, match=told):
        load_preset(tmp_path / "mine.toml")
