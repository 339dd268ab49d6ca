"""The figures as one page that needs nothing beside itself; its first screen is for people who train no detectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from cargoscope_training.evaluation.curves import Share
from cargoscope_training.evaluation.exhibits import Shown
from cargoscope_training.evaluation.figures import HEADLINE, Figures

WIDTH, HEIGHT, LEFT, BELOW = 560, 340, 52, 40
"""Of a plot, in CSS pixels: the whole, and the margins for its axes."""
MOST_ALARMS = 2.0
LEAST_ALARMS = 0.001


@dataclass(frozen=True, slots=True)
class Line:
    """A curve of a plot: its name, and its points as SVG writes them."""

    name: str
    points: str


def write_page(figures: Figures, path: Path, shown: Sequence[Shown] = ()) -> None:
    """Write the page.

    Args:
        figures: what it says.
        path: of the file.
        shown: pictures of misses and false alarms, where there are any.
    """
    template = template_of("cargoscope_training.evaluation", "page.html")
    point = next(each for each in figures.overall.points if each.budget == HEADLINE)
    page = template.render(
        figures=figures,
        shown=shown,
        point=point,
        headline=HEADLINE,
        froc=[_froc_line(figures.overall.froc, "all labels")],
        froc_by_label=[_froc_line(label.froc, label.label) for label in figures.labels],
        roc=Line("scans", _path([(LEFT + x * _span(), HEIGHT - BELOW - y * _rise()) for x, y in figures.roc])),
        size=(WIDTH, HEIGHT, LEFT, BELOW),
        alarm_ticks=[(value, _alarm_place(value)) for value in (0.001, 0.01, 0.1, 1.0)],
        share_ticks=[(value / 100, HEIGHT - BELOW - value / 100 * _rise()) for value in range(0, 101, 20)],
    )
    path.write_text(page, encoding="utf-8")


def template_of(package: str, name: str) -> Template:
    """A page of a package's `templates`, which may say shares and rates as people do."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, interval=interval, number=number)
    return environment.get_template(name)


def percent(value: float) -> str:
    """As people say it: whole percent, finer only where it is near an end."""
    if 0 < value < 0.01:
        return f"{value * 100:.1g}%"
    if 0.99 < value < 1:
        return f"{value:.1%}"
    return f"{value:.0%}"


def interval(share: Share) -> str:
    """The 95 % interval of a share; of nothing there is none."""
    return f"{percent(share.low)} to {percent(share.high)}" if share.of else "nothing to count"


def number(value: float) -> str:
    """A rate with two figures that mean something."""
    return f"{value:.2g}"


def _froc_line(curve: Sequence[tuple[float, float]], name: str) -> Line:
    return Line(name, _path([(_alarm_place(x), HEIGHT - BELOW - y * _rise()) for x, y in curve if x <= MOST_ALARMS]))


def _alarm_place(alarms: float) -> float:
    """On a scale of powers of ten; none at all stands at its left end."""
    share = (log10(max(alarms, LEAST_ALARMS)) - log10(LEAST_ALARMS)) / (log10(MOST_ALARMS) - log10(LEAST_ALARMS))
    return LEFT + share * _span()


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _span() -> int:
    return WIDTH - LEFT - 12


def _rise() -> int:
    return HEIGHT - BELOW - 12
