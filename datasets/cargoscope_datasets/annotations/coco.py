"""COCO's JSON, in and out.

The categories, images and annotations are COCO's own, so that any reader of COCO understands them. What COCO has no
word for stands in lists of our own (`hard_negatives`, `open`), not among the annotations: a reader that knows nothing
of them must not take a rejected flag for an object. https://cocodataset.org/#format-data
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.labelled import IMPORTED, Box, LabelledScan, NamedBox
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.scan import PitchSource


def to_coco(scans: Sequence[LabelledScan], labels: Sequence[str]) -> dict[str, Any]:
    """Scans as one COCO document.

    Args:
        scans: in the order in which they are numbered.
        labels: all categories, numbered from 1 in this order.

    Raises:
        DataSetError: a scan names a label that is not among them.
    """
    numbers = {label: number for number, label in enumerate(labels, 1)}
    document: dict[str, Any] = {
        "info": {"description": "cargo scans; boxes in pixels of the original, origin says whose"},
        "categories": [{"id": number, "name": label} for label, number in numbers.items()],
        "images": [],
        "annotations": [],
        "hard_negatives": [],
        "open": [],
    }
    for image, scan in enumerate(scans, 1):
        _refuse_unknown(scan, numbers)
        document["images"].append(_image(scan, image))
        for each in scan.annotations:
            extra: dict[str, Any] = {"iscrowd": 0, "origin": each.origin.value, "concealed": each.concealed}
            made = {name: getattr(each, name) for name in ("family", "place", "detectability", "contrast")}
            extra |= {name: value for name, value in made.items() if value is not None}
            _add(document["annotations"], image, numbers[each.label], each.box, extra)
        for name, places in (("hard_negatives", scan.hard_negatives), ("open", scan.open)):
            for place in places:
                _add(document[name], image, numbers[place.label], place.box, {})
    return document


def from_coco(document: Mapping[str, Any]) -> list[LabelledScan]:
    """The scans of a COCO document.

    That of another tool will do: what only ours say is then unknown, and every box an imported one.

    Raises:
        DataSetError: something is missing, not understood, or refers to an image or category that is not there.
    """
    try:
        labels = {category["id"]: str(category["name"]) for category in document["categories"]}
        images = {image["id"]: image for image in document["images"]}
        places = {name: _by_image(document, name, images, labels) for name in ("annotations", "hard_negatives", "open")}
        return [
            LabelledScan(
                id=str(image.get("scan_id") or PurePosixPath(image["file_name"]).stem),
                file=image["file_name"],
                rows=image["height"],
                columns=image["width"],
                pitch_mm=_pitch(image.get("pitch_mm")),
                pitch_source=None if image.get("pitch_source") is None else PitchSource(image["pitch_source"]),
                verdict=image.get("verdict", IMPORTED),
                annotations=tuple(_annotation(entry, labels) for entry in places["annotations"][number]),
                hard_negatives=tuple(_named_box(entry, labels) for entry in places["hard_negatives"][number]),
                open=tuple(_named_box(entry, labels) for entry in places["open"][number]),
                site=image.get("site"),
                scanner=image.get("scanner"),
                groups=tuple(map(str, image.get("groups", ()))),
            )
            for number, image in images.items()
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise DataSetError(f"is not COCO: {error!r}") from error


def _refuse_unknown(scan: LabelledScan, numbers: Mapping[str, int]) -> None:
    named = {each.label for each in scan.annotations} | {each.label for each in (*scan.hard_negatives, *scan.open)}
    if strangers := sorted(named - numbers.keys()):
        raise DataSetError(f"scan {scan.id} has the labels {strangers}, which are not among {list(numbers)}")


def _image(scan: LabelledScan, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "file_name": scan.file,
        "width": scan.columns,
        "height": scan.rows,
        "scan_id": scan.id,
        "pitch_mm": None if scan.pitch_mm is None else list(scan.pitch_mm),
        "pitch_source": None if scan.pitch_source is None else scan.pitch_source.value,
        "verdict": scan.verdict,
        "site": scan.site,
        "scanner": scan.scanner,
        "groups": list(scan.groups),
    }


def _add(entries: list[dict[str, Any]], image: int, category: int, box: Box, extra: Mapping[str, Any]) -> None:
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    entry = {"id": len(entries) + 1, "image_id": image, "category_id": category, "bbox": [x0, y0, width, height]}
    entries.append(entry | {"area": width * height, **extra})


def _by_image(
    document: Mapping[str, Any], name: str, images: Mapping[int, Any], labels: Mapping[int, str]
) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {number: [] for number in images}
    for entry in document[name] if name == "annotations" else document.get(name, ()):
        if entry["image_id"] not in images:
            raise DataSetError(f"{name} {entry['id']} is on image {entry['image_id']}, which is not there")
        if entry["category_id"] not in labels:
            raise DataSetError(
                f"{name} {entry['id']} is of category {entry['category_id']}, which is not there; "
                f"the categories are {labels}"
            )
        found[entry["image_id"]].append(entry)
    return found


def _annotation(entry: Mapping[str, Any], labels: Mapping[int, str]) -> Annotation:
    return Annotation(
        label=labels[entry["category_id"]],
        box=_box(entry),
        origin=Origin(entry.get("origin", Origin.IMPORTED)),
        concealed=bool(entry.get("concealed", True)),
        family=entry.get("family"),
        place=entry.get("place"),
        detectability=_number(entry.get("detectability")),
        contrast=_number(entry.get("contrast")),
    )


def _number(said: float | None) -> float | None:
    return None if said is None else float(said)


def _pitch(said: Sequence[float] | None) -> tuple[float, float] | None:
    return None if said is None else (said[0], said[1])


def _named_box(entry: Mapping[str, Any], labels: Mapping[int, str]) -> NamedBox:
    return NamedBox(labels[entry["category_id"]], _box(entry))


def _box(entry: Mapping[str, Any]) -> Box:
    x0, y0, width, height = (float(side) for side in entry["bbox"])
    if not (width > 0 and height > 0):
        raise DataSetError(
            f"the box {entry['bbox']} of entry {entry['id']} has no area; x, y, width, height are expected"
        )
    return (x0, y0, x0 + width, y0 + height)
