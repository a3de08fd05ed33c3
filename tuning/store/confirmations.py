"""Confirmations as the store keeps them: trials of a study that are trained again on fresh seeds
and splits.

A study stays what it is meanwhile: a confirmation has a state of its own. Its fits stand among the
study's, and those that are there already are not trained again. Pages and the command line ask for
one and stop it by commands; the engine alone moves it on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, Engine, Row, insert, select, update

from tuning.errors import NotFound, StateConflict
from tuning.store import schema, statements
from tuning.store.commands import leave
from tuning.store.records import EpochRecord, FitKey, FitRecord
from tuning.study import StudyState

CONFIRM, STOP = "confirm", "stop_confirmation"
"""The kinds of its commands."""

table = schema.confirmations


class ConfirmationState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    STOPPED = "stopped"
    COMPLETED = "completed"
    FAILED = "failed"

    def is_active(self) -> bool:
        """Whether an engine has it, or is about to."""
        return self in ACTIVE


ACTIVE = (ConfirmationState.QUEUED, ConfirmationState.RUNNING)


@dataclass(frozen=True)
class ConfirmationRecord:
    """Trials of a study that are trained again, each so often."""

    id: int
    study_id: int
    trials: Mapping[int, int]
    """By number, the epoch to which each trains and at which it is scored; the best first, as the
    search had them."""
    repeats: int
    state: ConfirmationState
    error: str | None
    created: float
    started: float | None = None
    finished: float | None = None

    @property
    def fits(self) -> int:
        """How many fits it has in all."""
        return len(self.trials) * self.repeats


class ConfirmedFits:
    """The fits of a study's confirmations, apart from its search's: they make up no trial's score,
    and no figure of the search counts them."""

    def __init__(self) -> None:
        self.fits: dict[FitKey, FitRecord] = {}
        self.curves: dict[FitKey, list[EpochRecord]] = {}

    def take_fit(self, fit: FitRecord) -> None:
        """Takes a fit as it now is; what an earlier attempt reported goes."""
        before = self.fits.get(fit.key)
        if before is not None and before.attempt != fit.attempt:
            self.curves.pop(fit.key, None)
        self.fits[fit.key] = fit

    def take_epoch(self, key: FitKey, epoch: EpochRecord) -> None:
        """Takes an epoch; one that is reported anew takes the place of those from it on."""
        known = self.curves.get(key, [])
        # A new list, because a snapshot may hold the one there is.
        self.curves[key] = [*(one for one in known if one.epoch < epoch.epoch), epoch]

    def copy(self) -> ConfirmedFits:
        """The same fits and curves, to which nothing is added."""
        shown = ConfirmedFits()
        shown.fits, shown.curves = dict(self.fits), dict(self.curves)
        return shown


class Confirmations:
    """What `Store` reads and writes of confirmations."""

    _engine: Engine

    def confirm(self, study_id: int, trials: Mapping[int, int], repeats: int) -> int:
        """Asks for trials to be trained again, each to its epoch; returns its number.

        Raises NotFound, and StateConflict while the study runs or is being confirmed.
        """
        row = {"study_id": study_id, "trials": json.dumps(list(trials.items()))}
        row |= {"repeats": repeats, "state": ConfirmationState.QUEUED, "created": time.time()}
        with self._engine.begin() as connection:
            study = statements.touched(connection, study_id, schema.studies.c.state)
            _check_free(connection, study_id, StudyState(study.state))
            (number,) = connection.execute(insert(table).values(row).returning(table.c.id)).one()
            leave(connection, CONFIRM, study_id)
        return int(number)

    def stop_confirmation(self, study_id: int) -> None:
        """Asks the engine to stop a study's confirmation; what was trained stays."""
        with self._engine.begin() as connection:
            leave(connection, STOP, study_id)

    def confirmations(self, study_id: int) -> list[ConfirmationRecord]:
        """Those of a study, the oldest first."""
        query = select(table).where(table.c.study_id == study_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query)]

    def active_confirmations(self) -> list[ConfirmationRecord]:
        """Those of all studies that wait or run, the oldest first."""
        query = select(table).where(table.c.state.in_(ACTIVE)).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query)]

    def set_confirmation(
        self, number: int, state: ConfirmationState, error: str | None = None
    ) -> None:
        """Moves a confirmation to a state, with its times. Raises NotFound for one deleted."""
        columns: dict[str, object] = {"state": state, "error": error}
        if state is ConfirmationState.RUNNING:
            columns["started"] = time.time()
        elif not state.is_active():
            columns["finished"] = time.time()
        moved = update(table).where(table.c.id == number).values(columns)
        with self._engine.begin() as connection:
            row = connection.execute(moved.returning(table.c.study_id)).one_or_none()
            if row is None:
                raise NotFound(f"There is no confirmation {number}.")
            statements.touched(connection, row.study_id, schema.studies.c.id)


def _check_free(connection: Connection, study_id: int, state: StudyState) -> None:
    """Raises StateConflict while a study searches, or is being confirmed already."""
    if state.is_active():
        raise StateConflict(
            f"A study can be confirmed once its search is over, but study {study_id} is {state}."
        )
    active = select(table.c.id).where(table.c.study_id == study_id, table.c.state.in_(ACTIVE))
    if connection.execute(active.limit(1)).first() is not None:
        raise StateConflict(
            f"Study {study_id} is being confirmed already: one confirmation of a study runs at a "
            "time."
        )


def _record(row: Row) -> ConfirmationRecord:
    values = row._asdict()
    values["trials"] = {int(number): int(epochs) for number, epochs in json.loads(row.trials)}
    values["state"] = ConfirmationState(row.state)
    return ConfirmationRecord(**values)
