"""The store: one SQLite file that the web process, the engine and the command line share.

The web process and the command line create studies and send commands; the engine alone writes
results. A study's `change` counter rises with every write, and every row carries the counter it
was last written at, so that a reader asks only for what is new.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from sqlalchemy import (
    create_engine,
    delete,
    event,
    select,
)

from tuning.errors import StateConflict
from tuning.store import clock, races, rows, schema, statements, trouble
from tuning.store.added import AddedTrials
from tuning.store.boards import Boards
from tuning.store.commands import Commands
from tuning.store.confirmations import Confirmations
from tuning.store.kept_honest import KeptHonest
from tuning.store.miniatures import Miniatures
from tuning.store.predictions import Predictions
from tuning.store.races import Races
from tuning.store.records import (
    EXAMPLE,
    Batch,
    EngineRecord,
    StudyRecord,
    StudyTitle,
)
from tuning.store.results import Results
from tuning.store.row_scores import KeptRowScores
from tuning.study import StudySpec, StudyState, Turn
from tuning.text import names


class Store(
    Commands,
    Results,
    Races,
    Boards,
    AddedTrials,
    Confirmations,
    Miniatures,
    Predictions,
    KeptRowScores,
    KeptHonest,
):
    """Reads and writes of one store file; safe to share between threads. A module beside has each
    kind of records but the studies themselves.

    Every method raises StoreUnavailable while the file is locked or its disk is full.
    """

    def __init__(self, path: str | Path, patience: float = 30.0) -> None:
        """Opens the file, making or migrating it. Raises TuningError for a newer file.

        `patience`: seconds for which a write waits for others to end theirs.
        """
        self.path = Path(path)
        schema.migrate(self.path)
        options = {"timeout": patience}
        self._engine = create_engine(f"sqlite:///{self.path}", connect_args=options)
        event.listen(self._engine, "connect", _pragmas)
        trouble.watch(self._engine, self.path)

    def close(self) -> None:
        self._engine.dispose()

    # -- studies ---------------------------------------------------------------------------

    def create_study(self, spec: StudySpec) -> int:
        """Keeps a checked spec as a new study in the queue; returns its id.

        A name that another study has is numbered.
        """
        with self._engine.begin() as connection:
            return statements.create(connection, spec)

    def studies(self, active: bool = False) -> list[StudyRecord]:
        """All studies but the example, or those that run or wait; the newest first."""
        table = schema.studies
        query = select(table).where(table.c.id != EXAMPLE).order_by(table.c.id.desc())
        if active:
            states = [state for state in StudyState if state.is_active()]
            query = query.where(table.c.state.in_(states))
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
        return [rows.study_record(row) for row in found]

    def completed(self, most: int) -> list[StudyRecord]:
        """The latest studies that are complete, the newest first."""
        table = schema.studies
        done = table.c.state == StudyState.COMPLETED
        query = select(table).where(done, table.c.id != EXAMPLE)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(table.c.id.desc()).limit(most)).all()
        return [rows.study_record(row) for row in found]

    def titles(self) -> list[StudyTitle]:
        """All studies, the newest first, without their specs: a tenth of the cost."""
        table = schema.studies
        query = select(table.c.id, table.c.name, table.c.state).where(table.c.id != EXAMPLE)
        query = query.order_by(table.c.id.desc())
        with self._engine.connect() as connection:
            found = connection.execute(query).all()
        return [StudyTitle(id, name, StudyState(state)) for id, name, state in found]

    def free_name(self, name: str, without: int = EXAMPLE) -> str:
        """The name, numbered where a study but `without` has it: what a new one will be called."""
        with self._engine.connect() as connection:
            return names.numbered(name, statements.alike(connection, name, without))

    def study(self, study_id: int) -> StudyRecord:
        """Raises NotFound."""
        if not 0 <= study_id <= statements.LARGEST_ID:
            raise statements.no_study(study_id)
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.studies).where(schema.studies.c.id == study_id)
            ).one_or_none()
        if row is None:
            raise statements.no_study(study_id)
        return rows.study_record(row)

    def delete_study(self, study_id: int) -> None:
        """Removes a study and all its records; with the last one of a race, the race."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.studies).where(schema.studies.c.id == study_id))
            races.drop_empty(connection)

    def rename_study(self, study_id: int, name: str) -> None:
        self.write(study_id, Batch(study={"name": name}))

    def set_state(
        self,
        study_id: int,
        state: StudyState,
        error: str | None = None,
        ran: float | None = None,
    ) -> None:
        """Moves a study to a state, with its times.

        Raises NotFound, and StateConflict where the state that it has does not allow it.

        `ran`: seconds since it began, by who ran it: the clock may have been set meanwhile.
        """
        with self._engine.begin() as connection:
            row = statements.touched(connection, study_id)
            if not StudyState(row.state).may_become(state):
                raise StateConflict(f"Study {study_id} is {row.state} and cannot become {state}.")
            times = clock.at_state(row, state, time.time(), ran)
            statements.change(connection, study_id, {"state": state, "error": error} | times)

    def set_turn(self, study_id: int, turn: Turn) -> None:
        """Says how a study shares the workers, here and to the engine. Raises NotFound.

        While it is paused its clock stands.
        """
        with self._engine.begin() as connection:
            row = statements.touched(connection, study_id)
            times = clock.at_turn(row, turn, time.time())
            statements.change(connection, study_id, {"turn": turn} | times)
        self.send("turn", study_id)

    def is_alone(self, study_id: int) -> bool:
        """Whether no other study runs, or is about to."""
        table, states = schema.studies, [state for state in StudyState if state.is_active()]
        query = select(table.c.id).where(table.c.state.in_(states), table.c.id != study_id).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is None

    # -- what is written of a study --------------------------------------------------------

    def write(self, study_id: int, batch: Batch) -> int:
        """Writes one batch in one transaction; returns the study's new change counter.

        Raises NotFound for a study that was deleted.
        """
        with self._engine.begin() as connection:
            return statements.write(connection, study_id, batch)

    def change(self, study_id: int) -> int:
        """The study's change counter: unchanged means that nothing was written."""
        return int(self.study(study_id).change)

    def silence(self, study_id: int, kind: str, on: bool = True) -> None:
        """Shows a study's cards of this kind no more, or again. Raises NotFound."""
        with self._engine.begin() as connection:
            row = statements.touched(connection, study_id)
            kinds = [known for known in json.loads(row.silenced or "[]") if known != kind]
            kinds += [kind] if on else []
            statements.change(connection, study_id, {"silenced": json.dumps(kinds)})

    # -- the engine ------------------------------------------------------------------------

    def put_engine(self, record: EngineRecord) -> None:
        """The engine says how it is."""
        with self._engine.begin() as connection:
            statements.replace(connection, schema.engine, [rows.engine_row(record)])

    def engine(self) -> EngineRecord | None:
        """How the engine last said it is; None if there never was one."""
        with self._engine.connect() as connection:
            row = connection.execute(select(schema.engine)).one_or_none()
        return None if row is None else rows.engine_record(row)


def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
