"""How values are put in words. Sentences about a flag are made of its measured facts only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cargoscope_datasets.layout.zones import Zone, zone_of
from cargoscope_datasets.scan import Direction
from cargoscope_models.policy import NOT_PENETRATED

VERDICTS = {"clear": "cleared", "hold": "held", "refer": "referred"}
REMOVALS = {"age": "as the days for which such scans are kept are over", "budget": "to make room for newer scans"}
ZONES = {
    Zone.HOLD: "in the container",
    Zone.FLOOR: "on the floor of the container",
    Zone.ROOF: "under the roof of the container",
    Zone.END: "at an end of the container",
    Zone.BENEATH: "beneath the container.",
    Zone.BESIDE: "beside the container.",
}
STRENGTHS = ("weak", "fair", "strong")
"""Of a score, by thirds of what lies between its threshold and 1."""
ODD = {"container": "odd container number", "hs": "odd HS code", "weight_kg": "odd weight", "pitch": "odd pixel size"}
NOTABLE_SATURATION = 0.01
FAR_OFF_SECONDS = 30.0
"""A clock that is wrong by more is worth a word; the header Date has whole seconds, and lines have delays."""
LONG_UNITS = (("years", 31_557_600, "d", 86_400), ("d", 86_400, "h", 3_600), ("h", 3_600, "min", 60))


def label(name: str) -> str:
    """A label as people write it."""
    return name.replace("_", " ")


def strength(flag: Mapping[str, Any]) -> str:
    """How far a score lies above its threshold, in a word."""
    above = (flag["score"] - flag["threshold"]) / max(1.0 - flag["threshold"], 1e-9)
    return STRENGTHS[min(2, max(0, int(above * 3)))]


def summary(flags: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each label once, with how often it is flagged, and how strongly at best."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for flag in flags:
        groups.setdefault(flag["label"], []).append(flag)
    return [_chip(name, group) for name, group in groups.items()]


def _chip(name: str, group: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    best = max(group, key=lambda flag: float(flag["score"]))
    if name == NOT_PENETRATED:
        return label(name), percent(best["score"])
    return (label(name) if len(group) == 1 else f"{len(group)} \N{MULTIPLICATION SIGN} {label(name)}"), strength(best)


def facts(flag: Mapping[str, Any]) -> Iterator[str]:
    """What was measured at the place of a flag, a sentence each."""
    measured = flag["facts"]
    if flag["label"] == NOT_PENETRATED:
        yield f"The beam did not get through {percent(flag['score'])} of the conveyance."
        yield f"More than {percent(flag['threshold'])} is flagged."
        return
    if "width_mm" in measured:
        yield f"{measured['width_mm'] / 10:.0f} cm long, {measured['height_mm'] / 10:.0f} cm high."
    if where := place(measured):
        yield where
    if "contrast" in measured:
        word = "darker" if measured["contrast"] >= 0 else "brighter"
        yield f"{percent(abs(measured['contrast']))} {word} than what surrounds it."
    if "mean_transmission" in measured:
        yield f"{percent(measured['mean_transmission'])} of the beam gets through, on average."
    if measured.get("not_penetrated", 0) > 0:
        yield f"{percent(measured['not_penetrated'])} of it was not penetrated."


def place(measured: Mapping[str, float]) -> str:
    """Where a flag is in its container, in metres where the pitch is known; nothing where the container is not."""
    zone = zone_of(measured)
    if zone is None:
        return ""
    if zone in (Zone.BESIDE, Zone.BENEATH):
        return ZONES[zone]
    if "from_left_mm" not in measured:
        return f"{ZONES[zone]}, {percent(measured['along_container'])} of the way from the container's left end."
    if "from_doors_mm" in measured:
        return f"{ZONES[zone]}, {measured['from_doors_mm'] / 1000:.1f} m from the doors."
    return f"{ZONES[zone]}, {measured['from_left_mm'] / 1000:.1f} m from the container's left end."


def percent(share: float) -> str:
    """A share (0..1) as people say it: two digits that mean something, and never a false nought or whole."""
    if 0 < share < 0.001:
        return "less than 0.1 %"
    if 0.995 <= share < 1:
        return "more than 99 %"
    return f"{share * 100:.1f} %" if share < 0.1 else f"{share * 100:.0f} %"


def remarks(view: Mapping[str, Any]) -> Iterator[str]:
    """What an officer should know of a view's quality, a sentence each."""
    quality = view["quality"]
    if view["kind"] == "display":
        yield "The scanner had processed this picture for display: transmission is not known."
    elif not quality["air_found"]:
        yield "No plain air was found to calibrate by: transmissions are rough."
    if view.get("cut_short"):
        yield f"The stream was cut short: it {view['cut_short']}."
    if view.get("direction") == Direction.REAR_FIRST:
        yield "The rear of the vehicle lies on the left."
    if view["pitch"] is None:
        yield "The size of a pixel is unknown: nothing is measured in centimetres."
    elif view["pitch_source"] == "estimated":
        yield "The size of a pixel was estimated: centimetres are rough."
    if quality["dead_rows"]:
        yield f"{_counted(quality['dead_rows'], 'row')} without signal, filled in from beside."
    if quality["misfired_columns"]:
        yield f"{_counted(quality['misfired_columns'], 'column')} in which the source misfired, filled in from beside."
    if quality["saturated"] > NOTABLE_SATURATION:
        yield f"{percent(quality['saturated'])} of the pixels are saturated."


