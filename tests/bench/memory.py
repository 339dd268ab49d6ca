"""How much memory processes hold; what they share counts once."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

WHOLE = ("Pss:",)
UNMAPPED = ("Pss_Anon:", "Pss_Shmem:")
"""Without mapped files: how much of a library counts here changes with every other program that maps it."""


@contextmanager
def sampled_memory(
    process: subprocess.Popen[bytes], seconds: float, kinds: tuple[str, ...] = WHOLE
) -> Iterator[list[float]]:
    """Sum of the proportional set sizes, in MB, of a process and all below it, sampled until the block ends.

    Args:
        process: the one at the top.
        seconds: between two samples.
        kinds: what counts, as lines of the kernel's smaps_rollup.
    """
    samples: list[float] = []
    done = Event()

    def sample() -> None:
        while process.poll() is None and not done.is_set():
            samples.append(sum(_proportional_set_size(pid, kinds) for pid in _family(process.pid)) / 1e6)
            time.sleep(seconds)

    sampler = Thread(target=sample)
    sampler.start()
    try:
        yield samples
    finally:
        done.set()
        sampler.join()


def _family(pid: int) -> list[int]:
    """A process and all that it and its own have started, with any of their threads."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(child))]


def _proportional_set_size(pid: int, kinds: tuple[str, ...]) -> int:
    """Bytes; 0 for a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(kinds))
