import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from cargoscope_datasets.errors import RecipeError
from cargoscope_training.benchmark.facts import Fact, Facts, difference, facts_path, read_facts, write_facts
from cargoscope_training.benchmark.recipe import BenchmarkRecipe, benchmarks, load_benchmark, recipe_path
from cargoscope_training.benchmark.scenes import Case
from cargoscope_training.benchmark.verify import cheapest, verify
from cargoscope_training.evaluation.results import Role

ONE = Fact("pistol-00001", "a" * 64, (-1.0, -2.5), (350.0,), 100)


def facts_of(recipe: BenchmarkRecipe) -> Facts:
    clean = [Fact(f"clean-{number:05}", "b" * 64, (-0.5,), (), 90) for number in range(2)]
    return Facts(recipe.name, recipe.digest, "0" * 12, {each.scan: each for each in (*clean, ONE)})


def test_small_differences_of_processors_are_none() -> None:
    assert difference(ONE, replace(ONE, means=(-1.0005, -2.502), detectability=(350.2,))) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sha256": "c" * 64}, "scene or its annotations"),
        ({"means": (-1.0, -2.6)}, "signal is another"),
        ({"detectability": (340.0,)}, "d'"),
    ],
)
def test_what_differs_is_told(changed: dict[str, object], words: str) -> None:
    assert words in str(difference(ONE, replace(ONE, **changed)))  # type: ignore[arg-type]


def test_what_is_written_is_read_and_the_same_bytes(tiny: BenchmarkRecipe, tmp_path: Path) -> None:
    facts = facts_of(tiny)
    write_facts(facts, tmp_path / "a.gz")
    write_facts(facts, tmp_path / "b.gz")
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
    assert read_facts(tiny, tmp_path / "a.gz") == facts
    assert facts.labels_in(Case(Role.CLEAN, 1), tiny.labels) == ["pistol"]
    assert facts.labels_in(Case(Role.THRESHOLD, 1), tiny.labels) == []


def test_a_benchmark_is_its_recipe_and_its_scans(tiny: BenchmarkRecipe) -> None:
    facts = facts_of(tiny)
    assert replace(facts, recipe="1" * 64).id != facts.id
    assert replace(facts, scans={**facts.scans, ONE.scan: replace(ONE, sha256="d" * 64)}).id != facts.id
    assert replace(facts, simulator="f" * 12).id == facts.id


def test_facts_that_do_not_fit_are_refused(tiny: BenchmarkRecipe, tmp_path: Path) -> None:
    path = tmp_path / "tiny.facts.gz"
    with pytest.raises(RecipeError, match="not frozen yet"):
        read_facts(tiny, path)
    write_facts(facts_of(tiny), path)
    with pytest.raises(RecipeError, match="another recipe"):
        read_facts(replace(tiny, seed=6), path)
    text = gzip.decompress(path.read_bytes()).replace(b"b" * 64, b"e" * 64)
    path.write_bytes(gzip.compress(text))
    with pytest.raises(RecipeError, match="damaged"):
        read_facts(tiny, path)
    path.write_bytes(b"no gzip")
    with pytest.raises(RecipeError, match="holds no facts"):
        read_facts(tiny, path)


def test_twenty_scans_are_still_what_was_frozen() -> None:
    """Of the largest benchmark that is frozen; where none is, this fails."""
    frozen = [name for name in benchmarks() if facts_path(recipe_path(name)).exists()]
    recipe = max((load_benchmark(recipe_path(name)) for name in frozen), key=lambda each: each.clean)
    facts = read_facts(recipe, facts_path(recipe_path(recipe.name)))
    chosen = cheapest(recipe, facts, 20)
    assert len({case.number % len(recipe.presets) for case in chosen}) > len(recipe.presets) // 2
    compared, differences = verify(recipe, facts, chosen)
    assert compared >= 20
    assert not differences
    assert facts_path(recipe_path(recipe.name)).stat().st_size < 2_000_000
