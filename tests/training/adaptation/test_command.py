"""From a folder of cleared scans to a candidate and its report; the run is killed once on the way."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import typer
from onnx import numpy_helper
from typer.testing import CliRunner, Result

from cargoscope_datasets.scan import ViewKind
from cargoscope_models.release import FORMAT, METADATA_KEY, Specification, load_release
from cargoscope_training import loop
from cargoscope_training.adaptation import command as adapting
from cargoscope_training.adaptation import held_out, tuning
from cargoscope_training.adaptation.command import adapt
from cargoscope_training.adaptation.holding_out import sizes
from cargoscope_training.command import Bars
from cargoscope_training.recipe import Recipe

app = typer.Typer()
app.command()(adapt)
SCANS = 5


class Killed(BaseException):
    pass


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def put_scan(path: Path, number: int) -> None:
    """An archive's picture of a loaded container; every one has other goods."""
    rng = np.random.default_rng(number)
    goods = cv2.resize(rng.uniform(60, 200, (9, 20)).astype(np.float32), (500, 200), interpolation=cv2.INTER_NEAREST)
    grey = np.full((300, 700), 255, np.float32)
    grey[60:260, 100:600] = goods + rng.normal(0, 3, goods.shape)
    cv2.imwrite(str(path), np.clip(grey, 0, 255).astype(np.uint8))
    path.with_suffix(".json").write_text(json.dumps({"pitch": [6.0, 6.0]}))


def put_release(folder: Path, model: bytes, recipe: Recipe) -> Path:
    folder.mkdir()
    (folder / "model.onnx").write_bytes(model)
    card = {"format": FORMAT, "model_sha256": hashlib.sha256(model).hexdigest(), "seen": "nothing yet"}
    (folder / "card.json").write_text(json.dumps(card | {"thresholds": dict.fromkeys(recipe.labels, 0.5)}))
    return folder


def louder(model: bytes) -> bytes:
    """An untrained detector says nothing; this one says something everywhere."""
    loaded = onnx.load_from_string(model)
    (bias,) = [each for each in loaded.graph.initializer if each.name == "detector.head.scores.bias"]
    raised = np.full_like(numpy_helper.to_array(bias), -2.0)
    bias.CopyFrom(numpy_helper.from_array(raised, bias.name))
    return loaded.SerializeToString()


def put_recipe(path: Path, recipe: Recipe) -> Path:
    path.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in asdict(recipe).items()))
    return path


@dataclass(frozen=True)
class Site:
    """A folder with cleared scans, and what a release came to there."""

    scans: Path
    parent: Path
    recipe: Path
    cache: Path
    out: Path
    output: str
    first_step: int

    @property
    def card(self) -> dict:
        return json.loads((self.out / "card.json").read_bytes())

    @property
    def report(self) -> dict:
        return json.loads((self.out.with_name("candidate-report") / "report.json").read_bytes())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, model: bytes, recipe: Recipe) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARGOSCOPE_CACHE", str(folder / "cache"))
        patch.setattr(held_out, "MOST_A_SCAN", 3)
        patch.setattr(tuning, "STATISTICS_CROPS", 4)
        patch.setattr(loop, "STEPS_A_CHECKPOINT", 1)
        (folder / "scans").mkdir()
        for number in range(SCANS):
            put_scan(folder / "scans" / f"{number}.png", number)
        (folder / "scans" / "broken.png").write_bytes((folder / "scans" / "0.png").read_bytes()[:400])
        parent = put_release(folder / "parent", louder(model), recipe)
        written = put_recipe(folder / "recipe.toml", replace(recipe, steps=(1, 1, 1), real_share=0.6))
        given = [folder / "scans", "--release", parent, "--recipe", written, "--out", folder / "candidate"]
        steps: list[int] = []

        def show(_: Bars, what: str, done: int, total: int) -> None:
            del total
            if what.startswith("training"):
                steps.append(done)
                if len(steps) == 2:
                    raise Killed

        patch.setattr(adapting.Bars, "show", show)
        with pytest.raises(Killed):
            app(list(map(str, given)), standalone_mode=False)
        assert not (folder / "candidate").exists()
        result = run(*given)
        assert result.exit_code == 0, result.output
        yield Site(folder / "scans", parent, written, folder / "cache", folder / "candidate", result.output, steps[2])


def test_a_run_that_was_killed_goes_on(site: Site) -> None:
    """Killed before its second step was saved, it takes that step again, and none before."""
    assert site.first_step == 2
    assert site.card["training"]["crops"] == 6


