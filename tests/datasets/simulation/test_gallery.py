from functools import partial

from cargoscope_datasets.simulation.gallery import families, pages, weighed
from cargoscope_datasets.simulation.gallery_views import PLAIN, loaded, seen, stream
from cargoscope_datasets.simulation.goods import GOODS
from cargoscope_datasets.simulation.solids import Box, Part
from cargoscope_datasets.simulation.threats import FAMILIES

BLOCK = (Part(Box(0.0, 400.0, 500.0, 800.0, -100.0, 100.0), "aluminium"),)


def test_every_label_has_a_page() -> None:
    names = {page.name for page in pages()}
    assert {f"threat_{label}" for label in FAMILIES} <= names
    assert {"conveyances", "undercarriage", "goods_01", "textures", "negatives", "artefacts", "presets"} <= names


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


def test_goods_are_shown_where_they_can_be_seen() -> None:
    assert "car" not in {loaded(stream("shoes", seed), GOODS["shoes"]).name for seed in range(30)}


def test_light_goods_are_weighed_in_kilograms() -> None:
    assert (weighed(80.4), weighed(1546.0)) == ("80 kg", "1.5 t")
