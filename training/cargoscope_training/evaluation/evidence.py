"""What figures are counted from: for every object the evidence of the best box on it, and of every alarm."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cargoscope_datasets.errors import ResultsError
from cargoscope_models.matching import match
from cargoscope_training.evaluation.calibration import QUIET, Calibration, calibrate, strongest
from cargoscope_training.evaluation.results import Origin, Results, Role, Said, Scanned, Truth

ANYTHING = -1e9
"""A cut below every detection, and above a silence."""


@dataclass(frozen=True, slots=True)
class Object:
    """One object, and how strong what was said of its place is.

    Attributes:
        truth: the object.
        scan: that it is in.
        found: greatest evidence of a detection of any label on it; it is found wherever the cut is at most this.
        named: the same of detections of its own label.
        located: the same of detections near it.
        flagged: whether a flag is on it, at the release's own thresholds.
    """

    truth: Truth
    scan: Scanned
    found: float
    named: float
    located: float
    flagged: bool


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """All that curves are made of.

    Attributes:
        objects: on scans of the role threat.
        alarms: (n,) float64, evidence of every detection on clean scans.
        alarm_scans: (n,) int64, index into `clean` of each.
        alarm_labels: label of each.
        clean, threat: the scans.
        clean_strongest, threat_strongest: evidence of each of these scans as a whole.
    """

    objects: tuple[Object, ...]
    alarms: NDArray[np.float64]
    alarm_scans: NDArray[np.int64]
    alarm_labels: tuple[str, ...]
    clean: tuple[Scanned, ...]
    threat: tuple[Scanned, ...]
    clean_strongest: NDArray[np.float64]
    threat_strongest: NDArray[np.float64]

    @property
    def clean_containers(self) -> int:
        """Containers on the clean scans."""
        return sum(scan.containers for scan in self.clean)


def evidence_of(results: Results) -> Evidence:
    """The evidence of results, scores put on one scale by their threshold scans.

    Of real scans there are too few to spare any: there the clean ones serve, on which alarms are counted too.

    Raises:
        ResultsError: scans of a role are missing.
    """
    spared = results.header.origin is not Origin.PROJECTED
    for role in Role:
        if not results.of(role) and (spared or role is not Role.THRESHOLD):
            raise ResultsError(f"the results hold no scan of the role {role.value}; let the evaluation run to its end")
    return gather(results, calibrate(results.of(Role.THRESHOLD) or results.of(Role.CLEAN)))


def gather(results: Results, calibration: Calibration) -> Evidence:
    """Match every object once, for all cuts."""
    clean, threat = results.of(Role.CLEAN), results.of(Role.THREAT)
    objects = [_object(truth, scan, calibration) for scan in threat for truth in scan.truths]
    raised = [(calibration.of(said), number, said.label) for number, scan in enumerate(clean) for said in scan.said]
    return Evidence(
        tuple(objects),
        np.array([each[0] for each in raised], np.float64),
        np.array([each[1] for each in raised], np.int64),
        tuple(each[2] for each in raised),
        tuple(clean),
        tuple(threat),
        np.array([strongest(scan, calibration) for scan in clean], np.float64),
        np.array([strongest(scan, calibration) for scan in threat], np.float64),
    )


def _object(truth: Truth, scan: Scanned, calibration: Calibration) -> Object:
    found = named = located = QUIET
    flagged = False
    for said in scan.said:
        if said.view != truth.view:
            continue
        matched = match(truth.box, [said.box], scan.pitch_mm)
        evidence = calibration.of(said)
        if matched.found:
            found = max(found, evidence)
            flagged = flagged or said.flagged
            if said.label == truth.label:
                named = max(named, evidence)
        if matched.located:
            located = max(located, evidence)
    return Object(truth, scan, found, named, located, flagged)


def cut_at(evidence: Evidence, alarms_a_scan: float) -> float:
    """The lowest cut at which clean scans raise at most so many alarms a scan, all labels together.

    What reaches the cut is raised. Where a budget is finer than one alarm on all these scans, none is allowed.
    """
    allowed = int(alarms_a_scan * len(evidence.clean) + 1e-9)
    ranked = np.sort(evidence.alarms)[::-1]
    if ranked.size <= allowed:
        return ANYTHING
    return float(np.nextafter(ranked[allowed], np.inf))


def flags_on(scan: Scanned) -> list[Said]:
    """What the release itself raised."""
    return [said for said in scan.said if said.flagged]
