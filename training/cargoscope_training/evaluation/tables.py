"""Figures as tables on a terminal."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from cargoscope_training.evaluation.compare import Difference
from cargoscope_training.evaluation.figures import HEADLINE, Figures
from cargoscope_training.evaluation.page import interval, percent


def by_label(figures: Figures) -> Table:
    """What was found of each label, at the headline budget."""
    title = f"{figures.release_name} on {figures.benchmark} ({figures.origin}), {HEADLINE:g} false alarms a scan"
    table = Table("label", "objects", "found", "95 %", "named", "alarms", title=title)
    for each in (figures.overall, *figures.labels):
        point = next(one for one in each.points if one.budget == HEADLINE)
        table.add_row(
            each.label, str(point.found.of), percent(point.found.value), interval(point.found),
            percent(point.named.value), str(each.alarms.count), end_section=each.label == "all",
        )  # fmt: skip
    return table


def of_controls(controls: Mapping[str, Figures]) -> Table:
    """What detectors that know nothing would have had."""
    table = Table("control", "found", "named", "area", title="detectors that know nothing")
    for name, figures in controls.items():
        point = next(one for one in figures.overall.points if one.budget == HEADLINE)
        table.add_row(name, percent(point.found.value), percent(point.named.value), f"{figures.roc_area:.2f}")
    return table


def of_pairs(rows: Sequence[Difference], first: str, second: str) -> Table:
    """Two releases on the same scans."""
    table = Table("label", "objects", first, second, "95 % of the difference", title="pairs, at the same alarms")
    for each in rows:
        span = f"{each.low * 100:+.0f} to {each.high * 100:+.0f} points"
        table.add_row(each.label, str(each.objects), str(each.first), str(each.second), span)
    return table
