import os
from pathlib import Path

import pytest
from hypothesis import settings

# What takes long on a busy machine is not wrong. The same examples in every run: a change is not blamed for what
# another draw would have shown before it. `--hypothesis-profile=explore` searches.
settings.register_profile("untimed", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder with real scans, which the project does not hold; tests that need it are skipped where it is absent."""
    named = os.environ.get("CARGOSCOPE_DATA")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"real scans are optional, and there is no folder {folder}; CARGOSCOPE_DATA names another")
    return folder
