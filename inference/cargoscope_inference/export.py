"""Decided inspections as a data set."""

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import Connection

from cargoscope_datasets.annotation import Annotation, Origin
from cargoscope_datasets.annotations.data_set import Scans, sha256_of, write_documents
from cargoscope_datasets.annotations.labelled import PROJECTED, Box, LabelledScan, NamedBox
from cargoscope_datasets.annotations.splits import Split, split_scans
from cargoscope_datasets.consignment import container_letters
from cargoscope_datasets.errors import DataSetError
from cargoscope_datasets.marking import is_file_marked
from cargoscope_datasets.scan import PitchSource
from cargoscope_inference.media import COLUMNS
from cargoscope_inference.storage.analyses import Analysis, find_analysis
from cargoscope_inference.storage.decisions import Decision, decisions_of
from cargoscope_inference.storage.inspections import (
    Inspection,
    Place,
    State,
    Verdict,
    page_of_inspections,
)
from cargoscope_inference.storage.removals import find_removal
from cargoscope_inference.storage.scans import latest_description
from cargoscope_inference.storage.store import Store

SUFFIXES = {
    "image/tiff": ".tif",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/x-npy": ".npy",
    "application/x-npz": ".npz",
    "application/dicom": ".dcm",
    COLUMNS: ".columns",
}
PAGE = 500
NOT_DECIDED = "scans not decided yet"
REFERRED = "scans referred and not decided since"
NOT_ANALYSED = "scans that could not be analysed"
REMOVED = "scans whose bytes are no longer kept"
NOTHING_MARKED = "scans held with nothing confirmed (what was seen is marked nowhere)"
OPEN = "flags neither confirmed nor rejected"
OTHER_VIEWS = "flags in other views than the first, which alone is learnt from"
WITHOUT_PLACE = "flags without a place (not penetrated)"


