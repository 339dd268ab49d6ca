"""The small edition of `python -m tests.soak.mutated`."""

from pathlib import Path

from .mutated import run


def test_mutated_inputs_cost_nothing_but_themselves(tmp_path: Path) -> None:
    tallies = run(120, tmp_path / "state.json", 120.0)
    assert {name: tally.faults for name, tally in tallies.items()} == {name: [] for name in tallies}
    assert all(tally.done for tally in tallies.values())
    assert all(tally.read < tally.done for tally in tallies.values())
