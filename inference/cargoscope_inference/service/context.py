"""All that the routes of one service share."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from cargoscope_inference.service.announcer import Announcer
from cargoscope_inference.service.keeping_streams import StreamKeeper
from cargoscope_inference.service.measurements import Measurements
from cargoscope_inference.service.settings import ServiceSettings
from cargoscope_inference.service.streams import Streams
from cargoscope_inference.storage.store import Store
from cargoscope_inference.worker.supervisor import Supervisor
from cargoscope_models.policy import Policy


@dataclass(frozen=True, slots=True)
class Service:
    """All that the routes of one service share.

    Attributes:
        settings: how it is set up.
        store: what it keeps.
        policy: the site's.
        secret: from which tokens are made.
        supervisor: of the worker.
        announcer: wakes browsers.
        measurements: for /metrics.
        keeper: of the bytes of streams.
        streams: those that are open.
    """

    settings: ServiceSettings
    store: Store
    policy: Policy
    secret: bytes
    supervisor: Supervisor
    announcer: Announcer
    measurements: Measurements
    keeper: StreamKeeper
    streams: Streams

    def tell(self) -> None:
        """Something changed: wake the worker, and all who watch."""
        self.supervisor.wake()
        self.announcer.announce()


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]
