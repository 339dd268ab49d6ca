"""What CONTRIBUTING.md shows as an example is pasted into a copy of the package, and has to pass what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text()
BLOCKS = dict(re.findall(r"```\w+\n# (datasets/\S+)\n(.*?)```", PAGE, re.DOTALL))
"""Text by the file that it is for, which it makes or goes to the end of."""
CHECKED_BY = {
    "kerbstones": "tests/datasets/simulation/goods/test_goods.py",
    "flare_gun": "tests/datasets/simulation/test_threats.py",
    "ferry_6mv": "tests/datasets/simulation/scanner/test_preset.py",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository's folder with the data package alone, the examples in it."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "datasets", folder / "datasets", ignore=shutil.ignore_patterns("__pycache__"))
    for path, text in BLOCKS.items():
        file = folder / path
        file.write_text(f"{file.read_text()}\n\n{text}" if file.exists() else text)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    within = {"PYTHONPATH": os.pathsep.join([str(folder / "datasets"), os.environ.get("PYTHONPATH", "")])}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=os.environ | within, capture_output=True, text=True
    )


def test_there_are_three_examples() -> None:
    assert {Path(path).stem for path in BLOCKS} == {"kerbstones", "pistol", "ferry_6mv"}
    assert all(checks in PAGE for checks in CHECKED_BY.values())


@pytest.mark.parametrize("example", CHECKED_BY)
def test_an_example_passes_the_tests_that_the_page_names(example: str, copy: Path) -> None:
    done = run(copy, "pytest", "-v", "-p", "no:cacheprovider", CHECKED_BY[example], "-k", f"{example} or not [")
    assert not done.returncode, done.stdout
    assert f"{example}]" in done.stdout


def test_examples_are_written_as_the_rest_is(copy: Path) -> None:
    files = [str(copy / path) for path in BLOCKS if path.endswith(".py")]
    for how in (["check"], ["format", "--check"]):
        done = run(copy, "ruff", *how, "--no-cache", "--config", "pyproject.toml", *files)
        assert not done.returncode, done.stdout
