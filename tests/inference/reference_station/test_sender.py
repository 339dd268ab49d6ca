import io
import json
from collections.abc import Callable, Iterable, Mapping
from email.message import Message
from typing import Any

import pytest

from cargoscope_inference.reference_station.entry import Entry
from cargoscope_inference.reference_station.line import Answer, Line, LineDown
from cargoscope_inference.reference_station.narrator import Narrator
from cargoscope_inference.reference_station.sender import Sender
from cargoscope_inference.reference_station.spool import Spool

from .conftest import SCAN, sha

Take = Callable[..., Entry]


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    sent = Message()
    content = b"" if body is None else json.dumps(body).encode()
    if status >= 400 and body is not None:
        sent["Content-Type"] = "application/problem+json"
    for name, value in headers.items():
        sent[name.replace("_", "-")] = value
    return Answer(status, sent, content)


def problem(status: int, detail: str, **headers: str) -> Answer:
    return answer(status, {"detail": detail}, **headers)


HELD = answer(201, {"sha256": sha(SCAN)})
DESCRIBED = answer(200, {})


class ScriptedLine(Line):
    """Answers scans by a script, the last line of it for ever; metadata is always taken."""

    def __init__(self, *script: Answer | Exception, metadata: Answer = DESCRIBED) -> None:
        self.script = list(script)
        self.metadata = metadata
        self.asked: list[tuple[str, str]] = []

    def request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,  # noqa: ARG002 - the base class names it
        body: Iterable[bytes] = (),
        *,
        size: int = 0,
    ) -> Answer:
        assert sum(map(len, body)) == size
        if path.endswith("/metadata"):
            return self.metadata
        self.asked.append((method, path))
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(said, Exception):
            raise said
        return said

    def close(self) -> None:
        """There is nothing to hang up."""


class Sending:
    """A sender that waits for nobody, and notes how long it would have waited."""

    def __init__(self, spool: Spool, line: Line, narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> None:
        self.refused: list[tuple[str, str]] = []
        self.waits: list[float] = []
        self.seconds = 0.0
        self.sender = Sender(
            spool,
            line,
            narrator,
            on_refused=lambda entry, why: self.refused.append((entry.name, why)),
            clock=lambda: self.seconds,
        )
        monkeypatch.setattr(self.sender._stopping, "wait", self.wait)
        monkeypatch.setattr(self.sender, "_wait", self.pass_by)

    def run(self) -> None:
        self.sender.end_when_empty()
        self.sender.run()

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.seconds += seconds
        return False

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def sending(spool: Spool, narrator: Narrator, monkeypatch: pytest.MonkeyPatch) -> Callable[[Line], Sending]:
    return lambda line: Sending(spool, line, narrator, monkeypatch)


def test_a_scan_leaves_the_spool_once_the_service_names_its_hash(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO
) -> None:
    entry = take(spool)
    line = ScriptedLine(HELD)
    sending(line).run()
    assert spool.entries() == []
    assert line.asked == [("PUT", f"/v1/scans/{entry.id}")]
    assert f"a.tif: the service holds it, as scan {entry.id}" in output.getvalue()


@pytest.mark.parametrize(
    "lie", [answer(201, {"sha256": "00" * 32}), answer(200, {}), answer(201), answer(204), answer(201, ["sha256"])]
)
def test_an_answer_that_does_not_name_the_hash_is_none(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], lie: Answer
) -> None:
    take(spool)
    line = ScriptedLine(lie, lie, lie, HELD)
    sending(line).run()
    assert len(line.asked) == 4


@pytest.mark.parametrize(
    "failure",
    [
        LineDown("connection refused"),
        problem(503, "The scan cannot be entered now."),
        problem(507, "The disk is full."),
        problem(429, "This key may send 3 scans an hour."),
        problem(500, "Something went wrong."),
        problem(408, "Nothing came for 20 s."),
        problem(401, "This key is not known."),
        problem(403, "Only a station can do this."),
        problem(404, "There is nothing at /v1/scans."),
        answer(502),
    ],
)
def test_what_passes_is_tried_until_it_has_passed(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], failure: Answer | Exception
) -> None:
    take(spool)
    line = ScriptedLine(*[failure] * 30, HELD)
    begun = sending(line)
    begun.run()
    assert len(line.asked) == 31
    assert begun.refused == []
    assert spool.refused() == 0


@pytest.mark.parametrize(
    "failure",
    [
        problem(409, "The id is taken by another scan."),
        problem(413, "The body is larger than the 10 bytes that are accepted here."),
        problem(415, "Neither the Content-Type nor the first bytes are those of a scan."),
        problem(422, "scan_id: not a UUID."),
    ],
)
def test_what_is_refused_for_good_is_put_aside_with_the_reason(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO, failure: Answer
) -> None:
    take(spool)
    take(spool, name="b.tif")
    begun = sending(ScriptedLine(failure, HELD))
    begun.run()
    assert begun.refused == [("a.tif", failure.detail)]
    assert spool.refused() == 1
    (reason,) = (spool.folder / "refused").glob("*/reason.txt")
    assert failure.detail in reason.read_text()
    assert failure.detail in output.getvalue()


