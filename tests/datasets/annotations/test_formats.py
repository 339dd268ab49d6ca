from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.formats import (
    Annotations,
    Format,
    format_of,
    left_behind,
    read_annotations,
    write_annotations,
)
from cargoscope_datasets.annotations.labelled import IMPORTED, LabelledScan, NamedBox
from cargoscope_datasets.errors import DataSetError

LABELS = ("pistol", "rifle", "gas_cylinder")
SIZE = (900, 2400)


def box(draw: st.DrawFn) -> tuple[float, float, float, float]:
    x0, y0 = draw(st.floats(0, SIZE[1] - 20)), draw(st.floats(0, SIZE[0] - 20))
    x1 = draw(st.floats(x0 + 1, SIZE[1]))
    y1 = draw(st.floats(y0 + 1, SIZE[0]))
    return (x0, y0, x1, y1)


@st.composite
def sets(draw: st.DrawFn) -> Annotations:
    scans = []
    for number in range(draw(st.integers(1, 4))):
        there = [
            Annotation(draw(st.sampled_from(LABELS)), box(draw), Origin.IMPORTED, concealed=True)
            for _ in range(draw(st.integers(0, 3)))
        ]
        scans.append(
            LabelledScan(
                f"scan-{number}", f"images/scan-{number}.png", *SIZE, None, None, IMPORTED, tuple(there), (), ()
            )
        )
    return Annotations(LABELS, tuple(scans))


def round_trip(annotations: Annotations, kind: Format, folder: Path) -> Annotations:
    target = folder / ("set.json" if kind is Format.COCO else "set")
    write_annotations(annotations, kind, target)
    if kind is Format.YOLO:
        (target / "images").mkdir()
        for scan in annotations.scans:
            (target / scan.file).touch()
    assert format_of(target) is kind
    return read_annotations(target, lambda _: SIZE)


@pytest.mark.parametrize("kind", Format)
@settings(max_examples=40)
@given(annotations=sets())
def test_no_box_moves_and_no_scan_is_dropped(
    annotations: Annotations, kind: Format, tmp_path_factory: pytest.TempPathFactory
) -> None:
    read = round_trip(annotations, kind, tmp_path_factory.mktemp("set"))
    assert [scan.id for scan in read.scans] == [scan.id for scan in annotations.scans]
    assert [scan.file for scan in read.scans] == [scan.file for scan in annotations.scans]
    for before, after in zip(annotations.scans, read.scans, strict=True):
        assert (after.rows, after.columns) == SIZE
        assert [each.label for each in after.annotations] == [each.label for each in before.annotations]
        for one, other in zip(before.annotations, after.annotations, strict=True):
            assert other.box == pytest.approx(one.box, abs=1e-6)
    if kind is not Format.VOC:
        assert read.labels == LABELS


def voc(text: str, folder: Path) -> Path:
    (folder / "Annotations").mkdir()
    (folder / "Annotations" / "a.xml").write_text(text)
    return folder


def test_voc_counts_from_one(tmp_path: Path) -> None:
    inside = "<name>rifle</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>5</ymax></bndbox>"
    size = "<size><width>100</width><height>50</height></size>"
    source = voc(f"<annotation><filename>a.jpg</filename>{size}<object>{inside}</object></annotation>", tmp_path)
    (scan,) = read_annotations(source, lambda _: SIZE).scans
    assert scan.annotations[0].box == (0, 0, 10, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<annotation/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>',
        "<annotation><filename>a</filename><size><width>x</width><height>1</height></size></annotation>",
        "<annotation><filename>a</filename><size><width>9</width><height>9</height></size><object><name>a</name>"
        "<bndbox><xmin>5</xmin><ymin>1</ymin><xmax>2</xmax><ymax>3</ymax></bndbox></object></annotation>",
    ],
)
def test_bad_voc_is_refused_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"a\.xml"):
        read_annotations(voc(text, tmp_path), lambda _: SIZE)


