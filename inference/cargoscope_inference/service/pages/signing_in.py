"""Signing in, by password or by a ticket that works once, and signing out."""

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from cargoscope_inference.service.context import Service, ServiceDep
from cargoscope_inference.service.pages.forms import check_token, read_form
from cargoscope_inference.service.pages.templates import page, signed_in
from cargoscope_inference.service.pages.throttle import Throttle
from cargoscope_inference.service.security import COOKIE, check_origin
from cargoscope_inference.storage.accounts import Account, find_account, password_hash_of, password_matches
from cargoscope_inference.storage.sessions import SHIFT, Officer, end_session, start_session, use_ticket

router = APIRouter()
throttle = Throttle()


@router.get("/")
def start() -> Response:
    """The queue is what officers come for."""
    return RedirectResponse("/queue", 303)


@router.get("/sign-in")
def show_sign_in(request: Request, service: ServiceDep) -> Response:
    """Asks for a name and a password."""
    if signed_in(request, service) is not None:
        return RedirectResponse("/queue", 303)
    return page(request, service, "sign_in.html", None)


@router.post("/sign-in")
async def sign_in(request: Request, service: ServiceDep) -> Response:
    """Sign in by name and password."""
    form = await read_form(request, service)
    name, password = form.get("name", ""), form.get("password", "")
    wait = throttle.seconds_to_wait(name)
    if wait:
        wrong = f"Too many wrong passwords for this name. Try again in {wait} s."
        return page(request, service, "sign_in.html", None, status=429, wrong=wrong, typed=name)
    account = await run_in_threadpool(_check_password, service, name, password)
    if account is None:
        throttle.count_failure(name)
        wrong = "This name and this password do not belong together."
        return page(request, service, "sign_in.html", None, status=403, wrong=wrong, typed=name)
    throttle.forget(name)
    token = await run_in_threadpool(_start, service, Officer(account.id, account.name, account.role))
    return _to_queue(request, token)


@router.get("/sign-in/{ticket}")
def show_ticket(request: Request, ticket: str, service: ServiceDep) -> Response:
    """A button: were opening this page enough, a browser that looks ahead would use the ticket up."""
    return page(request, service, "ticket.html", None, ticket=ticket)


@router.post("/sign-in/{ticket}")
def sign_in_by_ticket(request: Request, ticket: str, service: ServiceDep) -> Response:
    """Sign in by a ticket."""
    check_origin(request)
    with service.store.database.write() as connection:
        officer = use_ticket(connection, ticket)
    if officer is None:
        wrong = "This sign-in was used already, or is older than a quarter of an hour."
        return page(request, service, "sign_in.html", None, status=403, wrong=wrong)
    return _to_queue(request, _start(service, officer))


@router.post("/sign-out")
async def sign_out(request: Request, service: ServiceDep) -> Response:
    """End this browser's session."""
    form = await read_form(request, service)
    check_token(request, service, form)
    await run_in_threadpool(_end, service, request.cookies.get(COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


def _check_password(service: Service, name: str, password: str) -> Account | None:
    with service.store.database.read() as connection:
        account, stored = find_account(connection, name), password_hash_of(connection, name)
    return account if password_matches(password, stored) else None


def _start(service: Service, officer: Officer) -> str:
    with service.store.database.write() as connection:
        return start_session(connection, officer.account_id, officer.name)


def _end(service: Service, token: str) -> None:
    with service.store.database.write() as connection:
        end_session(connection, token)


def _to_queue(request: Request, token: str) -> Response:
    response = RedirectResponse("/queue", 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(SHIFT.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response
