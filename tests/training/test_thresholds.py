import pytest

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_models.detection import Detection
from cargoscope_training.thresholds import LEAST_THRESHOLD, Examined, choose_thresholds

BOX = (10.0, 10.0, 50.0, 40.0)
PISTOL = Annotation(label="pistol", box=BOX, origin=Origin.SIMULATED, concealed=True)


def said(score: float, box: tuple[float, float, float, float] = BOX) -> Detection:
    return Detection(label="pistol", score=score, box=box, view="side", threshold=0.0)


def clean(*scores: float) -> Examined:
    return Examined((), tuple(map(said, scores)))


@pytest.mark.parametrize(("budget", "alarms"), [(0.0, 0), (0.25, 1), (0.5, 2)])
def test_no_more_alarms_than_the_budget_allows(budget: float, alarms: int) -> None:
    examined = [clean(0.9), clean(0.7), clean(0.5), clean()]
    point = choose_thresholds(examined, ["pistol"], budget)["pistol"]
    assert point.false_alarms == alarms
    assert point.clean_scans == 4
    # As low as the budget allows: just above the first alarm that it does not.
    assert point.threshold == pytest.approx([0.901, 0.701, 0.501][alarms])


def test_quiet_scans_do_not_make_the_threshold_absurdly_low() -> None:
    assert choose_thresholds([clean()], ["pistol"], 0.1)["pistol"].threshold == LEAST_THRESHOLD


def test_found_needs_label_place_and_score() -> None:
    hiding = [
        Examined((PISTOL,), (said(0.8),)),
        Examined((PISTOL,), (said(0.1),)),
        Examined((PISTOL,), (said(0.8, (200.0, 10.0, 240.0, 40.0)),)),
    ]
    point = choose_thresholds([clean(), *hiding], ["pistol"], 0.0)["pistol"]
    assert (point.hidden, point.found) == (3, 1)
