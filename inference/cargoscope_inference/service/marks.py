"""What is odd about what a station says of a scan. Marked and shown; never a reason to refuse the scan."""

from collections.abc import Iterator, Sequence

from cargoscope_datasets.consignment import container_number_problem
from cargoscope_datasets.harmonized_system import hs_code_problem
from cargoscope_datasets.reading import PLAUSIBLE_PITCH_MM
from cargoscope_inference.service.shapes import Consignment, ScanMetadata

DIRECTIONS = ("import", "export", "transit")
HEAVIEST_KG = 50_000.0
"""No container may weigh more than 30.48 t (ISO 668), and no truck on a road much more than this."""


def marks_of(said: ScanMetadata, arrived: Sequence[str]) -> list[dict[str, str]]:
    """Everything odd, with the field that it is in.

    Args:
        said: by the station.
        arrived: views of the scan if it is complete, nothing otherwise.
    """
    marks = [{"field": field, "text": text} for field, text in _marks(said)]
    late = [view for view in said.views or [] if arrived and view not in arrived]
    if late:
        text = f"{', '.join(late)} was named after the scan was complete with {', '.join(arrived)}"
        marks.append({"field": "views", "text": text})
    return marks


def _marks(said: ScanMetadata) -> Iterator[tuple[str, str]]:
    low, high = PLAUSIBLE_PITCH_MM
    if said.pitch is not None and not all(low <= size <= high for size in said.pitch):
        row, column = said.pitch
        yield "pitch", f"pixels of {row:g} x {column:g} mm are not those of a cargo scanner; the pitch is not used"
    if said.started_at is not None and said.finished_at is not None and said.finished_at < said.started_at:
        yield "finished_at", "the scan ends before it begins"
    for number, consignment in enumerate(said.consignments or []):
        for field, text in _marks_of_consignment(consignment):
            yield f"consignments.{number}.{field}", text


def _marks_of_consignment(consignment: Consignment) -> Iterator[tuple[str, str]]:
    if consignment.container is not None and (problem := container_number_problem(consignment.container)):
        yield "container", problem
    for code in consignment.hs or []:
        if problem := hs_code_problem(code):
            yield "hs", problem
    if consignment.weight_kg is not None and consignment.weight_kg > HEAVIEST_KG:
        yield "weight_kg", f"{consignment.weight_kg:,.0f} kg is more than any truck may carry"
    if consignment.direction is not None and consignment.direction not in DIRECTIONS:
        yield "direction", f"{consignment.direction!r} is none of {', '.join(DIRECTIONS)}"
