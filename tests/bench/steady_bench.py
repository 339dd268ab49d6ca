"""Whether memory stays as it is: ten stations at once, for half an hour; run by `make soak-steady`.

Memory is the sum of the proportional set sizes of server, worker and decoder without mapped files, whose share changes
with whatever else on the machine maps the same libraries; sampled every two seconds. It is steady where the median of
the last five minutes is within 5 % of that of minutes five to ten. Ends with status 1 where not. `test_steady.py` is a
small edition.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from memory import UNMAPPED, sampled_memory
from queue_bench import PERIOD_SECONDS, STATIONS, Queue, Station, one_lane, ready_made, serving

from cargoscope_models.release import shipped_release

SAMPLING_SECONDS = 2.0
SETTLING_MINUTES, WINDOW_MINUTES = 5, 5
MOST_GROWTH = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of it.

    Attributes:
        memory: MB, one sample after the other.
        flagged: of every scan but the first of each station, milliseconds from its last byte to its flags.
    """

    memory: Sequence[float]
    flagged: Sequence[float]


def main() -> None:
    """Send, sample, and say whether it grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30, help="how long; at least ten")
    parser.add_argument("--release", type=Path, default=shipped_release(), help="folder of the release to run")
    told = parser.parse_args()
    if told.minutes < SETTLING_MINUTES + WINDOW_MINUTES:
        parser.error(f"at least {SETTLING_MINUTES + WINDOW_MINUTES} minutes tell something; received {told.minutes}")
    rounds = round(told.minutes * 60 / PERIOD_SECONDS) - 1
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        scans = [ready_made(place, seed) for seed in range(1, STATIONS + 1)]
        with serving(place / "queue", told.release) as queue:
            measured = measure(queue, scans, rounds)
    early, late = windows(measured.memory, SETTLING_MINUTES / told.minutes, WINDOW_MINUTES / told.minutes)
    _tell(measured, told.minutes, early, late)
    sys.exit(0 if is_steady(early, late) else 1)


def measure(
    queue: Queue,
    scans: Sequence[bytes],
    rounds: int,
    *,
    period: float = PERIOD_SECONDS,
    sampling: float = SAMPLING_SECONDS,
) -> Measured:
    """One station a scan, with evenly spread phases, each of which sends it so often and once more.

    Args:
        queue: the server.
        scans: ready-made.
        rounds: how often each is sent after the first time.
        period: seconds from one sending to the next.
        sampling: seconds from one sample of memory to the next.
    """
    begin = time.perf_counter() + 1.0
    with (
        sampled_memory(queue.process, sampling, UNMAPPED) as memory,
        ThreadPoolExecutor(len(scans)) as lanes,
    ):
        starts = [begin + number * period / len(scans) for number in range(len(scans))]
        running = [
            lanes.submit(one_lane, Station(queue), scan, start, rounds, period)
            for scan, start in zip(scans, starts, strict=True)
        ]
        flagged = [flags for each in running for _, flags in each.result()]
    return Measured(memory, flagged)


def windows(memory: Sequence[float], settling: float, window: float) -> tuple[float, float]:
    """Medians of the window after settling, and of the one at the end.

    Args:
        memory: evenly spread samples.
        settling: share of them before memory is what it will be.
        window: share of them in each window.
    """
    first, length = round(settling * len(memory)), round(window * len(memory))
    return statistics.median(memory[first : first + length]), statistics.median(memory[-length:])


def is_steady(early: float, late: float, most: float = MOST_GROWTH) -> bool:
    """Whether memory stayed: from one window to the other neither grew by more than this share, nor shrank by it."""
    return abs(late / early - 1) <= most


def _tell(measured: Measured, minutes: int, early: float, late: float) -> None:
    memory, flagged = measured.memory, measured.flagged
    length = round(WINDOW_MINUTES * len(memory) / minutes)
    course = [
        statistics.median(memory[start : start + length]) for start in range(0, len(memory) - length // 2, length)
    ]
    took = statistics.quantiles(flagged, n=20)
    sys.stdout.write(
        f"{len(flagged)} scans in {minutes} minutes; last byte to flags: median {statistics.median(flagged):.0f} ms, "
        f"p95 {took[-1]:.0f} ms\n"
        f"memory: minutes 5 to 10 {early:.0f} MB, last five {late:.0f} MB ({late / early - 1:+.1%}), "
        f"peak {max(memory):.0f} MB\n"
        f"by five minutes: {', '.join(f'{each:.0f}' for each in course)} MB\n"
    )


if __name__ == "__main__":
    main()
