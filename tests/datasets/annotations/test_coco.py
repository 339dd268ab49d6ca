import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.coco import from_coco, to_coco
from cargoscope_datasets.annotations.labelled import Box, LabelledScan, NamedBox
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.scan import PitchSource

LABELS = ("pistol", "rifle", "cigarettes")
HAIR = 1e-6
"""Pixels; rounding of a sum of floats, far below any pixel."""


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, y0, width, height = (draw(st.integers(1, 3_000_000)) / 300 for _ in range(4))
    return (x0, y0, x0 + width, y0 + height)


labels = st.sampled_from(LABELS)
named = st.lists(st.builds(NamedBox, labels, boxes()), max_size=2).map(tuple)
made = {
    "family": st.none() | st.just("revolver"),
    "place": st.none() | st.just("doors"),
    "detectability": st.none() | st.floats(0, 1e4),
}
annotations = st.lists(
    st.builds(Annotation, labels, boxes(), st.sampled_from(Origin), st.booleans(), **made), max_size=2
)
pitches = st.none() | st.tuples(st.floats(1, 40), st.just(5.0))
scans = st.lists(
    st.builds(
        LabelledScan,
        id=st.sampled_from(["a", "b", "c"]),
        file=st.just("originals/a.tif"),
        rows=st.integers(1, 4096),
        columns=st.integers(1, 32_768),
        pitch_mm=pitches,
        pitch_source=st.none() | st.sampled_from(PitchSource),
        verdict=st.sampled_from(["clear", "hold"]),
        annotations=annotations.map(tuple),
        hard_negatives=named,
        open=named,
    ),
    max_size=3,
)


def without_boxes(scan: LabelledScan) -> tuple[object, ...]:
    return (
        (scan.id, scan.file, scan.rows, scan.columns, scan.pitch_mm, scan.pitch_source, scan.verdict),
        [
            (each.label, each.origin, each.concealed, each.family, each.place, each.detectability)
            for each in scan.annotations
        ],
        [each.label for each in scan.hard_negatives],
        [each.label for each in scan.open],
    )


def boxes_of(scan: LabelledScan) -> list[Box]:
    return [each.box for each in (*scan.annotations, *scan.hard_negatives, *scan.open)]


@settings(max_examples=40)
@given(scans)
def test_there_and_back_no_scan_is_dropped_no_label_changed_and_no_box_moved(written: list[LabelledScan]) -> None:
    read = from_coco(json.loads(json.dumps(to_coco(written, LABELS))))
    assert [without_boxes(scan) for scan in read] == [without_boxes(scan) for scan in written]
    for before, after in zip(written, read, strict=True):
        for ours, theirs in zip(boxes_of(before), boxes_of(after), strict=True):
            assert theirs == pytest.approx(ours, abs=HAIR, rel=0)


@settings(max_examples=40)
@given(scans)
def test_the_categories_are_numbered_from_one_in_the_order_of_the_labels(written: list[LabelledScan]) -> None:
    document = to_coco(written, LABELS)
    assert [category["id"] for category in document["categories"]] == [1, 2, 3]
    names = {category["id"]: category["name"] for category in document["categories"]}
    by_scan = [each.label for scan in written for each in scan.annotations]
    assert [names[entry["category_id"]] for entry in document["annotations"]] == by_scan


def scan(**changes: object) -> LabelledScan:
    fields: dict[str, object] = {
        "id": "a",
        "file": "originals/a.tif",
        "rows": 100,
        "columns": 200,
        "pitch_mm": (4.0, 6.0),
        "pitch_source": PitchSource.FILE,
        "verdict": "hold",
        "annotations": (),
        "hard_negatives": (),
        "open": (),
    }
    return LabelledScan(**(fields | changes))  # type: ignore[arg-type]


def test_a_rejected_flag_is_no_annotation_to_any_reader_of_coco() -> None:
    document = to_coco([scan(hard_negatives=(NamedBox("pistol", (1, 2, 3, 4)),))], LABELS)
    assert document["annotations"] == []
    assert document["hard_negatives"][0]["bbox"] == [1, 2, 2, 2]


def test_a_scan_without_objects_is_an_image_all_the_same() -> None:
    assert len(to_coco([scan()], LABELS)["images"]) == 1


def test_unknown_labels_are_named() -> None:
    strange = Annotation("tusk", (1, 2, 3, 4), Origin.OFFICER, concealed=True)
    with pytest.raises(DataSetError, match=r"\['tusk'\].*not among \['pistol'"):
        to_coco([scan(annotations=(strange,))], LABELS)


def test_an_annotation_is_as_coco_has_it() -> None:
    written = scan(annotations=(Annotation("rifle", (10, 20, 40, 25), Origin.OFFICER, concealed=True),))
    (entry,) = to_coco([written], LABELS)["annotations"]
    assert entry["bbox"] == [10, 20, 30, 5]
    assert (entry["id"], entry["image_id"], entry["category_id"], entry["area"]) == (1, 1, 2, 150)


@pytest.mark.parametrize("name", ["annotations", "hard_negatives", "open"])
def test_what_refers_to_nothing_is_refused(name: str) -> None:
    document = to_coco([scan()], LABELS)
    document[name] = [{"id": 1, "image_id": 1, "category_id": 9, "bbox": [0, 0, 1, 1]}]
    with pytest.raises(DataSetError, match="category 9"):
        from_coco(document)
    document[name] = [{"id": 1, "image_id": 5, "category_id": 1, "bbox": [0, 0, 1, 1]}]
    with pytest.raises(DataSetError, match="image 5"):
        from_coco(document)


def test_a_box_without_area_is_refused() -> None:
    document = to_coco([scan(open=(NamedBox("pistol", (1, 2, 1, 4)),))], LABELS)
    with pytest.raises(DataSetError, match="no area"):
        from_coco(document)


def test_other_json_is_refused() -> None:
    with pytest.raises(DataSetError, match="not COCO"):
        from_coco({"images": []})
