"""What a page's form sends, and whether it comes from a page of ours."""

import hmac
from urllib.parse import parse_qs

from fastapi import Request

from cargoscope_inference.service.body import read_pieces
from cargoscope_inference.service.context import Service
from cargoscope_inference.service.problems import Problem
from cargoscope_inference.service.security import COOKIE, check_origin, csrf_token

LARGEST_FORM = 64 << 10
MOST_FIELDS = 1100
"""A thousand flags and the rest of a decision."""
TOKEN_FIELD = "csrf"

Form = dict[str, str]


async def read_form(request: Request, service: Service) -> Form:
    """The fields of a form; of a field that is sent twice, the first.

    Raises:
        Problem: it is no form (400), too large or too slow, or another site made the browser send it (403).
    """
    check_origin(request)
    pieces = read_pieces(request, most=LARGEST_FORM, idle_seconds=service.settings.idle_seconds)
    try:
        text = b"".join([piece async for piece in pieces]).decode()
        return {name: values[0] for name, values in parse_qs(text, max_num_fields=MOST_FIELDS).items()}
    except ValueError as error:
        raise Problem(400, f"The form is not understood: {error}.") from error


def check_token(request: Request, service: Service, form: Form) -> None:
    """Raises unless the form stood in a page of this session.

    Raises:
        Problem: it did not (403).
    """
    right = csrf_token(service, request.cookies.get(COOKIE, ""))
    if not hmac.compare_digest(form.get(TOKEN_FIELD, "").encode(), right.encode()):
        raise Problem(403, "This page is out of date. Load it again, then repeat what you did.")
