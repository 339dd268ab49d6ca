import numpy as np
import pytest

from cargoscope_datasets.simulation.gallery_artefacts import LOUD, artefacts, off_and_on, piece, scene
from cargoscope_datasets.simulation.scanner.preset import presets
from cargoscope_datasets.simulation.scanner.settings import ARTEFACTS
from cargoscope_datasets.simulation.sheet import Sheet

SEEN_GREYS, SEEN_SHARE = 10, 0.002
"""What the eye finds: this many greys, in as much of a picture as one row of it."""


@pytest.fixture(scope="module")
def lorry() -> Sheet:
    return scene()


@pytest.mark.parametrize("artefact", ARTEFACTS)
def test_an_artefact_is_seen_to_be_on(artefact: str, lorry: Sheet) -> None:
    (off, without), (on, with_it) = off_and_on(lorry, artefact)
    assert off.startswith(f"{artefact} off")
    assert on.startswith(f"{artefact} on")
    differs = np.abs(piece(with_it).astype(int) - piece(without)) >= SEEN_GREYS
    assert differs.mean() >= SEEN_SHARE


@pytest.mark.parametrize("artefact", sorted(set(ARTEFACTS) - {"quanta", "interlaced"}))
def test_no_scanner_is_as_bad(artefact: str) -> None:
    for preset in presets().values():
        assert getattr(LOUD, artefact) > getattr(preset, artefact)[1]


def test_every_artefact_is_shown_off_and_on() -> None:
    captions = [picture.caption.split(",")[0] for picture in artefacts()]
    assert captions == [f"{name} {word}" for name in ("all", *ARTEFACTS) for word in ("off", "on")]
