"""What a release does as shipped, by how plainly objects show: counts beside shares."""

from collections.abc import Mapping

from rich.table import Table

from cargoscope_datasets.projection.contrast import Band
from cargoscope_models.matching import is_found, match
from cargoscope_training.evaluation.curves import rate, share
from cargoscope_training.evaluation.evidence import evidence_of, flags_on
from cargoscope_training.evaluation.page import interval, percent
from cargoscope_training.evaluation.results import Results, Role, Scanned, Truth


def judge(truth: Truth, scan: Scanned) -> tuple[bool, bool, bool]:
    """Whether an object is found, named and located by the flags on a scan, see `docs/evaluation.md`."""
    flags = [flag for flag in flags_on(scan) if flag.view == truth.view]
    matched = match(truth.box, [flag.box for flag in flags], scan.pitch_mm)
    named = is_found(truth.box, [flag.box for flag in flags if flag.label == truth.label])
    return matched.found, named, matched.located


def table(measured: Mapping[str, Results], by: str = "pitch") -> Table:
    """For people.

    Args:
        measured: results on the same scans, each with what tells it from the others.
        by: what that is; of the pitch, what was told of it.
    """
    shown = Table(by, "band", "objects", "found", "95 %", "named", "located", title="projected, as shipped")
    for told, results in measured.items():
        objects = evidence_of(results).objects
        for band in Band:
            own = [each for each in objects if each.truth.facets["band"] == band.value]
            judged = [judge(each.truth, each.scan) for each in own]
            found = share(own, [each[0] for each in judged])
            named, located = (str(sum(each[column] for each in judged)) for column in (1, 2))
            counted = f"{found.count} ({percent(found.value)})"
            shown.add_row(told, band.value, str(found.of), counted, interval(found), named, located)
        clean = results.of(Role.CLEAN)
        alarms = rate(sum(len(flags_on(scan)) for scan in clean), len(clean))
        counted = f"{alarms.count} on {alarms.scans} scans"
        span = f"{alarms.low:.2f}-{alarms.high:.2f} a scan"
        shown.add_row(told, "false alarms", "", counted, span, end_section=True)
    return shown
