from dataclasses import replace

import numpy as np
import pytest

from cargoscope_datasets.simulation.detectability import shadow
from cargoscope_datasets.simulation.hiding import Taken, reach, take, take_again
from cargoscope_datasets.simulation.scene import Scene, hide
from cargoscope_datasets.simulation.simulate import simulate
from cargoscope_datasets.simulation.staging import Stage, stage

COARSE_MM = 16.0
"""Large pixels: what is held here hangs on no size."""


def coarse(seed: int, *artefacts: str, dual_energy: bool = False) -> Stage:
    """A stage on few pixels, with some artefacts turned off."""
    fine = stage(seed, dual_energy=dual_energy)
    step = COARSE_MM / fine.scanner.row_mm, COARSE_MM / fine.scanner.column_mm
    scanner = replace(fine.scanner, row_mm=COARSE_MM, column_mm=COARSE_MM)
    rows, columns = (round(size / factor) for size, factor in zip(fine.sheet.shape, step, strict=True))
    sheet = type(fine.sheet)(fine.sheet.fan, fine.sheet.x0, fine.sheet.a0, (rows, columns), (COARSE_MM, COARSE_MM))
    motion = replace(fine.motion, columns=np.arange(columns, dtype=np.float64), rows=np.zeros(columns))
    scanner = scanner.without(*artefacts) if artefacts else scanner
    return replace(fine, scanner=scanner, sheet=sheet, motion=motion)


@pytest.fixture(scope="module")
def clean() -> Taken:
    return take(coarse(21))


def hiding(before: Taken, label: str, seed: int = 1) -> Scene:
    scene = hide(np.random.default_rng(seed), before.staged.scene, label, benchmark=True)
    assert scene.finds
    return scene


def test_a_scan_that_is_taken_is_the_one_that_is_simulated() -> None:
    assert np.array_equal(take(stage(12, preset="rail_9mv")).scan.counts, simulate(12, preset="rail_9mv").counts)


@pytest.mark.parametrize("label", ["rifle", "person"])
def test_elsewhere_even_the_noise_is_the_same(clean: Taken, label: str) -> None:
    # Not in the cab, which an archive's picture may leave out.
    scene = hiding(clean, label, seed=3)
    again = take_again(clean, scene).scan
    found = shadow(clean.staged.sheet, scene.finds[0].lot.parts)
    assert found is not None
    columns = reach(found.columns, clean.staged.motion, clean.staged.scanner)
    changed = np.flatnonzero((again.counts != clean.scan.counts).any(axis=(0, 1)))
    assert changed.size
    assert set(changed.tolist()) <= set(range(columns.start, columns.stop))
    assert {each.label for each in again.annotations} == {label}
    assert clean.scan.annotations == ()


def test_the_same_again_gives_the_same_bits(clean: Taken) -> None:
    scene = hiding(clean, "rifle")
    assert np.array_equal(take_again(clean, scene).scan.counts, take_again(clean, scene).scan.counts)


@pytest.mark.parametrize(("label", "dual_energy"), [("pistol", True), ("vehicle", False)])
def test_without_noise_it_is_what_simulating_the_whole_scene_gives(label: str, *, dual_energy: bool) -> None:
    artefacts = ("quanta", "electronics", "scatter", "interlaced")
    before = take(coarse(30, *artefacts, dual_energy=dual_energy))
    scene = hiding(before, label)
    again = take_again(before, scene).scan
    whole = take(replace(coarse(30, *artefacts, dual_energy=dual_energy), scene=scene)).scan
    off = np.abs(again.counts.astype(int) - whole.counts)
    # Thin wires that the changed columns cut are sampled a little differently.
    assert np.mean(off > 1) < 0.005
    assert off.mean() < 1e-4 * whole.counts.max()


def test_large_things_take_the_place_of_goods() -> None:
    """Goods that made room are gone, so somewhere more comes through than before."""
    for seed in range(40, 60):
        before = take(coarse(seed, "quanta", "electronics"))
        scene = hide(np.random.default_rng(2), before.staged.scene, "vehicle", benchmark=True)
        if scene.finds and scene.loads is not before.staged.scene.loads:
            break
    again = take_again(before, scene).scan
    assert (again.counts.astype(int) - before.scan.counts).max() > 500
