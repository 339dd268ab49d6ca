"""Two stations' processes, or one that is impatient, send under one id at the same time."""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import httpx

Send = Callable[..., httpx.Response]
AT_ONCE = 6


def send_at_once(station: httpx.Client, send: Send, contents: list[bytes], scan_id: str) -> list[httpx.Response]:
    start, answers = Barrier(len(contents)), []

    def send_one(content: bytes) -> None:
        start.wait()
        answers.append(send(station, content, scan_id))

    threads = [Thread(target=send_one, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_scan_sent_at_once_is_one_scan(server: Any, truck: bytes, send: Send) -> None:
    with server.station() as station:
        answers = send_at_once(station, send, [truck] * AT_ONCE, str(uuid4()))
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert len({answer.text for answer in answers}) == 1


def test_of_different_scans_under_one_id_one_is_kept_and_the_others_are_told(
    server: Any, truck: bytes, send: Send
) -> None:
    scan_id, contents = str(uuid4()), [truck + bytes([number]) for number in range(AT_ONCE)]
    with server.station() as station:
        answers = send_at_once(station, send, contents, scan_id)
        kept = station.get(f"/v1/scans/{scan_id}/original").content
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: AT_ONCE - 1}
    (receipt,) = [answer.json() for answer in answers if answer.status_code == 201]
    assert receipt["bytes"] == len(kept)
    assert kept in contents
