"""Runs the application until it is told to stop."""

import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from cargoscope_datasets.errors import SettingsError
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.service.tls import server_context

GRACE_SECONDS = 10
"""For requests under way when the service is stopped; a station sends again what was cut off."""
KEEP_ALIVE_SECONDS = 65
"""Longer than the minute for which most proxies keep a connection, so that never the service closes it first."""


class Server(uvicorn.Server):
    """uvicorn, that sends its listeners away before it waits for requests under way.

    Args:
        app: made by `create_app`.
        settings: of TLS and of the proxy.
        on_start: called with the address once requests are answered.
        on_stop: called before requests are no longer answered.
    """

    def __init__(
        self,
        app: FastAPI,
        settings: ServiceSettings,
        on_start: Callable[[str], None],
        on_stop: Callable[[], None] = lambda: None,
    ) -> None:
        tls = None
        if settings.tls_cert is not None and settings.tls_key is not None:
            tls = server_context(settings.tls_cert, settings.tls_key)
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
                # uvicorn by itself believes whoever sends from this machine.
                proxy_headers=bool(settings.proxies),
                forwarded_allow_ips=settings.proxies,
                ssl_context_factory=None if tls is None else lambda *_: tls,
            )
        )
        self._scheme = "http" if tls is None else "https"
        self._app = app
        self._on_start = on_start
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer requests."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self._on_start(f"{self._scheme}://[{host}]:{port}" if ":" in host else f"{self._scheme}://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to."""
        self._on_stop()
        self._app.state.service.announcer.close()
        self._app.state.service.streams.interrupt()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises:
        SettingsError: it cannot.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host}, port {port} ({error.strerror or error}); choose another with --port"
        ) from error
