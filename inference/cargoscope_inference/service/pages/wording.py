"""How values are put in words. Sentences about a flag are made of its measured facts only."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from cargoscope_models.policy import NOT_PENETRATED

VERDICTS = {"clear": "cleared", "hold": "held", "refer": "referred"}


def label(name: str) -> str:
    """A label as people write it."""
    return name.replace("_", " ")


def labels(flags: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each label once, with how often it is flagged."""
    counts: dict[str, int] = {}
    for flag in flags:
        counts[flag["label"]] = counts.get(flag["label"], 0) + 1
    return [
        label(name) if number == 1 else f"{number} \N{MULTIPLICATION SIGN} {label(name)}"
        for name, number in counts.items()
    ]


def facts(flag: Mapping[str, Any]) -> list[str]:
    """What was measured at the place of a flag, a phrase each."""
    measured = flag["facts"]
    if flag["label"] == NOT_PENETRATED:
        return [
            f"{flag['score']:.0%} of the conveyance was not penetrated; more than {flag['threshold']:.0%} is flagged"
        ]
    phrases = []
    if "width_mm" in measured:
        phrases.append(f"{measured['width_mm'] / 10:.0f} \N{MULTIPLICATION SIGN} {measured['height_mm'] / 10:.0f} cm")
    if "contrast" in measured:
        word = "darker" if measured["contrast"] >= 0 else "brighter"
        phrases.append(f"{abs(measured['contrast']):.0%} {word} than its surroundings")
    if "mean_transmission" in measured:
        phrases.append(f"{measured['mean_transmission']:.1%} of the beam gets through")
    if measured.get("not_penetrated", 0) > 0:
        phrases.append(f"{measured['not_penetrated']:.0%} of it not penetrated")
    return phrases


def score(flag: Mapping[str, Any]) -> str:
    """How sure the network is, and what was asked of it."""
    return f"score {flag['score']:.2f}, flagged from {flag['threshold']:.2f}"


def containers(metadata: Mapping[str, Any] | None) -> list[str]:
    """Container numbers, as the station sent them."""
    consignments = (metadata or {}).get("body", {}).get("consignments") or []
    return [consignment["container"] for consignment in consignments if consignment.get("container")]


def moment(text: str | None) -> str:
    """A time for people, in UTC."""
    if text is None:
        return "not yet"
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


def verdict(name: str) -> str:
    """A verdict, as what was done."""
    return VERDICTS[name]
