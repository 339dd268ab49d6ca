import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cargoscope_models.release import FORMAT, load_release
from cargoscope_training.evaluation.command import calibrate, evaluate, figures
from cargoscope_training.evaluation.results import Results, ResultsFile, Role

from .conftest import LABELS

app = typer.Typer()
app.command()(evaluate)
app.command()(figures)
app.command()(calibrate)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def written(results: Results, path: Path) -> Path:
    file = ResultsFile(path, results.header)
    for scan in results.scans:
        file.add(scan)
    return path


@pytest.fixture
def release(tmp_path: Path) -> Path:
    folder = tmp_path / "parent"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"model")
    card = {"format": FORMAT, "model_sha256": hashlib.sha256(b"model").hexdigest(), "parent": None, "name": "parent"}
    (folder / "card.json").write_text(json.dumps(card | {"thresholds": dict.fromkeys(LABELS, 0.5)}))
    return folder


def of_release(results: Results, folder: Path) -> Results:
    return replace(results, header=replace(results.header, release=load_release(folder).id))


def test_results_become_a_table_figures_and_a_page(skilled: Results, tmp_path: Path) -> None:
    path = written(skilled, tmp_path / "r.jsonl")
    result = run("figures", path, "--out", tmp_path / "out", "--compare", path)
    assert result.exit_code == 0, result.output
    assert "detectors that know nothing" in result.output
    assert json.loads((tmp_path / "out" / "figures.json").read_text())["release_name"] == "r"
    assert (tmp_path / "out" / "page.html").exists()


def test_a_benchmark_that_is_not_there_is_named(release: Path, tmp_path: Path) -> None:
    result = run("evaluate", release, "cargo-9", "--out", tmp_path / "out")
    assert "there is no benchmark cargo-9" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_calibrating_writes_a_child_that_keeps_within_the_budget(
    skilled: Results, release: Path, tmp_path: Path
) -> None:
    scans = [replace(scan, said=tuple(replace(said, zone="beneath") for said in scan.said)) for scan in skilled.scans]
    path = written(of_release(replace(skilled, scans=tuple(scans)), release), tmp_path / "r.jsonl")
    budget = tmp_path / "budget.toml"
    budget.write_text("[alarms_a_scan]\npistol = 0.05\nrifle = 0.02\n[zones.beneath]\npistol = 0.0\n")
    result = run("calibrate", release, "--results", path, "--budget", budget, "--out", tmp_path / "child")
    assert result.exit_code == 0, result.output
    child = load_release(tmp_path / "child")
    assert child.card["parent"] == load_release(release).id
    points = child.card["operating_points"]
    assert points["rifle"]["false_alarms"] <= 2
    assert points["pistol in beneath"]["false_alarms"] == 0
    highest = max(s.score for scan in skilled.of(Role.THRESHOLD) for s in scan.said if s.label == "pistol")
    assert child.card["zone_thresholds"]["beneath"]["pistol"] > highest
    assert (release / "card.json").read_text() != (tmp_path / "child" / "card.json").read_text()


def test_results_of_another_release_choose_nothing(skilled: Results, release: Path, tmp_path: Path) -> None:
    path = written(skilled, tmp_path / "r.jsonl")
    (tmp_path / "b.toml").write_text("[alarms_a_scan]\npistol = 0.05\nrifle = 0.02\n")
    result = run("calibrate", release, "--results", path, "--budget", tmp_path / "b.toml", "--out", tmp_path / "c")
    assert "say nothing of another" in str(result.exception)
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pistol", "not a budget"),
        ("[alarms_a_scan]\npistol = 0.1", "no budget for rifle"),
        ("[alarms_a_scan]\npistol = 0.1\nrifle = 0.1\nbomb = 1", "names the label bomb"),
        ("[alarms_a_scan]\npistol = -1\nrifle = 0.1", "a number from 0 up"),
        ("[alarms_a_scan]\npistol = nan\nrifle = 0.1", "a number from 0 up"),
        ("[alarms_a_scan]\npistol = 0.1\nrifle = 0.1\n[zones.attic]\npistol = 1", "names the zones"),
    ],
)
def test_a_budget_that_is_not_understood_is_refused(
    text: str, message: str, skilled: Results, release: Path, tmp_path: Path
) -> None:
    path = written(of_release(skilled, release), tmp_path / "r.jsonl")
    (tmp_path / "b.toml").write_text(text)
    result = run("calibrate", release, "--results", path, "--budget", tmp_path / "b.toml", "--out", tmp_path / "c")
    assert message in str(result.exception)
