"""The pages that officers see."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from cargoscope_inference.service.pages import deciding, queue, scan, signing_in, stations


def install(app: FastAPI) -> None:
    """Add the pages, and what they load, to an application."""
    for router in (signing_in.router, queue.router, scan.router, deciding.router, stations.router):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