@dataclass(frozen=True, slots=True)
class Counts:
    """What went into a data set, and what did not.

    Attributes:
        splits: by split: scans, those without objects, annotations, hard negatives.
        left_out: by reason.
    """

    splits: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided inspection with all that an export asks of it.

    Attributes:
        inspection: where it stands.
        analysis: what the release said of it.
        decision: the one that holds.
        containers: numbers that its station named.
    """

    inspection: Inspection
    analysis: Analysis
    decision: Decision
    containers: tuple[str, ...]


def export_decided(store: Store, out: Path) -> Counts:
    """Write all decided inspections to a new folder; it is there whole, or not at all.

    Raises:
        DataSetError: the folder exists, nothing is decided yet, or an original is not what it was.
    """
    if out.exists():
        raise DataSetError(f"{out} exists already; name a folder that does not")
    left_out: Counter[str] = Counter()
    with store.database.read() as connection:
        decided = _decided(connection, left_out)
    labelled_scans = ((each, label_scan(each, left_out)) for each in decided)
    chosen = [(each, _marked(store, each, labelled)) for each, labelled in labelled_scans if labelled is not None]
    if not chosen:
        raise DataSetError(f"no decided inspection in {store.folder} can be learnt from ({_in_words(left_out)})")
    scans = _split(chosen)
    counts = Counts({split.value: _count(part) for split, part in scans.items()}, dict(+left_out))
    labels = list(dict.fromkeys(label for each, _ in chosen for label in each.analysis.labels))
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        (folder / "originals").mkdir()
        for each, labelled in chosen:
            _copy_original(store, each, folder / labelled.file)
        write_documents(folder, scans, labels, {"splits": counts.splits, "left_out": counts.left_out})
        folder.chmod(0o755)
        folder.rename(out)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return counts


def _marked(store: Store, decided: Decided, labelled: LabelledScan) -> LabelledScan:
    """What an officer confirmed in a scan that a threat was projected into is that threat, and no seizure."""
    scan = decided.inspection.scan
    try:
        if not is_file_marked(store.originals.path(scan.sha256)):
            return labelled
    except OSError as error:
        raise DataSetError(f"the original of scan {scan.id} cannot be read ({error.strerror})") from error
    return replace(
        labelled,
        verdict=PROJECTED,
        annotations=tuple(replace(each, origin=Origin.PROJECTED) for each in labelled.annotations),
    )


def label_scan(decided: Decided, left_out: Counter[str]) -> LabelledScan | None:
    """What can be learnt from an inspection, or None.

    A scan that was held without a confirmed flag holds something that nobody has marked: as an empty image it would
    teach to overlook just that.
    """
    verdict, flags = decided.decision.verdict, decided.decision.flags
    view = decided.analysis.views[0]
    boxed = [flag for flag in flags if flag["box"] is not None]
    placed = [flag for flag in boxed if flag["view"] == view["name"]]
    by_answer = {answer: [flag for flag in placed if flag["confirmed"] is answer] for answer in (True, False, None)}
    if verdict is not Verdict.CLEAR and not by_answer[True]:
        left_out[NOTHING_MARKED] += 1
        return None
    left_out[OPEN] += len(by_answer[None])
    left_out[WITHOUT_PLACE] += len(flags) - len(boxed)
    left_out[OTHER_VIEWS] += len(boxed) - len(placed)
    pitch = view["pitch"]
    scan = decided.inspection.scan
    return LabelledScan(
        id=scan.id,
        file=f"originals/{scan.sha256}{SUFFIXES.get(scan.media_type, '')}",
        rows=view["height"],
        columns=view["width"],
        pitch_mm=None if pitch is None else (pitch[0], pitch[1]),
        pitch_source=None if pitch is None else PitchSource(view["pitch_source"]),
        verdict=verdict.value,
        # What is cleared although it is there was declared, or is allowed.
        annotations=tuple(
            Annotation(flag["label"], _box(flag), Origin.OFFICER, concealed=verdict is not Verdict.CLEAR)
            for flag in by_answer[True]
        ),
        hard_negatives=tuple(NamedBox(flag["label"], _box(flag)) for flag in by_answer[False]),
        open=tuple(NamedBox(flag["label"], _box(flag)) for flag in by_answer[None]),
        groups=decided.containers,
    )


def _decided(connection: Connection, left_out: Counter[str]) -> list[Decided]:
    """In the order of arrival; what is not among them is counted."""
    found = []
    for inspection in sorted(_all_inspections(connection), key=lambda each: each.scan.sequence):
        scan = inspection.scan
        analysis = find_analysis(connection, scan.id)
        if inspection.state is not State.DECIDED:
            left_out[NOT_DECIDED] += 1
        elif inspection.verdict is Verdict.REFER:
            left_out[REFERRED] += 1
        elif analysis is None:
            left_out[NOT_ANALYSED] += 1
        elif find_removal(connection, scan.id) is not None:
            left_out[REMOVED] += 1
        else:
            description = latest_description(connection, scan.station_id, scan.id)
            consignments = [] if description is None else description.body.get("consignments") or []
            numbers = [consignment.get("container") for consignment in consignments]
            containers = tuple(container_letters(number) for number in numbers if number)
            found.append(Decided(inspection, analysis, decisions_of(connection, scan.id)[-1], containers))
    return found


def _all_inspections(connection: Connection) -> Iterator[Inspection]:
    after = None
    while page := page_of_inspections(connection, list(State), verdict=None, after=after, most=PAGE):
        yield from page
        after = Place(page[-1].urgent, page[-1].scan.sequence)


def _split(chosen: Sequence[tuple[Decided, LabelledScan]]) -> Scans:
    # The same bytes under two ids are one scan, too.
    keys = [(each.inspection.scan.id, [each.inspection.scan.sha256, *each.containers]) for each, _ in chosen]
    splits = split_scans(keys)
    return {
        split: [labelled for (_, labelled), own in zip(chosen, splits, strict=True) if own is split] for split in Split
    }


def _copy_original(store: Store, decided: Decided, target: Path) -> None:
    scan = decided.inspection.scan
    try:
        shutil.copyfile(store.originals.path(scan.sha256), target)
    except OSError as error:
        raise DataSetError(f"the original of scan {scan.id} cannot be copied ({error.strerror})") from error
    found = sha256_of(target)
    if found != scan.sha256:
        raise DataSetError(f"the original of scan {scan.id} is not what its station sent: sha256 {found[:12]}…")


def _count(scans: Sequence[LabelledScan]) -> dict[str, int]:
    return {
        "scans": len(scans),
        "without_objects": sum(not scan.annotations for scan in scans),
        "annotations": sum(len(scan.annotations) for scan in scans),
        "hard_negatives": sum(len(scan.hard_negatives) for scan in scans),
    }


def _in_words(left_out: Mapping[str, int]) -> str:
    return "; ".join(f"{text}: {number}" for text, number in left_out.items()) or "it holds no scan"


def _box(flag: Mapping[str, Any]) -> Box:
    x0, y0, x1, y1 = (float(side) for side in flag["box"])
    return (x0, y0, x1, y1)
