"""From a scan to detections, by the hand-made network that looks for dark squares of 32 pixels."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.errors import ReleaseError, ScanTooLarge
from cargoscope_datasets.layout.zones import Zone
from cargoscope_datasets.scan import Outline, Pitch, PitchSource, Scan, View, ViewKind
from cargoscope_inference.engine.detect import MOST_DETECTIONS, Engine, look_at
from cargoscope_inference.engine.strips import lay_strips
from cargoscope_inference.engine.timing import STEPS, Stopwatch
from cargoscope_inference.engine.window import window_of
from cargoscope_models.preprocessing import channels
from cargoscope_models.release import Release, Specification

MakeScan = Callable[..., Scan]
SIX_MM = Pitch(6.0, 6.0, PitchSource.FILE)


def _half(_label: str, _zone: Zone | None) -> float:
    return 0.5


@pytest.fixture(scope="module")
def engine(release: Release) -> Engine:
    return Engine(release, strict=True, threads=1)


def _air(rows: int, columns: int) -> np.ndarray:
    return np.ones((rows, columns), np.float32)


@settings(max_examples=60)
@given(st.integers(0, 600 - 32), st.integers(0, 200 - 32))
def test_a_block_is_found_once_wherever_it_stands_to_the_seams(
    engine: Engine, make_scan: MakeScan, left: int, top: int
) -> None:
    plane = _air(200, 600)
    plane[top : top + 32, left : left + 32] = 0.0
    found = [each for each in engine.detect(make_scan(plane)).detections if each.label == "block" and each.flagged]
    # A cell of the network's output is four pixels wide.
    assert [each.box for each in found] == [pytest.approx((left, top, left + 32, top + 32), abs=4)]


@settings(max_examples=40)
@given(st.integers(0, 500), st.integers(0, 160), st.integers(56, 90))
def test_two_blocks_near_each_other_stay_two(
    engine: Engine, make_scan: MakeScan, left: int, top: int, apart: int
) -> None:
    plane = _air(200, 640)
    for x in (left, left + apart):
        plane[top : top + 32, x : x + 32] = 0.0
    found = [each for each in engine.detect(make_scan(plane)).detections if each.label == "block" and each.flagged]
    assert sorted(round(each.box[0] / 4) * 4 for each in found) == pytest.approx([left, left + apart], abs=4)


def test_boxes_come_back_in_pixels_of_the_original(engine: Engine, make_scan: MakeScan) -> None:
    plane = _air(300, 400)
    # 192 mm a side, as 32 pixels of 6 mm are.
    plane[96:160, 200:224] = 0.0
    scan = make_scan(plane, pitch=Pitch(3.0, 8.0, PitchSource.FILE))
    (found,) = (each for each in engine.detect(scan).detections if each.flagged)
    assert found.box == pytest.approx((200, 96, 224, 160), abs=8)
    assert found.facts["width_mm"] == pytest.approx(192, abs=48)


def test_each_pass_reports_its_own_labels_at_its_own_resolution(engine: Engine, make_scan: MakeScan) -> None:
    plane = _air(256, 700)
    # 768 mm a side, as 32 pixels of 24 mm are.
    plane[64:192, 320:448] = 0.0
    found = engine.detect(make_scan(plane, pitch=SIX_MM)).detections
    (slab,) = (each for each in found if each.label == "slab" and each.flagged)
    assert slab.box == pytest.approx((320, 64, 448, 192), abs=16)


def test_a_view_smaller_than_a_strip_is_searched_too(engine: Engine, make_scan: MakeScan) -> None:
    plane = _air(40, 40)
    plane[4:36, 4:36] = 0.0
    (found,) = (each for each in engine.detect(make_scan(plane)).detections if each.flagged)
    assert found.box == pytest.approx((4, 4, 36, 36), abs=4)


def test_findings_say_who_found_them_and_where_the_time_went(
    engine: Engine, release: Release, make_scan: MakeScan
) -> None:
    findings = engine.detect(make_scan(_air(100, 300)))
    assert (findings.release, findings.provider) == (release.id, "CPUExecutionProvider")
    assert tuple(findings.milliseconds) == STEPS
    assert findings.milliseconds["network"] > 0


def test_a_threshold_replaces_those_of_the_release(engine: Engine, make_scan: MakeScan) -> None:
    plane = _air(100, 300)
    plane[40:72, 100:132] = 0.4
    scan = make_scan(plane)
    (own,) = {(each.threshold, each.flagged) for each in engine.detect(scan).detections}
    assert own == (0.75, False)
    lowered = engine.detect(scan, threshold=0.5).detections
    assert {each.threshold for each in lowered} == {0.5}
    assert lowered[0].flagged


def test_two_runs_give_the_same_detections(engine: Engine, make_scan: MakeScan) -> None:
    scan = make_scan(np.random.default_rng(1).random((250, 700), np.float32) * 0.8)
    first, second = engine.detect(scan).detections, engine.detect(scan).detections
    assert first
    assert first == second


def test_a_kind_of_view_that_the_release_was_not_made_for_is_refused(
    specification: Specification, make_view: Callable[..., View]
) -> None:
    calibrated_only = replace(specification, kinds=(ViewKind.CALIBRATED,))
    view = make_view(_air(50, 50), ViewKind.DISPLAY)
    with pytest.raises(ReleaseError, match="has a view of kind display; this release takes calibrated views"):
        look_at(view, calibrated_only, _half, _Untrained(), Stopwatch())


def test_a_pitch_that_no_conveyance_has_is_refused(engine: Engine, make_scan: MakeScan) -> None:
    scan = make_scan(_air(4000, 8000), pitch=Pitch(39.0, 39.0, PitchSource.FILE))
    with pytest.raises(ScanTooLarge, match="is 312 m long and 156 m high at its pitch of 39,39 mm"):
        engine.detect(scan)


class _Untrained:
    """A network that sees something everywhere."""

    provider = "none"

    def run(self, strips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        batch, _, rows, columns = strips.shape
        rng = np.random.default_rng(0)
        scores = rng.uniform(0.3, 1, (batch, 2, rows // 4, columns // 4)).astype(np.float32)
        return scores, np.full((batch, 4, rows // 4, columns // 4), 2.0, np.float32)


def test_a_network_that_sees_something_everywhere_is_cut_short(
    specification: Specification, make_view: Callable[..., View]
) -> None:
    found = look_at(make_view(_air(128, 3000)), specification, _half, _Untrained(), Stopwatch())
    assert len(found) == MOST_DETECTIONS
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("kind", list(ViewKind))
def test_channels_of_strips_are_those_of_the_whole_view(specification: Specification, kind: ViewKind) -> None:
    plane = np.random.default_rng(2).random((200, 500), np.float32)
    whole = channels(plane, kind)
    for strip in lay_strips(200, 500, specification.passes[0]).strips:
        x0, y0, x1, y1 = strip.bounds
        np.testing.assert_allclose(window_of(plane, strip, kind).channels(), whole[:, y0:y1, x0:x1], atol=1e-4)


def test_the_threshold_of_its_zone_holds_for_what_is_there(release: Release, make_scan: MakeScan) -> None:
    plane = _air(320, 640)
    for left, top in ((200, 64), (400, 264)):
        plane[top : top + 32, left : left + 32] = 0.0
    (view,) = make_scan(plane).views
    view = replace(view, outlines=(Outline(100, 600, 20, 220, (False, False)),))
    card = dict(release.card) | {"zone_thresholds": {"beneath": {"block": 1.1}}}
    engine = Engine(replace(release, card=card), strict=True, threads=1)
    blocks = [
        each for each in engine.detect(Scan((view,), "")).detections if each.label == "block" and each.score > 0.6
    ]
    assert {(round(each.box[1], -1), each.flagged) for each in blocks} == {(60, True), (260, False)}
