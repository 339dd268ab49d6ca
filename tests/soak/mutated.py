"""Mutated inputs for every reader and for the streaming endpoint: none harms the service, and the next one is served.

    python -m tests.soak.mutated --count 20000 --only png columns

What is done is kept by the commit, in `~/.cache/cargoscope` (or CARGOSCOPE_CACHE), so it goes on where it was ended.
Ends with status 1 where there was a fault, or where not all was tried.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from cargoscope_datasets.reading import Limits, ScanReader

from .mutated_files import MutatedFiles
from .mutated_inputs import samples
from .mutated_requests import attacking
from .state import commit, state_of
from .tally import LONGEST_SECONDS, Tally

SAVE_EVERY = 200
ENDPOINT = "endpoint"
MOST_SHOWN = 5


def main(words: Sequence[str] | None = None) -> None:
    """Try so many inputs of each part; the status says whether all were, and whether one was a fault."""
    parts = (*samples(), ENDPOINT)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="inputs of each part")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts, help="these parts, in this order")
    parser.add_argument("--state", type=Path, default=state_of("mutated") / "tallies.json", help="keeps what is done")
    parser.add_argument("--seconds", type=float, default=3600.0, help="after which it stops; run it again to go on")
    told = parser.parse_args(words)
    tallies = run(told.count, told.state, told.seconds, told.only)
    sys.stdout.write(f"commit {commit()}\n")
    for name, tally in tallies.items():
        sys.stdout.write(
            f"{name:9} {tally.done:6,} tried, {tally.read:6,} read, {tally.killed:4,} decoders ended, "
            f"slowest {tally.slowest:.1f} s, {len(tally.faults)} faults\n"
        )
        sys.stdout.writelines(f"          {fault}\n" for fault in tally.faults[:MOST_SHOWN])
    short = [name for name, tally in tallies.items() if tally.done < told.count]
    if short:
        sys.stdout.write(f"not all was tried of {', '.join(short)}; the same command goes on\n")
    sys.exit(1 if short or any(tally.faults for tally in tallies.values()) else 0)


def run(count: int, state: Path, seconds: float, parts: Sequence[str] | None = None) -> Mapping[str, Tally]:
    """Try inputs until there are so many of each part, or the time is up.

    Args:
        count: of each part.
        state: file that keeps what is done.
        seconds: after which it stops.
        parts: formats and `ENDPOINT`, in order; None for all.

    Returns:
        Of each of these parts, what became of its inputs.
    """
    sound = samples()
    kept = json.loads(state.read_text()) if state.exists() else {}
    tallies = {name: Tally(**kept.get(name, {})) for name in parts or (*sound, ENDPOINT)}
    end = time.monotonic() + seconds

    def save() -> None:
        state.parent.mkdir(parents=True, exist_ok=True)
        new = state.with_name(f"{state.name}.new")
        new.write_text(json.dumps(kept | {name: asdict(each) for name, each in tallies.items()}))
        new.rename(state)

    with tempfile.TemporaryDirectory() as folder, ScanReader(Limits(seconds=LONGEST_SECONDS)) as reader:
        for name, tally in tallies.items():
            more = partial(_each, tally, count, end, save)
            if tally.done >= count or time.monotonic() >= end:
                continue
            if name == ENDPOINT:
                with attacking(Path(folder), tally) as attacker:
                    more(attacker.attack)
                    attacker.stream_well(tally.done)
            else:
                files = MutatedFiles(reader, sound[name], Path(folder) / "scan", tally)
                more(files.attack)
                files.read_sound(tally.done)
    save()
    return tallies


def _each(tally: Tally, count: int, end: float, save: Callable[[], None], once: Callable[[int], float]) -> None:
    while tally.done < count and time.monotonic() < end:
        tally.slowest = max(tally.slowest, once(tally.done))
        tally.done += 1
        if tally.done % SAVE_EVERY == 0:
            save()
            sys.stderr.write(f"\r{tally.done:,} of {count:,} ")


if __name__ == "__main__":
    main()
