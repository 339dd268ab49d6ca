import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError, ResultsError
from cargoscope_training.benchmark.facts import facts_path, read_facts, write_facts
from cargoscope_training.benchmark.freeze import freeze
from cargoscope_training.benchmark.pictures import draw
from cargoscope_training.benchmark.recipe import load_benchmark
from cargoscope_training.benchmark.run import run
from cargoscope_training.evaluation.exhibits import Spot
from cargoscope_training.evaluation.figures import figures_of
from cargoscope_training.evaluation.results import Role, read_results


def quiet(done: int, total: int) -> None:
    assert 0 <= done <= total


@pytest.fixture(scope="module")
def frozen(tiny_path: Path, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARGOSCOPE_CACHE", str(cache))
        recipe = tmp_path_factory.mktemp("frozen") / tiny_path.name
        shutil.copy(tiny_path, recipe)
        freeze(recipe, processes=1)
    return recipe


def test_a_frozen_benchmark_runs_goes_on_and_refuses_what_is_another(
    frozen: Path, parent_folder: Path, tmp_path: Path
) -> None:
    results = tmp_path / "out" / "results.jsonl"
    read = run(parent_folder, frozen, results, quiet, processes=1)
    assert sorted(scan.role for scan in read.scans) == sorted([Role.CLEAN] * 2 + [Role.THRESHOLD] + [Role.THREAT] * 2)
    for scan in read.of(Role.THREAT):
        assert scan.group in {each.scan for each in read.of(Role.CLEAN)}
        assert {truth.label for truth in scan.truths} == {scan.scan.split("-")[0]}
    assert figures_of(read).objects >= 2

    lines = results.read_text().splitlines()
    results.write_text("\n".join(lines[:3]) + "\n" + lines[3][:20])
    again = run(parent_folder, frozen, results, quiet, processes=1)
    assert {scan.scan: scan for scan in again.scans} == {scan.scan: scan for scan in read.scans}

    other = tmp_path / "other"
    shutil.copytree(parent_folder, other)
    card = json.loads((other / "card.json").read_text())
    (other / "card.json").write_text(json.dumps(card | {"name": "other"}))
    with pytest.raises(ResultsError, match="name another file"):
        run(other, frozen, results, quiet, processes=1)


def test_a_changed_simulator_is_noticed_at_the_first_scan(frozen: Path, parent_folder: Path, tmp_path: Path) -> None:
    changed = tmp_path / frozen.name
    shutil.copy(frozen, changed)
    facts = read_facts(load_benchmark(frozen), facts_path(frozen))
    scans = {name: replace(fact, sha256="0" * 64) for name, fact in facts.scans.items()}
    write_facts(replace(facts, scans=scans), facts_path(changed))
    with pytest.raises(RecipeError, match="not the one that was frozen"):
        run(parent_folder, changed, tmp_path / "results.jsonl", quiet, processes=1)
    assert read_results(tmp_path / "results.jsonl").scans == ()


def test_frozen_is_frozen(frozen: Path) -> None:
    with pytest.raises(RecipeError, match="frozen already"):
        freeze(frozen)


def test_pictures_are_taken_of_scans_that_are_simulated_again(frozen: Path) -> None:
    spot = Spot("clean-00001", "clean-00001", (100.0, 50.0, 160.0, 90.0), "side")
    pictures = draw(frozen, [spot], quiet, processes=1)
    assert pictures[spot].startswith(b"\xff\xd8")
