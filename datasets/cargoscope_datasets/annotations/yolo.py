"""YOLO: one text file an image, a line an object: class, centre x, centre y, width, height, as shares of the image.

It has words for boxes and numbered classes only, so the names lie in a file beside (`classes.txt`), and the size of an
image has to be known. Where boxes come from is in another file (`origins.txt`): a line a box that we or an officer
made, with the name of its text, its number in it from 1, and the origin.
"""

from collections.abc import Mapping, Sequence

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.labelled import IMPORTED, LabelledScan
from cargoscope_datasets.errors import DataSetError


def to_yolo(scan: LabelledScan, labels: Sequence[str]) -> str:
    """The lines of one scan; none where nothing is in it.

    Raises:
        DataSetError: a label that is not among `labels`.
    """
    numbers = {label: number for number, label in enumerate(labels)}
    lines = []
    for each in scan.annotations:
        if each.label not in numbers:
            raise DataSetError(f"scan {scan.id} has the label {each.label}, which is not among {list(labels)}")
        x0, y0, x1, y1 = each.box
        places = (
            (x0 + x1) / 2 / scan.columns, (y0 + y1) / 2 / scan.rows, (x1 - x0) / scan.columns, (y1 - y0) / scan.rows
        )  # fmt: skip
        lines.append(" ".join([str(numbers[each.label]), *map(repr, places)]) + "\n")
    return "".join(lines)


def origins_of(scan: LabelledScan, stem: str) -> str:
    """The lines of one scan in `origins.txt`; none where all boxes were imported."""
    made = [(number, each.origin) for number, each in enumerate(scan.annotations, 1)]
    return "".join(f"{stem}\t{number}\t{origin}\n" for number, origin in made if origin is not Origin.IMPORTED)


def read_origins(text: str) -> dict[str, dict[int, Origin]]:
    """`origins.txt`: by name of the text, by number of the box.

    Raises:
        DataSetError: it is not understood; the text does not repeat the file's name, callers put it in front.
    """
    found: dict[str, dict[int, Origin]] = {}
    for line in filter(str.strip, text.splitlines()):
        try:
            stem, number, origin = line.split("\t")
            found.setdefault(stem, {})[int(number)] = Origin(origin.strip())
        except ValueError as error:
            raise DataSetError(f"has a line that is not `name, number, origin`, with tabs between: {line!r}") from error
    return found


def from_yolo(
    text: str,
    labels: Sequence[str],
    file: str,
    scan_id: str,
    size: tuple[int, int],
    origins: Mapping[int, Origin] | None = None,
) -> LabelledScan:
    """One scan from its lines.

    Args:
        text: of the file.
        labels: by their numbers.
        file: path of the image, relative to the data set.
        scan_id: what the scan is called.
        size: rows and columns of the image.
        origins: of its boxes by their numbers from 1, where they were not imported.

    Raises:
        DataSetError: it is not YOLO; the text does not repeat the file's name, callers put it in front.
    """
    rows, columns = size
    annotations: list[Annotation] = []
    origins = origins or {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            name, *shares = line.split()
            x, y, width, height = (float(share) for share in shares)
            if int(name) < 0:
                raise IndexError
            label = labels[int(name)]
        except IndexError as error:
            raise DataSetError(
                f"names class {name} in line {number}; there are {len(labels)}: {list(labels)}"
            ) from error
        except ValueError as error:
            raise DataSetError(f"has a line {number} that is not `class x y width height`: {line!r}") from error
        if not (width > 0 and height > 0 and 0 <= x <= 1 and 0 <= y <= 1):
            raise DataSetError(f"has a box in line {number} that is empty or outside of the image: {line!r}")
        box = (
            (x - width / 2) * columns, (y - height / 2) * rows, (x + width / 2) * columns, (y + height / 2) * rows
        )  # fmt: skip
        origin = origins.get(len(annotations) + 1, Origin.IMPORTED)
        annotations.append(Annotation(label, box, origin, concealed=True))
    if origins and max(origins) > len(annotations):
        raise DataSetError(
            f"has {len(annotations)} boxes, but origins.txt tells of number {max(origins)}: the two do not belong "
            "together; a projected threat must not pass for a real one"
        )
    return LabelledScan(scan_id, file, rows, columns, None, None, IMPORTED, tuple(annotations), (), ())
