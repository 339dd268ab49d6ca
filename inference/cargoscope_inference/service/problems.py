"""Everything that is refused, as a problem document (RFC 9457) in plain words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.disk import is_full

RETRY_LATER = {"Retry-After": "30"}
MEDIA_TYPE = "application/problem+json"

_log = structlog.get_logger(__name__)


class ProblemDocument(BaseModel):
    """What went wrong, by RFC 9457."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": True})

    title: str
    status: int
    detail: str


class Problem(Exception):
    """A request that is refused.

    Args:
        status: HTTP status code.
        detail: what happened, what was received, what to do; one or two sentences.
        headers: to send along.
        more: members of the document beyond those that all have, such as its type.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        headers: dict[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.more = more or {}


def problem_response(status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """A problem document; where its type is not said it is "about:blank", so the title is that of the status."""
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail} | more
    return JSONResponse(content, status, headers, MEDIA_TYPE)


Responses = dict[int | str, dict[str, Any]]


def documented(*statuses: int) -> Responses:
    """The entries of OpenAPI for the problems that an operation may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _methods(request: Request) -> list[str]:
    """All methods that something at this path answers to; the router names those of the first route only."""
    routes = [route for route in iter_route_contexts(request.app.routes) if route.methods]
    here = [route for route in routes if route.path_regex.match(request.url.path)]
    return sorted({method for route in here for method in route.methods or ()})


def install(app: FastAPI) -> None:
    """Answer all errors of an application by problem documents."""

    @app.exception_handler(Problem)
    async def refused(_: Request, problem: Problem) -> Response:
        return problem_response(problem.status, problem.detail, problem.headers, **problem.more)

    @app.exception_handler(Refusal)
    async def conflict(_: Request, refusal: Refusal) -> Response:
        return problem_response(409, f"{refusal}.")

    @app.exception_handler(RequestValidationError)
    async def misunderstood(_: Request, error: RequestValidationError) -> Response:
        errors = [{"at": ".".join(map(str, each["loc"])), "text": str(each["msg"])} for each in error.errors()]
        first = errors[0] if errors else {"at": "request", "text": "not understood"}
        return problem_response(422, f"{first['at']}: {first['text']}.", errors=errors)

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        headers = dict(error.headers or {})
        if error.status_code == 404:
            return problem_response(404, f"There is nothing at {request.url.path}.", headers)
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(request))
            return problem_response(405, f"{request.method} is not possible here; {headers['Allow']} is.", headers)
        return problem_response(error.status_code, str(error.detail), headers)

    @app.exception_handler(OperationalError)
    async def not_written(request: Request, error: OperationalError) -> Response:
        _log.error("database.failed", method=request.method, path=request.url.path, error=str(error.orig))
        if is_full(error):
            return problem_response(507, "The disk is full, so nothing was changed. Try again later.", RETRY_LATER)
        return problem_response(503, f"The database cannot be used now ({error.orig}). Try again.", RETRY_LATER)

    @app.exception_handler(Exception)
    async def defect(request: Request, error: Exception) -> Response:
        _log.error("request.failed", method=request.method, path=request.url.path, exc_info=error)
        return problem_response(500, "Something went wrong within the service; its log says more. You may try again.")
