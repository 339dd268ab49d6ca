from pathlib import Path

from cargoscope_training.evaluation.picture_statistics import LEVELS
from cargoscope_training.evaluation.realism.pictures import Shown
from cargoscope_training.evaluation.realism.tables import grouped, tables, write_plots

CURVES_OF_GREY, CURVES_OF_WAVES = 2 * (len(LEVELS) - 1), 2 * 6


def test_real_pictures_and_every_preset_stand_beside_each_other(real: list[Shown], simulated: list[Shown]) -> None:
    origins = {"real": grouped(real), "one": grouped(simulated), "other": grouped(simulated[:1])}
    single, every, trucks = tables(origins)
    assert single.row_count == 3 + 1 + 3
    assert [column.header for column in every.columns] == ["all", "real, 3", "one, 2", "other, 1"]
    assert [column.header for column in trucks.columns] == ["truck, 40 ft", "real, 2", "one, 2", "other, 1"]
    assert trucks.row_count == CURVES_OF_GREY + CURVES_OF_WAVES


def test_the_histogram_is_told_band_by_band(real: list[Shown], simulated: list[Shown]) -> None:
    """Both are the same but for the load, which covers 300 x 800 of 900 x 1400 pixels; the beam is 80 x 900."""
    _, _, trucks = tables({"real": grouped(real), "one": grouped(simulated)})
    bands, *shares = ([str(cell) for cell in column.cells] for column in trucks.columns)
    told = {band: tuple(float(cells[row]) for cells in shares) for row, band in enumerate(bands)}
    load, beam = 300 * 800 / (900 * 1400), 80 * 900 / (900 * 1400)
    for band, expected in {"40-89": (load + beam, beam), "90-139": (0, load)}.items():
        found = told[f"share of pixels at grey {band}"]
        assert all(abs(one - other) < 0.02 for one, other in zip(found, expected, strict=True))


def test_a_group_that_only_one_side_has_gets_no_curves(real: list[Shown], simulated: list[Shown]) -> None:
    titles = [table.columns[0].header for table in tables({"real": grouped(real), "one": grouped(simulated)})]
    assert titles == ["pictures", "all", "truck, 40 ft"]


def test_simulated_pictures_can_stand_alone(simulated: list[Shown]) -> None:
    single, *_ = tables({"one": grouped(simulated)})
    assert single.row_count == 2


def test_there_is_a_plot_of_each_curve(tmp_path: Path, real: list[Shown], simulated: list[Shown]) -> None:
    write_plots(tmp_path, {"real": grouped(real), "one": grouped(simulated)})
    assert {path.stem for path in tmp_path.glob("*.png")} == {"histogram", "detail", "along", "across"}