@pytest.mark.parametrize(
    "line", ["7 0.5 0.5 0.1 0.1", "-1 0.5 0.5 0.1 0.1", "0 0.5 0.5", "0 1.5 0.5 0.1 0.1", "0 0.5 0.5 0 0.1"]
)
def test_bad_yolo_is_refused_in_words(line: str, tmp_path: Path) -> None:
    for name in ("labels", "images"):
        (tmp_path / name).mkdir()
    (tmp_path / "classes.txt").write_text("pistol\n")
    (tmp_path / "images" / "a.png").touch()
    (tmp_path / "labels" / "a.txt").write_text(line + "\n")
    with pytest.raises(DataSetError, match=r"a\.txt .*line 1"):
        read_annotations(tmp_path, lambda _: SIZE)


def test_a_yolo_image_without_a_text_stays(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "classes.txt").write_text("pistol\n")
    (tmp_path / "images" / "empty.png").touch()
    (scan,) = read_annotations(tmp_path, lambda _: SIZE).scans
    assert (scan.id, scan.annotations) == ("empty", ())


def test_coco_of_another_tool_is_read(tmp_path: Path) -> None:
    source = tmp_path / "other.json"
    source.write_text(
        '{"images": [{"id": 7, "file_name": "a/b.jpg", "width": 100, "height": 50}],'
        '"categories": [{"id": 3, "name": "rifle", "supercategory": "x"}],'
        '"annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 30, 4], "area": 120, "iscrowd": 0}]}'
    )
    (scan,) = read_annotations(source, lambda _: SIZE).scans
    assert (scan.id, scan.pitch_mm, scan.verdict) == ("b", None, IMPORTED)
    assert scan.annotations == (Annotation("rifle", (1, 2, 31, 6), Origin.IMPORTED, concealed=True),)


def scan_named(name: str) -> LabelledScan:
    return LabelledScan(name, f"originals/{name}.tif", *SIZE, None, None, IMPORTED, (), (), ())


def test_a_folder_of_splits_is_read_whole(tmp_path: Path) -> None:
    for split, name in (("train", "a"), ("test", "b")):
        write_annotations(Annotations(LABELS, (scan_named(name),)), Format.COCO, tmp_path / f"annotations/{split}.json")
    read = read_annotations(tmp_path, lambda _: SIZE)
    assert format_of(tmp_path) is Format.COCO
    assert (read.labels, sorted(scan.id for scan in read.scans)) == (LABELS, ["a", "b"])


@pytest.mark.parametrize(
    ("labels", "name", "message"), [(LABELS[:2], "b", "others in its folder"), (LABELS, "a", "in several files")]
)
def test_splits_that_do_not_belong_together_are_refused(
    labels: tuple[str, ...], name: str, message: str, tmp_path: Path
) -> None:
    write_annotations(Annotations(LABELS, (scan_named("a"),)), Format.COCO, tmp_path / "annotations/train.json")
    write_annotations(Annotations(labels, (scan_named(name),)), Format.COCO, tmp_path / "annotations/test.json")
    with pytest.raises(DataSetError, match=message):
        read_annotations(tmp_path, lambda _: SIZE)


@pytest.mark.parametrize("text", ["{", "", "[]", "{}", "7", '{"images": 1, "categories": 2, "annotations": 3}'])
def test_bad_coco_is_refused_in_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(DataSetError, match=r"bad\.json"):
        read_annotations(path, lambda _: SIZE)


def test_what_a_form_has_no_words_for_is_counted() -> None:
    scan = LabelledScan("a", "a.png", *SIZE, (4.0, 5.0), None, IMPORTED, (), (NamedBox("rifle", (1, 1, 2, 2)),), ())
    assert left_behind([scan], Format.VOC) == {"rejected flags (hard negatives)": 1, "pitches": 1}
    assert left_behind([scan], Format.COCO) == {}


def test_two_scans_never_share_a_file(tmp_path: Path) -> None:
    scan = LabelledScan("a", "one/a.png", *SIZE, None, None, IMPORTED, (), (), ())
    two = Annotations(LABELS, (scan, replace(scan, id="b", file="two/a.png")))
    with pytest.raises(DataSetError, match="same file: a"):
        write_annotations(two, Format.VOC, tmp_path / "out")
