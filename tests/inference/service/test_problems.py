from typing import Any

import httpx


def test_a_method_that_is_not_possible_is_told_those_that_are(server: Any) -> None:
    answer = httpx.delete(f"{server.address}/v1/scans/0b9f3c1e-52a4-4c43-9d4f-0a4a7f6f2a11")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, PUT")
    assert answer.json()["detail"] == "DELETE is not possible here; GET, PUT is."
