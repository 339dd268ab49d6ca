"""YOLO: one text file an image, a line an object: class, centre x, centre y, width, height, as shares of the image.

It has words for boxes and numbered classes only, so the names lie in a file beside (`classes.txt`), and the size of an
image has to be known.
"""

from collections.abc import Sequence

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


def from_yolo(text: str, labels: Sequence[str], file: str, scan_id: str, size: tuple[int, int]) -> LabelledScan:
    """One scan from its lines.

    Args:
        text: of the file.
        labels: by their numbers.
        file: path of the image, relative to the data set.
        scan_id: what the scan is called.
        size: rows and columns of the image.

    Raises:
        DataSetError: it is not YOLO; the text does not repeat the file's name, callers put it in front.
    """
    rows, columns = size
    annotations = []
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
        annotations.append(Annotation(label, box, Origin.IMPORTED, concealed=True))
    return LabelledScan(scan_id, file, rows, columns, None, None, IMPORTED, tuple(annotations), (), ())
