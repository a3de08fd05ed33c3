"""The app: `streamlit run app.py`. Builds it, starts the engine with it, holds no logic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware

from tuning.ui.pages import PROJECT
from tuning.ui.server import early, mishap, services, stale
from tuning.ui.server.boards import board_routes
from tuning.ui.server.door import Door
from tuning.ui.server.miniatures import MiniatureRoute
from tuning.ui.server.now import study_routes
from tuning.ui.server.predictions import PredictionRoute
from tuning.ui.server.proxy import TensorBoardProxy
from tuning.ui.server.routes import asset_routes


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    # The engine imports TensorFlow for seconds: the first page comes before it.
    services.start(after=early.start())
    try:
        yield
    finally:
        await miniatures.close()
        await predictions.close()
        await proxy.close()
        await to_thread.run_sync(services.close)


services.prepare()
stale.install()
proxy = TensorBoardProxy(services.boards())
miniatures = MiniatureRoute()
predictions = PredictionRoute()
app = st.App(
    PROJECT / "tuning" / "ui" / "router.py",
    routes=[
        *asset_routes(),
        *board_routes(),
        *study_routes(),
        *proxy.routes(),
        *miniatures.routes(),
        *predictions.routes(),
    ],
    middleware=[Middleware(Door)],
    lifespan=lifespan,
    on_script_error=mishap.show,
)
