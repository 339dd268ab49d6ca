"""The templates, and how values are worded in them."""

from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from cargoscope_inference.service.context import Service
from cargoscope_inference.service.pages import wording
from cargoscope_inference.service.security import COOKIE, csrf_token, session_officer
from cargoscope_inference.storage.sessions import Officer

templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.globals["wording"] = wording
templates.env.trim_blocks = templates.env.lstrip_blocks = True


def signed_in(request: Request, service: Service) -> Officer | None:
    """Who looks at this page."""
    return session_officer(service, request.cookies.get(COOKIE))


def page(
    request: Request, service: Service, name: str, officer: Officer | None, *, status: int = 200, **values: Any
) -> Response:
    """A page from its template."""
    csrf = csrf_token(service, request.cookies.get(COOKIE, ""))
    return templates.TemplateResponse(request, name, {"officer": officer, "csrf": csrf} | values, status_code=status)


def to_sign_in() -> Response:
    """Where those go who have not signed in."""
    return RedirectResponse("/sign-in", 303)
