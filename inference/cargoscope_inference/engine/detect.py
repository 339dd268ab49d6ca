"""A scan goes in, detections come out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from cargoscope_datasets.errors import ReleaseError
from cargoscope_datasets.layout.zones import Zone, zone_of
from cargoscope_datasets.scan import Scan, View
from cargoscope_inference.engine.facts import Box, measure
from cargoscope_inference.engine.memory import StripMemory
from cargoscope_inference.engine.network import Network
from cargoscope_inference.engine.session import Provider, open_session
from cargoscope_inference.engine.sweep import sweep
from cargoscope_inference.engine.timing import Stopwatch
from cargoscope_models.detection import Detection
from cargoscope_models.release import Release, Specification

MOST_DETECTIONS = 300
"""Detections of a view that are reported, best first."""

ThresholdOf = Callable[[str, Zone | None], float]
"""Score from which on a label is flagged in a zone."""


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a release says of a scan.

    Attributes:
        detections: view by view, within a view the best first.
        release: id of the release.
        provider: execution provider that really ran it.
        milliseconds: time by step, see `timing.STEPS`.
    """

    detections: tuple[Detection, ...]
    release: str
    provider: str
    milliseconds: Mapping[str, float]


class Engine:
    """A release, opened and warmed.

    Args:
        release: what to run.
        provider: what to run it on.
        strict: refuse to run on another provider than the one asked for, instead of warning.
        threads: how many to use; those that the scheduler and the container grant where None.
        remembering: keep what the network said of the latest strips, for scans that are looked at as they grow.

    Raises:
        ReleaseError: the model is not one that cargoscope can run.
        ProviderError: no ONNX Runtime, two of them, or not the provider that was asked for.
    """

    def __init__(
        self,
        release: Release,
        *,
        provider: Provider = Provider.CPU,
        strict: bool = False,
        threads: int | None = None,
        remembering: bool = False,
    ) -> None:
        session = open_session(release, provider=provider, strict=strict, threads=threads)
        self.release = release
        self.specification: Specification = session.specification
        self._network: Network = session
        self._memory = StripMemory() if remembering else None

    @property
    def provider(self) -> str:
        """Execution provider that really runs the network."""
        return self._network.provider

    def detect(
        self,
        scan: Scan,
        *,
        threshold: float | None = None,
        growing: bool = False,
        before_strip: Callable[[], None] = lambda: None,
    ) -> Findings:
        """Look at every view of a scan.

        Args:
            scan: what to look at.
            threshold: replaces the release's own thresholds, of all labels.
            growing: more columns are to come: look at those strips only that stay as they are.
            before_strip: called before each strip; what it raises ends this.

        Raises:
            ReleaseError: the release was not made for this kind of view.
            ScanError: the scan is too large at its pitch.
        """
        threshold_of = self.release.threshold if threshold is None else lambda _label, _zone: threshold
        watch = Stopwatch()
        look = partial(
            look_at,
            specification=self.specification,
            threshold_of=threshold_of,
            network=self._network,
            watch=watch,
            memory=self._memory,
            growing=growing,
            before_strip=before_strip,
        )
        detections = tuple(detection for view in scan.views for detection in look(view))
        return Findings(detections, self.release.id, self.provider, watch.milliseconds)


def look_at(
    view: View,
    specification: Specification,
    threshold_of: ThresholdOf,
    network: Network,
    watch: Stopwatch,
    *,
    memory: StripMemory | None = None,
    growing: bool = False,
    before_strip: Callable[[], None] = lambda: None,
) -> list[Detection]:
    """Every pass over one view: at most `MOST_DETECTIONS`, the best first.

    Raises:
        ReleaseError: the release was not made for this kind of view.
    """
    if view.kind not in specification.kinds:
        takes = " and ".join(specification.kinds)
        raise ReleaseError(f"has a view of kind {view.kind}; this release takes {takes} views")
    found: list[tuple[float, str, Box]] = []
    for look in specification.passes:
        seen = sweep(
            view, look, specification, network, watch, memory=memory, growing=growing, before_strip=before_strip
        )
        for score, label, (x0, y0, x1, y1) in zip(seen.scores, seen.labels, seen.boxes.tolist(), strict=True):
            found.append((float(score), specification.labels[label], (x0, y0, x1, y1)))
    # By score, then label and place, so that equal scores never change places between runs.
    found.sort(key=lambda each: (-each[0], each[1], each[2]))
    with watch.step("facts"):
        return [
            Detection(label, score, box, view.name, threshold_of(label, zone_of(facts)), facts)
            for score, label, box in found[:MOST_DETECTIONS]
            for facts in [measure(view, box)]
        ]