def _counted(things: Sequence[Any], name: str) -> str:
    return f"1 {name}" if len(things) == 1 else f"{len(things)} {name}s"


def containers(metadata: Mapping[str, Any] | None) -> list[tuple[str, str | None]]:
    """Container numbers as the station sent them, each with what is odd about it."""
    consignments = (metadata or {}).get("body", {}).get("consignments") or []
    odd = marks(metadata)
    return [
        (consignment["container"], odd.get(f"consignments.{number}.container"))
        for number, consignment in enumerate(consignments)
        if consignment.get("container")
    ]


def marks(metadata: Mapping[str, Any] | None) -> dict[str, str]:
    """What is odd in what the station sent, by field."""
    odd: dict[str, str] = {}
    for mark in (metadata or {}).get("marks", []):
        odd[mark["field"]] = f"{odd[mark['field']]}; {mark['text']}" if mark["field"] in odd else mark["text"]
    return odd


def odd_fields(metadata: Mapping[str, Any] | None) -> list[str]:
    """What is odd in what the station sent, in short."""
    names = dict.fromkeys(field.rpartition(".")[2] for field in marks(metadata))
    return [ODD.get(name, f"odd {label(name)}") for name in names]


def goods(metadata: Mapping[str, Any] | None) -> str:
    """What is declared, on one line."""
    consignments = (metadata or {}).get("body", {}).get("consignments") or []
    texts = [each.get("goods") or ", ".join(f"HS {code}" for code in each.get("hs") or []) for each in consignments]
    return "; ".join(text for text in texts if text)


def moment(text: str | None) -> str:
    """A time for people, in UTC."""
    if text is None:
        return "\N{EN DASH}"
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%d %b %Y %H:%M:%S UTC")


def waited(since: str | None) -> str:
    """How long ago something was; the page counts on from there."""
    if since is None:
        return ""
    seconds = max(0, int((datetime.now(UTC) - datetime.fromisoformat(since)).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def span(seconds: float) -> str:
    """How long something is, by its two largest units; however long."""
    left = abs(round(seconds))
    if left < 60:
        return f"{left} s"
    for name, size, smaller, part in LONG_UNITS:
        if left >= size:
            rest = left % size // part
            return f"{left // size:,} {name} {rest} {smaller}" if rest else f"{left // size:,} {name}"
    return f"{left // 60} min"


def is_far_off(offset: float) -> bool:
    """Whether a clock is so wrong that somebody should set it."""
    return abs(offset) >= FAR_OFF_SECONDS


def offset(seconds: float) -> str:
    """How a station's clock stands to ours."""
    return f"{span(seconds)} {'ahead' if seconds >= 0 else 'behind'}"


def held(waiting: int) -> str:
    """How many scans a station still holds."""
    if not waiting:
        return "nothing waits"
    return "1 scan waits" if waiting == 1 else f"{waiting:,} scans wait"


def size(number: int) -> str:
    """A number of bytes."""
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= least:
            return f"{number / least:.3g} {unit}"
    return f"{number} bytes"


def removal(cause: str) -> str:
    """Why the bytes of a scan go."""
    return REMOVALS[cause]


def verdict(name: str) -> str:
    """A verdict, as what was done."""
    return VERDICTS[name]
