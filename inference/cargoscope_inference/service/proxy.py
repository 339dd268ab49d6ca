"""Where a proxy ends TLS in front of the service: what did not come through it by https is refused."""

from starlette.types import ASGIApp, Receive, Scope, Send

from cargoscope_inference.service.problems import problem_response

OPEN = {"/healthz", "/readyz"}
"""One word each, for whoever watches the machine itself."""
DETAIL = (
    "This service is reached by https, through its proxy. If you came that way: the proxy has to send "
    "X-Forwarded-Proto, and its address has to be the one in CARGOSCOPE_BEHIND_PROXY."
)


class OnlyThroughProxy:
    """Refuses what came in plain text; the scheme is that which the proxy, and it alone, says."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["scheme"] != "https" and scope["path"] not in OPEN:
            await problem_response(403, DETAIL)(scope, receive, send)
            return
        await self._app(scope, receive, send)
