"""Sets of annotations in the forms that other tools read and write: one call to read any, one to write one.

coco   one JSON file, or a folder annotations/ of some, one a split, as data sets of ours have
voc    a folder Annotations/ of XML files
yolo   classes.txt, labels/*.txt, origins.txt where boxes were not imported, and images/ (from which the sizes come)
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from cargoscope_datasets.annotation import Origin
from cargoscope_datasets.annotations.coco import from_coco, to_coco
from cargoscope_datasets.annotations.labelled import LabelledScan
from cargoscope_datasets.annotations.voc import from_voc, to_voc
from cargoscope_datasets.annotations.yolo import from_yolo, origins_of, read_origins, to_yolo
from cargoscope_datasets.errors import DataSetError

SizeOf = Callable[[Path], tuple[int, int]]
"""Rows and columns of an image."""


ORIGINS = "origins.txt"


class Format(StrEnum):
    """A form of annotations."""

    COCO = "coco"
    VOC = "voc"
    YOLO = "yolo"


@dataclass(frozen=True, slots=True)
class Annotations:
    """Scans with what is known of them.

    Attributes:
        labels: all that may occur, in the order of their numbers.
        scans: those without a box, too.
    """

    labels: tuple[str, ...]
    scans: tuple[LabelledScan, ...]


def format_of(source: Path) -> Format:
    """What a file or folder holds.

    Raises:
        DataSetError: nothing that is known.
    """
    if _coco_files(source):
        return Format.COCO
    if (source / "classes.txt").is_file():
        return Format.YOLO
    if (source / "Annotations").is_dir():
        return Format.VOC
    raise DataSetError(
        f"{source} is neither a COCO file (NAME.json), nor a folder with annotations/ of such files,"
        " Annotations/ (VOC) or classes.txt (YOLO)"
    )


def read_annotations(source: Path, size_of: SizeOf) -> Annotations:
    """Read whatever `format_of` knows.

    Args:
        source: file or folder.
        size_of: asked for each image of a YOLO set.

    Raises:
        DataSetError: it is not understood; the text names the file.
    """
    return {Format.COCO: _read_coco, Format.VOC: _read_voc, Format.YOLO: _read_yolo}[format_of(source)](source, size_of)


def write_annotations(annotations: Annotations, kind: Format, target: Path) -> None:
    """Write a new file (COCO) or folder (VOC, YOLO).

    Raises:
        DataSetError: it exists, or two scans would be written to one file.
    """
    if target.exists():
        raise DataSetError(f"{target} exists already; name one that does not")
    if kind is Format.COCO:
        target.parent.mkdir(parents=True, exist_ok=True)
        document = to_coco(annotations.scans, annotations.labels)
        target.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        return
    stems = [PurePosixPath(scan.file).stem for scan in annotations.scans]
    if twice := sorted({stem for stem in stems if stems.count(stem) > 1})[:3]:
        raise DataSetError(f"several scans would be written to the same file: {', '.join(twice)}; rename their images")
    folder = target / ("Annotations" if kind is Format.VOC else "labels")
    folder.mkdir(parents=True)
    for scan, stem in zip(annotations.scans, stems, strict=True):
        if kind is Format.VOC:
            (folder / f"{stem}.xml").write_bytes(to_voc(scan))
        else:
            (folder / f"{stem}.txt").write_text(to_yolo(scan, annotations.labels), encoding="utf-8")
    if kind is Format.YOLO:
        (target / "classes.txt").write_text("".join(f"{label}\n" for label in annotations.labels), encoding="utf-8")
        origins = "".join(origins_of(scan, stem) for scan, stem in zip(annotations.scans, stems, strict=True))
        if origins:
            (target / ORIGINS).write_text(origins, encoding="utf-8")


def left_behind(scans: Sequence[LabelledScan], kind: Format) -> dict[str, int]:
    """What a form has no words for, by what it is."""
    if kind is Format.COCO:
        return {}
    counted = {
        "rejected flags (hard negatives)": sum(len(scan.hard_negatives) for scan in scans),
        "unanswered flags": sum(len(scan.open) for scan in scans),
        "pitches": sum(scan.pitch_mm is not None for scan in scans),
    }
    return {what: number for what, number in counted.items() if number}


def _coco_files(source: Path) -> list[Path]:
    if source.is_file():
        return [source] if source.suffix == ".json" else []
    return sorted((source / "annotations").glob("*.json"))


def _read_coco(source: Path, _: SizeOf) -> Annotations:
    """All files in one: an image that stands in two of them is refused."""
    read = {path: _read_coco_file(path) for path in _coco_files(source)}
    first = next(iter(read.values()))
    scans = tuple(scan for each in read.values() for scan in each.scans)
    for path, each in read.items():
        if each.labels != first.labels:
            raise DataSetError(f"{path} has the labels {list(each.labels)}, others in its folder {list(first.labels)}")
    files = [scan.file for scan in scans]
    if len(read) > 1 and (twice := sorted({file for file in files if files.count(file) > 1})[:3]):
        raise DataSetError(f"{source / 'annotations'} names {', '.join(twice)} in several files")
    return Annotations(first.labels, scans)


def _read_coco_file(path: Path) -> Annotations:
    try:
        document = json.loads(_read(path, "COCO"))
    except ValueError as error:
        raise DataSetError(f"{path} is no JSON: {error}") from error
    try:
        scans = from_coco(document)
        categories = sorted(document["categories"], key=lambda category: category["id"])
        return Annotations(tuple(str(category["name"]) for category in categories), tuple(scans))
    except DataSetError as error:
        raise DataSetError(f"{path} {error}") from error


def _read_voc(source: Path, _: SizeOf) -> Annotations:
    scans = []
    for path in sorted((source / "Annotations").glob("*.xml")):
        try:
            scans.append(from_voc(path.read_bytes()))
        except DataSetError as error:
            raise DataSetError(f"{path} {error}") from error
    return Annotations(tuple(sorted({each.label for scan in scans for each in scan.annotations})), tuple(scans))


def _read_yolo(source: Path, size_of: SizeOf) -> Annotations:
    labels = tuple((source / "classes.txt").read_text(encoding="utf-8").split("\n"))
    labels = tuple(label.strip() for label in labels if label.strip())
    images = {path.stem: path for path in sorted((source / "images").glob("*")) if path.is_file()}
    texts = {path.stem: path for path in sorted((source / "labels").glob("*.txt"))}
    if strangers := sorted(texts.keys() - images.keys())[:3]:
        raise DataSetError(f"{source / 'images'} has no image for {', '.join(strangers)}; their sizes are needed")
    origins = _read_origins(source / ORIGINS)
    if strangers := sorted(origins.keys() - texts.keys())[:3]:
        raise DataSetError(f"{source / ORIGINS} tells of {', '.join(strangers)}, whose texts are not there")
    scans = []
    # An image without a text has nothing in it, and is a scan all the same.
    for stem, image in images.items():
        text = _read(texts[stem], "YOLO") if stem in texts else ""
        try:
            scans.append(from_yolo(text, labels, f"images/{image.name}", stem, size_of(image), origins.get(stem)))
        except DataSetError as error:
            raise DataSetError(f"{texts[stem]} {error}") from error
    return Annotations(labels, tuple(scans))


def _read_origins(path: Path) -> dict[str, dict[int, Origin]]:
    if not path.exists():
        return {}
    try:
        return read_origins(_read(path, "origins of a YOLO set"))
    except DataSetError as error:
        raise DataSetError(f"{path} {error}") from error


def _read(path: Path, kind: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataSetError(f"{path} cannot be read as {kind}: {error}") from error
