"""Tells the service what is known of a scan, before its bytes and whenever more is known."""

import json
from collections.abc import Mapping
from typing import Any

from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.line import Line
from cargoscope_inference.reference_station.verdict import SPOILT, NeverTaken, check


class Telling:
    """Remembers what the service was told of which scan, so that it is told once.

    Args:
        line: to the service.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._told: dict[str, Mapping[str, Any]] = {}

    def tell(self, entry: Entry) -> str | None:
        """Tell what is known of a scan.

        Returns:
            Why the service did not take it, which is no reason to keep the scan back; None where it did.

        Raises:
            LineDown: no answer came.
            TryLater: the service is busy.
        """
        views = {"views": [part.view for part in entry.parts]} if entry.streamed else {}
        metadata = {**entry.metadata, **views}
        if self._told.get(entry.id) == metadata:
            return None
        body = json.dumps(metadata).encode()
        headers = {"Content-Type": "application/json"}
        answer = self._line.request("PUT", f"/v1/scans/{entry.id}/metadata", headers, [body], size=len(body))
        refusal = None
        try:
            if answer.status == SPOILT and answer.is_ours:
                raise NeverTaken(answer.detail)
            check(answer)
        except NeverTaken as never:
            refusal = str(never)
        self._told[entry.id] = metadata
        return refusal

    def forget(self, entry: Entry) -> None:
        """The scan is with the service."""
        self._told.pop(entry.id, None)
