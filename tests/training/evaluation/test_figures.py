import itertools
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cargoscope_datasets.errors import ResultsError
from cargoscope_training.evaluation import curves
from cargoscope_training.evaluation.calibration import QUIET, calibrate
from cargoscope_training.evaluation.controls import CONTROLS, as_control
from cargoscope_training.evaluation.evidence import cut_at, gather
from cargoscope_training.evaluation.figures import HEADLINE, figures_of, write_figures
from cargoscope_training.evaluation.results import Results, Role

from .conftest import BOX, results_of, said, scanned, truth


def by_hand(hit: float, alarms: tuple[float, ...], clean: int = 10) -> Results:
    """One pistol with one detection on it, and alarms on the first of some clean scans."""
    away = (600.0, 100.0, 640.0, 130.0)
    scans = [scanned(f"t{n}", Role.THRESHOLD, [said(0.1 * n, away)]) for n in range(10)]
    scans += [scanned(f"c{n}", Role.CLEAN, [said(s, away) for s in alarms] if n == 0 else []) for n in range(clean)]
    return results_of([*scans, scanned("h", Role.THREAT, [said(hit)], [truth()])])


def test_an_object_is_found_where_it_outranks_what_the_budget_refuses() -> None:
    evidence = gather(by_hand(0.8, (0.9, 0.5)), calibrate(by_hand(0.8, ()).of(Role.THRESHOLD)))
    none_allowed = curves.point(evidence, evidence.objects, 0.0)
    one_allowed = curves.point(evidence, evidence.objects, 0.1)
    assert (none_allowed.alarms.count, none_allowed.found.count) == (0, 0)
    assert (one_allowed.alarms.count, one_allowed.found.count) == (1, 1)


def test_an_object_that_nothing_was_said_of_is_never_found() -> None:
    scans = [scanned("t", Role.THRESHOLD), scanned("c", Role.CLEAN), scanned("h", Role.THREAT, [], [truth()])]
    evidence = gather(results_of(scans), calibrate([scans[0]]))
    assert evidence.objects[0].found == QUIET
    assert curves.point(evidence, evidence.objects, 1.0).found.count == 0
    assert curves.caught_at(evidence, 1.0)[0] == 0.0


def test_a_budget_is_kept_though_scores_are_equal() -> None:
    evidence = gather(by_hand(0.8, (0.7, 0.7, 0.7)), calibrate(by_hand(0.8, ()).of(Role.THRESHOLD)))
    for budget in (0.0, 0.1, 0.2, 0.3):
        cut = cut_at(evidence, budget)
        assert np.count_nonzero(evidence.alarms >= cut) <= round(budget * 10)


def test_evidence_rises_with_the_score_also_beyond_all_alarms() -> None:
    calibration = calibrate(by_hand(0.8, ()).of(Role.THRESHOLD))
    values = [calibration.evidence("pistol", score) for score in np.linspace(0, 1, 101)]
    assert all(second >= first for first, second in itertools.pairwise(values))
    assert values[95] > values[91]


def test_what_an_alarm_is_worth_follows_bayes(skilled: Results) -> None:
    evidence = gather(skilled, calibrate(skilled.of(Role.THRESHOLD)))
    for each in curves.worth(evidence, HEADLINE):
        threats, others = 1.0, each.one_in - 1.0
        right, wrong = threats * each.caught, others * each.disturbed
        assert each.precision == pytest.approx(right / (right + wrong))
        assert each.least < each.precision


def test_no_alarm_on_few_scans_is_no_promise() -> None:
    results = by_hand(0.8, ())
    evidence = gather(results, calibrate(results.of(Role.THRESHOLD)))
    one_in_200 = curves.worth(evidence, HEADLINE)[0]
    assert (one_in_200.caught, one_in_200.disturbed, one_in_200.precision) == (1.0, 0.0, 1.0)
    assert one_in_200.least < 0.02


def test_nobody_need_see_the_scans_below_nearly_all_threats() -> None:
    clean = [scanned(f"c{n}", Role.CLEAN, [said(0.05 * n)] if n else []) for n in range(10)]
    threats = [scanned(f"h{n}", Role.THREAT, [said(0.22 if n == 0 else 0.9)], [truth()]) for n in range(100)]
    thresholds = [scanned(f"t{n}", Role.THRESHOLD, [said(n / 100)]) for n in range(100)]
    evidence = gather(results_of([*clean, *threats, *thresholds]), calibrate(thresholds))
    half, one, five = curves.released(evidence)
    assert half.unseen.count == 5
    assert one.unseen.count == five.unseen.count == 10


def test_a_skilled_detector_beats_every_control(skilled: Results) -> None:
    real = figures_of(skilled)
    assert real.overall.points[2].found.value > 0.4
    for name in CONTROLS:
        control = figures_of(as_control(skilled, name))
        measured = "named" if name == "permuted" else "found"
        assert getattr(control.overall.points[2], measured).value < 0.1, name
        if name != "permuted":
            assert control.roc_area < 0.75 or name == "shifted"


def test_labels_and_groups_add_up_to_all(skilled: Results) -> None:
    figures = figures_of(skilled)
    whole = next(point for point in figures.overall.points if point.budget == HEADLINE)
    assert whole.found.of == sum(label.points[2].found.of for label in figures.labels) == 60
    assert whole.found.count == sum(label.points[2].found.count for label in figures.labels)
    assert whole.found.count == sum(group.found.count for group in figures.groups["band"])
    assert figures.overall.seen.of + figures.overall.unseen.of == 60
    assert whole.alarms.count == sum(label.alarms.count for label in figures.labels) <= 10


def test_found_never_falls_as_more_alarms_are_allowed(skilled: Results) -> None:
    figures = figures_of(skilled)
    for curve in (figures.overall.froc, figures.roc):
        assert all(b[1] >= a[1] and b[0] >= a[0] for a, b in itertools.pairwise(curve))


def test_as_shipped_counts_flags_not_detections() -> None:
    figures = figures_of(by_hand(0.4, (0.9, 0.45)))
    assert (figures.as_shipped.found.count, figures.as_shipped.alarms.count) == (0, 1)


def test_figures_are_json_without_infinities(skilled: Results, tmp_path: Path) -> None:
    write_figures(figures_of(skilled), tmp_path / "f.json")

    def refuse(text: str) -> None:
        raise AssertionError(text)

    read = json.loads((tmp_path / "f.json").read_text(), parse_constant=refuse)
    assert read["clean_scans"] == 100
    assert math.isfinite(read["roc_area"])


def test_missing_roles_are_said_in_words(skilled: Results) -> None:
    without = replace(skilled, scans=tuple(skilled.of(Role.CLEAN)))
    with pytest.raises(ResultsError, match="no scan of the role threshold"):
        figures_of(without)


def test_the_box_has_to_be_in_the_same_view() -> None:
    elsewhere = replace(said(0.9, BOX), view="top")
    scans = [scanned("t", Role.THRESHOLD), scanned("h", Role.THREAT, [elsewhere], [truth()])]
    evidence = gather(results_of(scans), calibrate([scans[0]]))
    assert evidence.objects[0].found == QUIET
