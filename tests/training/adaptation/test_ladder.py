import hashlib
from pathlib import Path

import numpy as np

from cargoscope_datasets.projection.clean_scans import CleanScan
from cargoscope_models.release import FORMAT, Release
from cargoscope_training.adaptation.counting import count
from cargoscope_training.adaptation.cutouts import Finds
from cargoscope_training.adaptation.held_out import HeldOut
from cargoscope_training.adaptation.holding_out import part
from cargoscope_training.adaptation.ladder import Ladder, Rung, Step
from cargoscope_training.adaptation.report import claims
from cargoscope_training.adaptation.tuning import Adaptation
from cargoscope_training.evaluation.results import Role, Said, Scanned
from cargoscope_training.evaluation.thresholds_by_budget import Budget
from cargoscope_training.pool import Background
from cargoscope_training.recipe import Recipe

CARD = {"format": FORMAT, "thresholds": {"pistol": 0.2}, "zone_thresholds": {"beneath": {"pistol": 0.9}}}
PARENT = Release("1" * 64, "parent", b"model", CARD)


def scans(number: int) -> list[CleanScan]:
    return [CleanScan(Path(f"{each}.tif"), hashlib.sha256(str(each).encode()).hexdigest()) for each in range(number)]


def looked_at(scan: CleanScan, number: int) -> Scanned:
    """Says something of a pistol on every scan, as strongly as chance has it."""
    score = float(np.random.default_rng(number).uniform(0.1, 0.9))
    said = (Said("pistol", score, "side", (0.0, 0.0, 9.0, 9.0), flagged=score >= 0.2),)
    return Scanned(scan.sha256, scan.sha256, Role.CLEAN, 1, (5.0, 5.0), (), said, {"pitch": "told"})


def climbed(number: int, recipe: Recipe, folder: Path) -> list[Step]:
    given = scans(number)
    held = HeldOut(part(given), None, {})
    looked = {scan.sha256: looked_at(scan, each) for each, scan in enumerate(given)}
    adaptation = Adaptation(PARENT, "2" * 64, (), Finds(1, {}, None), 6.0)
    ladder = Ladder(adaptation, recipe, held, looked, Budget({"pistol": 0.1}, {}), folder)
    return ladder.climb(Rung.THRESHOLDS, no_pool, lambda what, done, total: None)  # noqa: ARG005


def no_pool() -> list[Background]:
    raise AssertionError("thresholds alone need no simulated scans")


def test_thresholds_are_chosen_on_scans_that_report_nothing(recipe: Recipe, tmp_path: Path) -> None:
    before, after = climbed(200, recipe, tmp_path)
    assert count(before.results).alarms.scans == count(after.results).alarms.scans == 40
    assert count(after.results).alarms.count < count(before.results).alarms.count / 3
    point = after.release.card["operating_points"]["pistol"]
    assert (point["clean_scans"], point["false_alarms"]) == (50, 5)
    assert "beneath" not in after.release.card["zone_thresholds"]
    assert after.release.model == PARENT.model
    assert after.release.card["parent"] == PARENT.id


def test_with_fewer_scans_those_of_the_release_are_kept(recipe: Recipe, tmp_path: Path) -> None:
    before, after = climbed(149, recipe, tmp_path)
    assert after.release.card["thresholds"] == CARD["thresholds"]
    assert after.release.card["zone_thresholds"] == CARD["zone_thresholds"]
    assert count(after.results) == count(before.results)


def test_claims_name_what_so_few_scans_cannot_say() -> None:
    few, many = claims(part(scans(149)), 149), claims(part(scans(300)), 300)
    assert "No alarm rate below 3/29 = 0.1 a scan can be claimed" in few[0]
    assert "thresholds are kept: choosing them takes 50 held-out clean scans" in few[1]
    assert "Thresholds were chosen on 60 other held-out clean scans; alarms rarer than 3/60 = 0.05" in many[1]
