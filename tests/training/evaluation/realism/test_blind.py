import json
from pathlib import Path

from cargoscope_training.evaluation.realism.blind import PATCHES, write_blind_page
from cargoscope_training.evaluation.realism.pictures import Shown


def test_the_page_tells_nothing_and_the_key_all(tmp_path: Path, real: list[Shown], simulated: list[Shown]) -> None:
    write_blind_page(tmp_path, real, simulated, seed=3)
    key = json.loads((tmp_path / "key.json").read_text())
    assert sorted(key.values()).count("real") == PATCHES // 2
    page = (tmp_path / "page.html").read_text()
    assert page.count("<img") == PATCHES
    assert "real<" not in page
    assert "simulated" not in page
