import io
import json
from collections.abc import Iterable
from typing import Any

import pytest

from cargoscope_inference.reference_station.heartbeat import Heartbeat
from cargoscope_inference.reference_station.line import Answer, LineDown
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.spool import Spool

from .test_sender import ScriptedLine, answer


class Listening(ScriptedLine):
    """Remembers what it was told."""

    def __init__(self, *script: Answer | Exception) -> None:
        super().__init__(*script)
        self.told: list[dict[str, Any]] = []

    def request(
        self, method: str, path: str, headers: Any = None, body: Iterable[bytes] = (), *, size: int = 0
    ) -> Answer:
        pieces = list(body)
        self.told.append(json.loads(b"".join(pieces)))
        return super().request(method, path, headers, pieces, size=size)


def test_a_sign_says_what_the_station_does_and_holds(spool: Spool, narrator: Narrator, take: Any) -> None:
    take(spool)
    spool.refuse(take(spool), "why not")
    narrator.say("sending a.tif")
    line = Listening(answer(200, {"clock_offset": 0.2, "largest_scan": 1000}))
    heartbeat = Heartbeat(line, spool, narrator)
    heartbeat.beat()
    assert heartbeat.largest_scan == 1000
    assert line.told == [{"doing": "sending a.tif", "waiting": 1, "refused": 1, "next_within_seconds": 60.0}]
    assert line.asked == [("PUT", "/v1/station/sign-of-life")]


@pytest.mark.parametrize(("offset", "words"), [(7200.0, "7,200 s ahead of"), (-1.9e9, "1,900,000,000 s behind")])
def test_a_clock_that_is_wrong_is_said_once(
    spool: Spool, narrator: Narrator, output: io.StringIO, offset: float, words: str
) -> None:
    heartbeat = Heartbeat(Listening(answer(200, {"clock_offset": offset, "largest_scan": 1000})), spool, narrator)
    for _ in range(3):
        heartbeat.beat()
    assert output.getvalue().count(f"this machine's clock is {words} the service's") == 1


@pytest.mark.parametrize("said", [LineDown("away"), answer(401), answer(200, []), answer(200, {"clock_offset": None})])
def test_a_sign_that_does_not_arrive_is_for_the_sender_to_say(
    spool: Spool, narrator: Narrator, output: io.StringIO, said: Any
) -> None:
    Heartbeat(Listening(said), spool, narrator).beat()
    assert output.getvalue() == ""
