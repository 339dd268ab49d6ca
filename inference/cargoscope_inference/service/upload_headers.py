"""The headers of resumable uploads, draft-ietf-httpbis-resumable-upload-12: what came, and what is answered."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers

from cargoscope_inference.service.digest import EXAMPLE, header_of_sha256, sha256_of_header
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.storage.uploads import Upload, UploadState

PARTIAL = "application/partial-upload"
PROBLEM_TYPES = "https://iana.org/assignments/http-problem-types#"
INTEGER = re.compile(r" *(\d{1,15}) *(?:;.*)?", re.ASCII)
BOOLEAN = re.compile(r" *\?([01]) *(?:;.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Append:
    """What a PATCH says of its body.

    Attributes:
        offset: of its first byte in the stream.
        is_last: whether the stream is complete with it.
        length: bytes of the whole stream, where it is said.
        content_length: bytes of the body, where they are said.
        sha256: hex, of the whole stream; told where it is the last.
    """

    offset: int
    is_last: bool
    length: int | None
    content_length: int | None
    sha256: str | None


def read_append(headers: Headers) -> Append:
    """What the headers of a PATCH say.

    Raises:
        Problem: they are not those of an upload.
    """
    named = headers.get("content-type", "").partition(";")[0].strip().lower()
    if named != PARTIAL:
        raise Problem(415, f"Bytes of a stream are sent as Content-Type: {PARTIAL}.", {"Accept-Patch": PARTIAL})
    refuse_coding(headers)
    offset, is_last = _integer(headers, "upload-offset"), _boolean(headers, "upload-complete")
    if offset is None:
        raise Problem(400, "The header Upload-Offset is missing or no number. Send for example: Upload-Offset: 0")
    if is_last is None:
        raise Problem(400, "The header Upload-Complete is missing. Send ?1 with the last bytes, ?0 with those before.")
    length = read_length(headers)
    content_length = _integer(headers, "content-length")
    sha256 = sha256_of_header(headers.get("repr-digest"))
    if is_last and sha256 is None:
        raise Problem(
            400, f"With the last bytes goes Repr-Digest, the sha-256 of the whole stream. Send for example: {EXAMPLE}"
        )
    if is_last and content_length is not None:
        summed = offset + content_length
        if length is not None and length != summed:
            raise inconsistent(f"Upload-Length says {length:,} bytes, the last of them is number {summed:,}")
        length = summed
    return Append(offset, is_last, length, content_length, sha256)


def read_length(headers: Headers) -> int | None:
    """Bytes of the whole stream, where a request says it."""
    return _integer(headers, "upload-length")


def check_opening(headers: Headers) -> None:
    """Raises unless a POST opens a stream, and no more.

    Raises:
        Problem: it is complete already, or has a body.
    """
    refuse_coding(headers)
    if _boolean(headers, "upload-complete"):
        raise Problem(400, "A stream is opened first (Upload-Complete: ?0); a whole file goes by PUT /v1/scans/{id}.")
    if _integer(headers, "content-length") or "transfer-encoding" in headers:
        raise Problem(400, "A stream is opened with an empty body; send its bytes by PATCH to the Location.")


def refuse_coding(headers: Headers) -> None:
    """Raises where a body is compressed.

    Raises:
        Problem: it is.
    """
    coding = headers.get("content-encoding", "identity")
    if coding != "identity":
        raise Problem(415, f"The body is coded as {coding!r}. Send the stream's own bytes, without Content-Encoding.")


def state_headers(upload: Upload) -> dict[str, str]:
    """How far a stream has come."""
    is_complete = upload.state is UploadState.COMPLETE
    headers = {"Upload-Offset": str(upload.received), "Upload-Complete": "?1" if is_complete else "?0"}
    if upload.length is not None:
        headers["Upload-Length"] = str(upload.length)
    if upload.sha256 is not None:
        headers["Repr-Digest"] = header_of_sha256(upload.sha256)
    return headers


def limit_header(largest: int, silent_seconds: int) -> dict[str, str]:
    """What a stream may be."""
    return {"Upload-Limit": f"max-size={largest}, max-age={silent_seconds}"}


def mismatch(upload: Upload, provided: int) -> Problem:
    """The answer to bytes that do not follow on those that are here."""
    which = "sent again" if provided < upload.received else "missing in between"
    return Problem(
        409,
        f"The stream has {upload.received:,} bytes here, so those from {provided:,} on are {which}. "
        f"Go on from {upload.received}.",
        state_headers(upload),
        {
            "type": f"{PROBLEM_TYPES}mismatching-upload-offset",
            "expected-offset": upload.received,
            "provided-offset": provided,
        },
    )


def completed() -> Problem:
    """The answer to more bytes for a stream that is complete."""
    return Problem(
        400,
        "This stream is complete, with the digest that HEAD tells. Nothing more can be added to it.",
        {"Upload-Complete": "?1"},
        {"type": f"{PROBLEM_TYPES}completed-upload"},
    )


def inconsistent(why: str) -> Problem:
    """The answer to lengths that contradict each other."""
    return Problem(400, f"{why}.", None, {"type": f"{PROBLEM_TYPES}inconsistent-upload-length"})


def _integer(headers: Headers, name: str) -> int | None:
    match = INTEGER.fullmatch(headers.get(name, ""))
    return None if match is None else int(match[1])


def _boolean(headers: Headers, name: str) -> bool | None:
    match = BOOLEAN.fullmatch(headers.get(name, ""))
    return None if match is None else match[1] == "1"
