"""A site's policy: which detections become flags, given what was declared.

Labels can be ordinary goods: cigarettes are no find in a container that declares them. A policy is a TOML file:

    [not_penetrated]
    limit = 0.2               # share of the conveyance; above it, that is a flag of its own

    [[rule]]
    label = "cigarettes"
    declared = ["2402"]       # HS codes by their beginning; holds if every consignment declares one of them
    flag = false

    [[rule]]
    label = "pistol"
    threshold = 0.35          # instead of the release's own

The first rule that fits a detection holds. Where none does, the release's own threshold decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cargoscope_models.detection import Detection

NOT_PENETRATED = "not_penetrated"
"""Label of the flag for too much of the conveyance not penetrated."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one label.

    Attributes:
        label: one of the release's labels.
        declared: beginnings of HS codes; the rule holds if every consignment of the scan declares at least one of
            them, so that what is declared for one container does not excuse it in the next. Empty: always.
        flag: whether detections become flags at all.
        threshold: score from which on they do; None for the release's own.
    """

    label: str
    declared: tuple[str, ...]
    flag: bool
    threshold: float | None

    def fits(self, label: str, declared: Sequence[Sequence[str]]) -> bool:
        """Whether the rule is for this label and these declarations."""
        if label != self.label:
            return False
        if not self.declared:
            return True
        return bool(declared) and all(any(code.startswith(self.declared) for code in codes) for codes in declared)


@dataclass(frozen=True, slots=True)
class Policy:
    """Which detections a site wants to see.

    Attributes:
        rules: in order; the first that fits holds.
        not_penetrated_limit: share of the conveyance (0..1) above which not being penetrated is a flag of its own.
    """

    rules: tuple[Rule, ...]
    not_penetrated_limit: float


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that an officer has to look at.

    Attributes:
        label: one of the release's labels, or `NOT_PENETRATED`.
        view: name of the view.
        score: 0..1; of the detection, or the share that was not penetrated.
        threshold: what the score reached.
        box: (x0, y0, x1, y1) in pixels of the original view; None where the whole view is meant.
        facts: what was measured at this place.
    """

    label: str
    view: str
    score: float
    threshold: float
    box: tuple[float, float, float, float] | None
    facts: Mapping[str, float]


def raise_flags(
    policy: Policy,
    detections: Sequence[Detection],
    not_penetrated: Mapping[str, float],
    declared: Sequence[Sequence[str]],
) -> tuple[Flag, ...]:
    """What a policy makes of what a release found.

    Args:
        policy: the site's.
        detections: all that the release reports, the best first.
        not_penetrated: share of the conveyance that was not penetrated, by view.
        declared: the HS codes of every consignment, digits only.

    Returns:
        The flags, in the order of the detections; then the views that were not penetrated.
    """
    raised = [flag for detection in detections if (flag := _flag(policy, detection, declared)) is not None]
    limit = policy.not_penetrated_limit
    dark = [
        Flag(NOT_PENETRATED, view, share, limit, None, {NOT_PENETRATED: share})
        for view, share in not_penetrated.items()
        if share > limit
    ]
    return (*raised, *dark)


def default_policy_file() -> Path:
    """The policy of a site that has none of its own."""
    return Path(__file__).parent / "default_policy.toml"


def _flag(policy: Policy, detection: Detection, declared: Sequence[Sequence[str]]) -> Flag | None:
    rule = next((each for each in policy.rules if each.fits(detection.label, declared)), None)
    threshold = detection.threshold
    if rule is not None:
        if not rule.flag:
            return None
        threshold = detection.threshold if rule.threshold is None else rule.threshold
    if detection.score < threshold:
        return None
    return Flag(detection.label, detection.view, detection.score, threshold, detection.box, detection.facts)
