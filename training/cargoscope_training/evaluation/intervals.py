"""95 % intervals: exact for counts of rare events, by bootstrap over scans for shares."""

import math
from collections.abc import Callable, Sequence

import numpy as np

_TAIL = 0.025


def poisson_interval(count: int, exposure: float) -> tuple[float, float]:
    """Exact interval of a rate (Garwood 1936): `count` events in `exposure` scans, events a scan."""
    low = 0.0 if count == 0 else _solve(lambda mean: 1 - _poisson_at_most(count - 1, mean), count)
    high = _solve(lambda mean: -_poisson_at_most(count, mean), count, target=-_TAIL)
    return low / exposure, high / exposure


def bootstrap_share(found: Sequence[int], of: Sequence[int], seed: int, rounds: int = 2000) -> tuple[float, float]:
    """Interval of sum(found) / sum(of) where whole scans are drawn anew: objects in one scan are not independent.

    Where all or none were found every draw is the same, which says nothing of how sure that is: then it is the exact
    interval (Clopper-Pearson) for as many scans.

    Args:
        found: objects found, by scan.
        of: objects there were, by scan.
        seed: of the draws.
        rounds: how many.
    """
    if sum(of) == 0:
        return (0.0, 1.0)
    with_objects = sum(total > 0 for total in of)
    if sum(found) == 0:
        return 0.0, 1 - _TAIL ** (1 / with_objects)
    if sum(found) == sum(of):
        return _TAIL ** (1 / with_objects), 1.0
    draws = np.random.default_rng(seed).integers(len(of), size=(rounds, len(of)))
    hits, totals = np.asarray(found)[draws].sum(axis=1), np.asarray(of)[draws].sum(axis=1)
    shares = hits[totals > 0] / totals[totals > 0]
    low, high = np.quantile(shares, [_TAIL, 1 - _TAIL])
    return float(low), float(high)


def _poisson_at_most(count: int, mean: float) -> float:
    return sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1)) if mean else 1.0


def _solve(rising: Callable[[float], float], count: int, target: float = _TAIL) -> float:
    """Where a rising function of the mean reaches the target."""
    low, high = 0.0, 10.0 * count + 20.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
