"""What is counted, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from cargoscope_inference.storage.inspections import State


class Measurements:
    """The counters and gauges of one service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.scans = Counter("cargoscope_scans_received", "Scans acknowledged.", registry=self._registry)
        self.bytes = Counter("cargoscope_scan_bytes_received", "Bytes of them.", registry=self._registry)
        self.refusals = Counter(
            "cargoscope_refusals", "Requests answered with an error.", ["status"], registry=self._registry
        )
        self._states = Gauge("cargoscope_scans", "Scans by state.", ["state"], registry=self._registry)
        self._free = Gauge("cargoscope_disk_free_bytes", "Bytes that the disk still has.", registry=self._registry)
        self._announced = Gauge(
            "cargoscope_scans_announced_for_removal", "Scans that retention will remove.", registry=self._registry
        )
        self._deaths = Gauge("cargoscope_worker_deaths", "Workers that died since the start.", registry=self._registry)
        self._ready = Gauge("cargoscope_worker_ready", "1 while a worker can analyse.", registry=self._registry)
        self._silent = Gauge("cargoscope_stations_silent", "Stations that fell silent.", registry=self._registry)
        self._info = Gauge(
            "cargoscope_worker", "What analyses.", ["release", "name", "provider"], registry=self._registry
        )

    def text(
        self,
        states: dict[State, int],
        *,
        deaths: int,
        silent: int,
        worker: dict[str, str] | None,
        free: int,
        announced: int,
    ) -> bytes:
        """All of it in Prometheus' text format."""
        self._free.set(free)
        self._announced.set(announced)
        for state, number in states.items():
            self._states.labels(state.value).set(number)
        self._deaths.set(deaths)
        self._silent.set(silent)
        self._ready.set(0 if worker is None else 1)
        self._info.clear()
        if worker is not None:
            self._info.labels(worker["release"], worker["name"], worker["provider"]).set(1)
        return generate_latest(self._registry)