def test_the_ladder_is_told_rung_by_rung(site: Site) -> None:
    assert [each["rung"] for each in site.report["rungs"]] == ["release", "thresholds", "statistics", "fine-tuning"]
    for each in site.report["rungs"]:
        assert each["false_alarms"]["scans"] == 1
        assert sum(band["objects"] for band in each["bands"].values()) >= 3
    assert site.report["release"] == load_release(site.out).id
    assert "fine-tuning" in (site.out.with_name("candidate-report") / "report.html").read_text()


def test_alarms_of_the_site_are_mined_twice(site: Site) -> None:
    assert site.card["training"]["minings"] == 2


def hashes(site: Site) -> dict[str, str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in site.scans.glob("?.png")}


def test_what_is_held_out_or_doubted_is_never_trained_on(site: Site) -> None:
    kept, report = sizes(SCANS)[0], site.report
    in_order = sorted(hashes(site))
    doubted = {each["scan"] for each in report["review"] if not each["held_out"]}
    assert len(doubted) == 1
    trained_on = {path.stem for path in site.cache.glob("adapt-*/scans/*.npy")}
    assert trained_on == {sha256[:16] for sha256 in in_order[kept:] if sha256 not in doubted}
    assert site.card["adaptation"]["scans"] == {
        "trained_on": SCANS - kept - 1, "under_review": 1, "for_thresholds": 0, "for_the_report": kept, "unused": 0
    }  # fmt: skip


def test_scans_to_look_at_again_are_listed_by_name(site: Site) -> None:
    (doubted,) = [each for each in site.report["review"] if not each["held_out"]]
    assert doubted["name"] == hashes(site)[doubted["scan"]]
    assert doubted["scan"] in (site.out.with_name("candidate-report") / "review.txt").read_text()


def test_with_few_scans_thresholds_are_kept_and_no_rate_is_claimed(site: Site) -> None:
    assert load_release(site.out).thresholds == load_release(site.parent).thresholds
    assert "operating_points" not in site.card
    assert "No alarm rate below 3/1 = 3 a scan can be claimed" in site.output
    assert "The release's thresholds are kept: choosing them takes 50" in site.output
    assert site.report["claims"][0].startswith("False alarms are counted on 1 held-out")


def test_a_broken_file_is_said_and_the_rest_goes_on(site: Site) -> None:
    assert "not used: broken.png" in site.output
    assert list(site.report["left_out"]) == ["broken.png"]


def test_the_card_says_what_was_seen_and_not_where_it_lay(site: Site) -> None:
    text = (site.out / "card.json").read_text()
    assert not [name for name in (*hashes(site).values(), str(site.scans), "/tmp") if name in text]
    assert site.card["parent"] == load_release(site.parent).id
    assert site.card["adaptation"]["pitch"] == {"told": SCANS - 1}
    assert site.card["adaptation"]["manifest_sha256"] in site.card["seen"]


def test_too_few_scans_for_thresholds_are_no_candidate(site: Site, tmp_path: Path) -> None:
    result = run(site.scans, "--release", site.parent, "--until", "thresholds", "--out", tmp_path / "out")
    assert "5 clean scans choose no thresholds (150 do)" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_recipe_of_other_labels_is_refused(site: Site, recipe: Recipe, tmp_path: Path) -> None:
    other = put_recipe(tmp_path / "other.toml", replace(recipe, labels=("rifle", "person"), coarse_labels=("person",)))
    result = run(site.scans, "--release", site.parent, "--recipe", other, "--out", tmp_path / "out")
    assert "give the recipe the same labels" in str(result.exception)


def test_a_recipe_that_mines_once_is_refused(site: Site, recipe: Recipe, tmp_path: Path) -> None:
    other = put_recipe(tmp_path / "other.toml", recipe)
    result = run(site.scans, "--release", site.parent, "--recipe", other, "--out", tmp_path / "out")
    assert "mined twice" in str(result.exception)


def test_scans_of_a_kind_that_the_release_does_not_take_are_refused(
    site: Site, model: bytes, recipe: Recipe, tmp_path: Path
) -> None:
    loaded = onnx.load_from_string(model)
    (text,) = [entry.value for entry in loaded.metadata_props if entry.key == METADATA_KEY]
    described = replace(Specification.from_json(text), kinds=(ViewKind.CALIBRATED,))
    onnx.helper.set_model_props(loaded, {METADATA_KEY: described.to_json()})
    parent = put_release(tmp_path / "raw-only", loaded.SerializeToString(), recipe)
    result = run(site.scans, "--release", parent, "--out", tmp_path / "out")
    assert "none of the scans that were given can be used" in str(result.exception)
    assert "this release takes calibrated views" in str(result.exception)
