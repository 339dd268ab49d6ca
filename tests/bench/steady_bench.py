"""Whether memory stays as it is: ten stations at once, for half an hour; run by `make soak-steady`.

Memory is the sum of the proportional set sizes of server, worker and decoder without mapped files, whose share changes
with whatever else on the machine maps the same libraries; sampled every two seconds. It is steady where the median of
the last five minutes is within 5 % of that of minutes five to ten. Ends with status 1 where not.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from memory import UNMAPPED, sampled_memory
from queue_bench import PERIOD_SECONDS, STATIONS, Station, one_lane, ready_made, serving

from cargoscope_models.release import shipped_release

SAMPLING_SECONDS = 2.0
SETTLING_MINUTES, WINDOW_MINUTES = 5, 5
MOST_GROWTH = 0.05


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
            begin = time.perf_counter() + 1.0
            with (
                sampled_memory(queue.process, SAMPLING_SECONDS, UNMAPPED) as memory,
                ThreadPoolExecutor(STATIONS) as lanes,
            ):
                starts = [begin + number * PERIOD_SECONDS / STATIONS for number in range(STATIONS)]
                running = [
                    lanes.submit(one_lane, Station(queue), scan, start, rounds)
                    for scan, start in zip(scans, starts, strict=True)
                ]
                flagged = [flags for each in running for _, flags in each.result()]
    sys.exit(0 if is_steady(memory, told.minutes, flagged) else 1)


def is_steady(memory: Sequence[float], minutes: int, flagged: Sequence[float]) -> bool:
    """Print what was measured, and whether it stayed."""
    by_minute = len(memory) / minutes
    window = [round(minute * by_minute) for minute in (SETTLING_MINUTES, SETTLING_MINUTES + WINDOW_MINUTES)]
    early = statistics.median(memory[window[0] : window[1]])
    late = statistics.median(memory[-round(WINDOW_MINUTES * by_minute) :])
    growth = late / early - 1
    length = round(WINDOW_MINUTES * by_minute)
    course = [
        statistics.median(memory[start : start + length]) for start in range(0, len(memory) - length // 2, length)
    ]
    took = statistics.quantiles(flagged, n=20)
    sys.stdout.write(
        f"{len(flagged)} scans in {minutes} minutes; last byte to flags: median {statistics.median(flagged):.0f} ms, "
        f"p95 {took[-1]:.0f} ms\n"
        f"memory: minutes 5 to 10 {early:.0f} MB, last five {late:.0f} MB ({growth:+.1%}), peak {max(memory):.0f} MB\n"
        f"by five minutes: {', '.join(f'{each:.0f}' for each in course)} MB\n"
    )
    return abs(growth) <= MOST_GROWTH


if __name__ == "__main__":
    main()
