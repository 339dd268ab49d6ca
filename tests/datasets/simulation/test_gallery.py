from functools import partial

import numpy as np
import pytest

from cargoscope_datasets.simulation.gallery import LOUD, PLAIN, families, pages, seen
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.scanner.settings import ARTEFACTS
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.threats import FAMILIES

BLOCK = (Part(Box(0.0, 400.0, 500.0, 800.0, -100.0, 100.0), "aluminium"),)


def test_every_label_has_a_page() -> None:
    names = {page.name for page in pages()}
    assert {f"threat_{label}" for label in FAMILIES} <= names
    assert {"conveyances", "goods_01", "negatives", "artefacts", "presets"} <= names


def test_all_goods_are_shown_once() -> None:
    shown = [name for page in pages() if isinstance(page.pictures, partial) for name in page.pictures.args[0]
             if page.name.startswith("goods")]  # fmt: skip
    assert shown == sorted(GOODS)


def test_every_family_is_shown() -> None:
    captions = [picture.caption for picture in families("pistol")]
    assert all(any(caption.startswith(name) for caption in captions) for name in FAMILIES["pistol"])


def test_what_is_shown_alone_is_whole_and_in_air() -> None:
    grey = seen(BLOCK, PLAIN, 1)
    assert min(grey[:5].mean(), grey[-5:].mean(), grey[:, :5].mean(), grey[:, -5:].mean()) > 230
    assert grey[grey.shape[0] // 2, grey.shape[1] // 2] < 140


@pytest.mark.parametrize("artefact", sorted(set(ARTEFACTS) - {"channels"}))
def test_turning_an_artefact_off_can_be_seen(artefact: str) -> None:
    """All but the channels' own gain, which the air calibration takes off."""
    assert not np.array_equal(seen(BLOCK, LOUD, 5, raw=True), seen(BLOCK, LOUD.without(artefact), 5, raw=True))
