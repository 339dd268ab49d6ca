"""`cargoscope serve` and its worker with syncing switched off: what a test of durability has to find out.

Only tests run this; the product has no such switch. `UNSYNCED` says what is not synced: `files` or `database`.
"""

import os
import sys

from cargoscope_inference.cli import main
from cargoscope_inference.storage import database
from cargoscope_inference.worker import process, supervisor


def _switch_off(what: str) -> None:
    if what == "files":
        os.fsync = os.fdatasync = lambda _: None  # type: ignore[assignment]
    elif what == "database":
        database.PRAGMAS = (*database.PRAGMAS, "PRAGMA synchronous = OFF")
    else:
        raise ValueError(what)
    supervisor.PROCESS = "tests.soak.unsynced"


if __name__ == "__main__":
    _switch_off(os.environ["UNSYNCED"])
    if sys.argv[1] == "serve":
        main()
    else:
        process.main(sys.argv[1:])
