"""Pascal VOC: one XML file an image. It has words for boxes and labels only, but room for one of ours: `origin`.

VOC counts pixels from 1 and its corners are the outermost pixels that belong to the object: `xmin` is x0 + 1, `xmax` is
x1. Fractions of a pixel are written as they are, so that no box moves.
"""

from pathlib import PurePosixPath
from xml.etree import ElementTree

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.labelled import IMPORTED, Box, LabelledScan
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.marking import MARK


def to_voc(scan: LabelledScan) -> bytes:
    """One scan as XML."""
    root = ElementTree.Element("annotation")
    _text(root, "folder", PurePosixPath(scan.file).parent.as_posix())
    _text(root, "filename", PurePosixPath(scan.file).name)
    size = ElementTree.SubElement(root, "size")
    if any(each.origin is Origin.PROJECTED for each in scan.annotations):
        # VOC's own word for where an image comes from, for whoever knows nothing of ours.
        _text(ElementTree.SubElement(root, "source"), "annotation", MARK.decode())
    for name, value in (("width", scan.columns), ("height", scan.rows), ("depth", 1)):
        _text(size, name, str(value))
    for each in scan.annotations:
        entry = ElementTree.SubElement(root, "object")
        _text(entry, "name", each.label)
        _text(entry, "difficult", "0")
        if each.origin is not Origin.IMPORTED:
            _text(entry, "origin", each.origin.value)
        corners = ElementTree.SubElement(entry, "bndbox")
        x0, y0, x1, y1 = each.box
        for name, place in (("xmin", x0 + 1), ("ymin", y0 + 1), ("xmax", x1), ("ymax", y1)):
            _text(corners, name, repr(place))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def from_voc(content: bytes) -> LabelledScan:
    """One scan from XML; its id is its file's name without the ending.

    Raises:
        DataSetError: it is not VOC; the text does not repeat the file's name, callers put it in front.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise DataSetError("has a document type of its own, which VOC has no use for; remove it")
    try:
        root = ElementTree.fromstring(content)
        name = _wanted(root, "filename")
        folder = root.findtext("folder") or "."
        return LabelledScan(
            id=PurePosixPath(name).stem,
            file=(PurePosixPath(folder) / name).as_posix(),
            rows=int(_wanted(root, "size/height")),
            columns=int(_wanted(root, "size/width")),
            pitch_mm=None,
            pitch_source=None,
            verdict=IMPORTED,
            annotations=tuple(_annotation(entry) for entry in root.iterfind("object")),
            hard_negatives=(),
            open=(),
        )
    except (ElementTree.ParseError, ValueError) as error:
        raise DataSetError(f"is not Pascal VOC: {error}") from error


def _annotation(entry: ElementTree.Element) -> Annotation:
    x0, y0, x1, y1 = (float(_wanted(entry, f"bndbox/{corner}")) for corner in ("xmin", "ymin", "xmax", "ymax"))
    box: Box = (x0 - 1, y0 - 1, x1, y1)
    if not (box[2] > box[0] and box[3] > box[1]):
        raise ValueError(f"the box xmin {x0:g}, ymin {y0:g}, xmax {x1:g}, ymax {y1:g} has no area")
    origin = Origin((entry.findtext("origin") or Origin.IMPORTED).strip())
    return Annotation(_wanted(entry, "name"), box, origin, concealed=True)


def _wanted(parent: ElementTree.Element, path: str) -> str:
    text = parent.findtext(path)
    if not text:
        raise ValueError(f"{path} is missing or empty in <{parent.tag}>")
    return text.strip()


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text