def test_bytes_that_are_spoilt_on_the_way_again_and_again_were_so_before(
    spool: Spool, take: Take, sending: Callable[[Line], Sending]
) -> None:
    take(spool)
    take(spool, name="b.tif")
    line = ScriptedLine(*[problem(400, "Repr-Digest does not fit.")] * 2, HELD)
    begun = sending(line)
    begun.run()
    assert begun.refused == []
    take(spool)
    begun = sending(ScriptedLine(problem(400, "Repr-Digest does not fit.")))
    begun.run()
    assert begun.refused == [("a.tif", "5 times in a row: Repr-Digest does not fit.")]


def test_the_service_is_given_the_time_that_it_asks_for(
    spool: Spool, take: Take, sending: Callable[[Line], Sending]
) -> None:
    take(spool)
    begun = sending(ScriptedLine(problem(429, "Too many.", Retry_After="300"), HELD))
    begun.run()
    (wait,) = begun.waits
    assert 300 <= wait <= 301


def test_a_day_without_the_network_loses_nothing(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO
) -> None:
    entries = [take(spool, name=f"{number}.tif") for number in range(20)]
    begun: Sending

    class Away(ScriptedLine):
        def request(self, *arguments: Any, **options: Any) -> Answer:
            if begun.seconds < 86_400:
                raise LineDown("no route to host")
            return super().request(*arguments, **options)

    line = Away(HELD)
    begun = sending(line)
    begun.run()
    assert {path for _, path in line.asked} == {f"/v1/scans/{entry.id}" for entry in entries}
    assert len(line.asked) == 20
    assert all(wait <= 120 for wait in begun.waits)
    assert 1000 < len(begun.waits) < 2000
    assert "the service does not answer; 20 scans kept here (no route to host)" in output.getvalue()


def test_a_scan_that_troubles_the_service_holds_up_no_other(
    spool: Spool, take: Take, sending: Callable[[Line], Sending]
) -> None:
    troubling, fine = take(spool), take(spool, name="b.tif")
    line = ScriptedLine(problem(500, "Something went wrong."), HELD)
    sending(line).run()
    assert [path for _, path in line.asked] == [f"/v1/scans/{entry.id}" for entry in (troubling, fine, troubling)]


def test_a_scan_that_breaks_every_line_holds_up_no_other(
    spool: Spool, take: Take, sending: Callable[[Line], Sending]
) -> None:
    breaking = take(spool)
    others = [take(spool, name=f"{number}.tif") for number in range(3)]
    begun: Sending

    class Breaking(ScriptedLine):
        def request(self, method: str, path: str, *arguments: Any, **options: Any) -> Answer:
            answered = super().request(method, path, *arguments, **options)
            if path.endswith(breaking.id) and len(spool.entries()) > 1:
                raise LineDown("reset")
            return answered

    begun = sending(Breaking(HELD))
    begun.run()
    assert spool.entries() == []
    assert len(others) == 3


@pytest.mark.parametrize("refusal", [problem(422, "lane: not a string."), problem(400, "no JSON"), problem(413, "Too")])
def test_metadata_that_is_refused_costs_no_scan(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO, refusal: Answer
) -> None:
    take(spool)
    sending(ScriptedLine(HELD, metadata=refusal)).run()
    assert spool.refused() == 0
    assert f"not taken ({refusal.detail}); the scan is sent without" in output.getvalue()


def test_a_proxys_page_is_no_word_of_the_service(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO
) -> None:
    page = Message()
    page["Content-Type"] = "text/html"
    take(spool)
    sending(ScriptedLine(Answer(413, page, b"<html>too large</html>"), HELD)).run()
    assert spool.refused() == 0
    assert "413 came from something that is no cargoscope; is the URL right?" in output.getvalue()


def test_what_is_too_large_is_not_sent_at_all(spool: Spool, take: Take, sending: Callable[[Line], Sending]) -> None:
    take(spool)
    line = ScriptedLine(HELD)
    begun = sending(line)
    begun.sender._largest = lambda: len(SCAN) - 1
    begun.run()
    assert line.asked == []
    assert begun.refused == [("a.tif", f"It has {len(SCAN):,} bytes, and the service takes {len(SCAN) - 1:,} at most.")]


def test_a_stream_that_is_closed_again_and_again_is_put_aside(spool: Spool, sending: Callable[[Line], Sending]) -> None:
    entry = spool.begin(
        "0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11", name="truck", media_type="x", views=["side"], metadata={}, room=10
    )
    spool.append(entry, entry.parts[0], b"{}\n")
    spool.complete(entry, {})
    begun = sending(ScriptedLine(problem(410, "This stream is closed.")))
    begun.run()
    ((name, reason),) = begun.refused
    assert (name, reason) == ("truck", "sent 4 times, and closed each time; the last time: This stream is closed.")


def test_bytes_that_are_gone_from_the_spool_are_said(
    spool: Spool, take: Take, sending: Callable[[Line], Sending], output: io.StringIO
) -> None:
    gone = take(spool)
    take(spool, name="b.tif")
    spool.path(gone, gone.parts[0]).unlink()
    begun = sending(ScriptedLine(HELD))
    steps = iter(range(5))

    def stop_soon(seconds: float) -> None:
        begun.seconds += seconds
        if next(steps, None) is None:
            begun.sender.stop()

    begun.sender._wait = stop_soon  # type: ignore[method-assign]
    begun.run()
    assert [entry.name for entry in spool.entries()] == ["a.tif"]
    assert "its bytes cannot be read from the spool" in output.getvalue()
