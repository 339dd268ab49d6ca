"""The state of a soak is of one commit."""

import subprocess
from pathlib import Path

import pytest

from . import state
from .state import NO_COMMIT, commit, state_of


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(state, "REPOSITORY", tmp_path)
    monkeypatch.setenv("CARGOSCOPE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def test_another_commit_begins_anew(repository: Path) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost"]
    subprocess.run([*git, "init", "-q"], cwd=repository, check=True)
    places = set()
    for number in range(2):
        (repository / "file").write_text(str(number))
        subprocess.run([*git, "add", "file"], cwd=repository, check=True)
        places.add(state_of("cuts"))
        subprocess.run([*git, "commit", "-q", "-m", "."], cwd=repository, check=True)
        places.add(state_of("cuts"))
        assert state_of("cuts") == repository / "cache" / f"soak-cuts-{commit()}"
    # Before any commit, two commits, and one with changes.
    assert len(places) == 4


def test_without_a_repository_there_is_one_place(repository: Path) -> None:
    assert state_of("kills") == repository / "cache" / f"soak-kills-{NO_COMMIT}"
