import re
from pathlib import Path

from cargoscope_training.evaluation.exhibits import Exhibit, Shown
from cargoscope_training.evaluation.figures import figures_of
from cargoscope_training.evaluation.page import write_page
from cargoscope_training.evaluation.results import Results


def test_the_page_needs_nothing_beside_itself(skilled: Results, tmp_path: Path) -> None:
    shown = [Shown("pistol", [], [Exhibit("missed <there>", b"jpeg")], [])]
    write_page(figures_of(skilled), tmp_path / "page.html", shown)
    page = (tmp_path / "page.html").read_text()
    assert "missed &lt;there&gt;" in page
    assert not re.search(r"(src|href)=(?!\"data:image/jpeg)|https?://|@import|url\(", page)


def test_its_first_screen_says_what_is_found_and_at_what_cost(skilled: Results, tmp_path: Path) -> None:
    figures = figures_of(skilled)
    write_page(figures, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    first = page[: page.index("As shipped")]
    point = figures.overall.points[2]
    assert f"<b>{point.found.value:.0%}</b> of hidden objects" in first
    assert f">{point.alarms.count}</b> false alarms on 100 clean scans" in first
    assert "simulated" in first


def test_every_label_and_group_has_its_row(skilled: Results, tmp_path: Path) -> None:
    write_page(figures_of(skilled), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    for name in ("pistol", "rifle", "plain", "fair"):
        assert f"<td>{name}<td>" in page
