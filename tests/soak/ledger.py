"""What a client knows it has sent, and what was acknowledged to it. Kept where no power is cut."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock


@dataclass(frozen=True, slots=True)
class Sent:
    """A scan that was sent at least once.

    Attributes:
        id: its UUID.
        sha256: of its bytes.
        kind: what it is like; with the id this makes its bytes, should they have to be sent again.
        told: bytes of it that the server has said are on disk, where it is a stream; None where it was never opened.
        acknowledged: the server has said that all of it is kept.
    """

    id: str
    sha256: str
    kind: str
    told: int | None = None
    acknowledged: bool = False


class Ledger:
    """A file that only grows, a line for every fact; may be shared between threads.

    Args:
        path: of the file; what it says already is read.
    """

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._sent: dict[str, Sent] = {}
        self.cuts: list[dict[str, int]] = []
        if path.exists():
            # A line that was being written when the run was killed is no fact yet.
            for line in path.read_text().splitlines(keepends=True):
                if line.endswith("\n"):
                    self._take(json.loads(line))
            path.write_text("".join(json.dumps(fact) + "\n" for fact in self._facts()))
        self._file = path.open("a", buffering=1)

    def sending(self, scan_id: str, sha256: str, kind: str) -> None:
        """A scan is about to be sent for the first time."""
        self._write({"sending": scan_id, "sha256": sha256, "kind": kind})

    def told(self, scan_id: str, offset: int) -> None:
        """The server has said that so many bytes of a stream are on disk."""
        self._write({"told": scan_id, "offset": offset})

    def acknowledged(self, scan_id: str) -> None:
        """The server has said that it keeps a scan."""
        self._write({"acknowledged": scan_id})

    def cut(self, **counts: int) -> None:
        """A power cut is over and what came before it was compared."""
        self._write({"cut": counts})

    def all_sent(self) -> list[Sent]:
        """All that was ever sent, in that order."""
        with self._lock:
            return list(self._sent.values())

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _write(self, fact: dict[str, object]) -> None:
        with self._lock:
            self._take(fact)
            self._file.write(json.dumps(fact) + "\n")

    def _take(self, fact: dict[str, object]) -> None:
        if "sending" in fact:
            self._sent[str(fact["sending"])] = Sent(str(fact["sending"]), str(fact["sha256"]), str(fact["kind"]))
        elif "told" in fact:
            before, offset = self._sent[str(fact["told"])], int(str(fact["offset"]))
            self._sent[before.id] = replace(before, told=max(offset, before.told or 0))
        elif "acknowledged" in fact:
            before = self._sent[str(fact["acknowledged"])]
            self._sent[before.id] = replace(before, acknowledged=True)
        else:
            counts = fact["cut"]
            assert isinstance(counts, dict)
            self.cuts.append(counts)

    def _facts(self) -> list[dict[str, object]]:
        facts: list[dict[str, object]] = []
        for each in self._sent.values():
            facts.append({"sending": each.id, "sha256": each.sha256, "kind": each.kind})
            if each.told is not None:
                facts.append({"told": each.id, "offset": each.told})
            if each.acknowledged:
                facts.append({"acknowledged": each.id})
        return facts + [{"cut": counts} for counts in self.cuts]
