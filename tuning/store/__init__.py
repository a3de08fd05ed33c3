"""The store: one SQLite file that the web process, the engine and the command line share.

The web process and the command line create studies and send commands; the engine alone writes
results. A study's `change` counter rises with every write, and every row carries the counter it
was last written at, so that a reader asks only for what is new.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table, create_engine, delete, event, insert, select, update

from tuning.errors import NotFound, quoted
from tuning.store import schema, trouble
from tuning.store.records import (
    Batch,
    Command,
    EngineRecord,
    EpochRecord,
    EventRecord,
    FitRecord,
    StudyRecord,
    StudyTitle,
    TrialRecord,
)
from tuning.study import FitKind, FitState, StudySpec, StudyState, TrialState, Turn
from tuning.text import names

LARGEST_ID = 2**63 - 1
"""The largest number that SQLite can look up."""


class Store:
    """Reads and writes of one store file; safe to share between threads.

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
            return self._create(connection, spec)

    def create_race(self, specs: Sequence[StudySpec]) -> list[int]:
        """Keeps studies that race each other, all or none of them; returns their ids."""
        with self._engine.begin() as connection:
            ids = [self._create(connection, spec) for spec in specs]
            table = schema.studies
            connection.execute(update(table).where(table.c.id.in_(ids)).values(race=min(ids)))
        return ids

    @staticmethod
    def _create(connection: Connection, spec: StudySpec) -> int:
        row = {
            "name": spec.name,
            "strategy": spec.strategy.name,
            "dataset": spec.data.name,
            "spec": spec.model_dump_json(),
            "state": StudyState.QUEUED,
            "created": time.time(),
        }
        (study_id,) = connection.execute(
            insert(schema.studies).values(row).returning(schema.studies.c.id)
        ).one()
        _number(connection, int(study_id), spec)
        return int(study_id)

    def studies(self, active: bool = False) -> list[StudyRecord]:
        """All studies, or those that run or wait; the newest first."""
        query = select(schema.studies).order_by(schema.studies.c.id.desc())
        if active:
            states = [state for state in StudyState if state.is_active()]
            query = query.where(schema.studies.c.state.in_(states))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [_study(row) for row in rows]

    def completed(self, most: int) -> list[StudyRecord]:
        """The latest studies that are complete, the newest first."""
        table = schema.studies
        query = select(table).where(table.c.state == StudyState.COMPLETED)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.id.desc()).limit(most)).all()
        return [_study(row) for row in rows]

    def titles(self) -> list[StudyTitle]:
        """All studies, the newest first, without their specs: a tenth of the cost."""
        table = schema.studies
        query = select(table.c.id, table.c.name, table.c.state).order_by(table.c.id.desc())
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return [StudyTitle(id, name, StudyState(state)) for id, name, state in rows]

    def free_name(self, name: str) -> str:
        """The name, numbered where a study has it: what a new study will be called."""
        with self._engine.connect() as connection:
            return names.numbered(name, _alike(connection, name))

    def study(self, study_id: int) -> StudyRecord:
        """Raises NotFound."""
        if not 0 <= study_id <= LARGEST_ID:
            raise _no_study(study_id)
        with self._engine.connect() as connection:
            row = connection.execute(
                select(schema.studies).where(schema.studies.c.id == study_id)
            ).one_or_none()
        if row is None:
            raise _no_study(study_id)
        return _study(row)

    def delete_study(self, study_id: int) -> None:
        """Removes a study and all its records."""
        with self._engine.begin() as connection:
            connection.execute(delete(schema.studies).where(schema.studies.c.id == study_id))

    def rename_study(self, study_id: int, name: str) -> None:
        self.write(study_id, Batch(study={"name": name}))

    def set_state(
        self,
        study_id: int,
        state: StudyState,
        error: str | None = None,
        ran: float | None = None,
    ) -> None:
        """Moves a study to a state, with its times. Raises NotFound.

        `ran`: seconds since it began, by who ran it: the clock may have been set meanwhile.
        """
        now = time.time()
        with self._engine.begin() as connection:
            changes: dict[str, Any] = {"state": state, "error": error}
            connection.execute(_bump(study_id))
            row = connection.execute(
                select(schema.studies).where(schema.studies.c.id == study_id)
            ).one_or_none()
            if row is None:
                raise _no_study(study_id)
            if state is StudyState.RUNNING:
                paused = row.turn == Turn.PAUSED
                changes |= {"started": None if paused else now, "finished": None}
            elif state is not StudyState.STOPPING and row.finished is None:
                # In the queue again it has not ended, and its time does not run.
                over = {"started": None} if state is StudyState.QUEUED else {"finished": now}
                if ran is None:
                    ran = max(now - row.started, 0.0) if row.started else 0.0
                changes |= over | {"seconds": row.seconds + ran}
            connection.execute(
                update(schema.studies).where(schema.studies.c.id == study_id).values(changes)
            )

    def set_turn(self, study_id: int, turn: Turn) -> None:
        """Says how a study shares the workers, here and to the engine. Raises NotFound.

        While it is paused its clock stands.
        """
        now, table = time.time(), schema.studies
        with self._engine.begin() as connection:
            connection.execute(_bump(study_id))
            row = connection.execute(select(table).where(table.c.id == study_id)).one_or_none()
            if row is None:
                raise _no_study(study_id)
            changes: dict[str, Any] = {"turn": turn}
            if row.state == StudyState.RUNNING and turn is Turn.PAUSED and row.started:
                changes |= {"started": None, "seconds": row.seconds + now - row.started}
            elif row.state == StudyState.RUNNING and row.turn == Turn.PAUSED != turn:
                changes["started"] = now
            connection.execute(update(table).where(table.c.id == study_id).values(changes))
        self.send("turn", study_id)

    def is_alone(self, study_id: int) -> bool:
        """Whether no other study runs, or is about to."""
        table, states = schema.studies, [state for state in StudyState if state.is_active()]
        query = select(table.c.id).where(table.c.state.in_(states), table.c.id != study_id).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is None

    # -- commands --------------------------------------------------------------------------

    def send(self, kind: str, study_id: int | None = None, **payload: Any) -> None:
        """Leaves a command for the engine: start, stop, …"""
        row = {
            "kind": kind,
            "study_id": study_id,
            "payload": json.dumps(payload),
            "created": time.time(),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(schema.commands).values(row))

    def take_commands(self) -> list[Command]:
        """All waiting commands in the order they were sent; they are taken off."""
        table = schema.commands
        with self._engine.connect() as connection:
            if connection.execute(select(table.c.id).limit(1)).first() is None:
                return []
        with self._engine.begin() as connection:
            rows = connection.execute(delete(table).returning(*table.c)).all()
        return [
            Command(row.id, row.study_id, row.kind, json.loads(row.payload))
            for row in sorted(rows, key=lambda row: row.id)
        ]

    def drop_commands(self, study_id: int) -> None:
        """Takes a study's waiting commands back."""
        table = schema.commands
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.study_id == study_id))

    # -- results ---------------------------------------------------------------------------

    def write(self, study_id: int, batch: Batch) -> int:
        """Writes one batch in one transaction; returns the study's new change counter.

        Raises NotFound for a study that was deleted.
        """
        with self._engine.begin() as connection:
            bumped = connection.execute(_bump(study_id)).one_or_none()
            if bumped is None:
                raise _no_study(study_id)
            change = bumped[0]
            key = {"study_id": study_id, "change": change}
            if batch.study:
                columns = dict(batch.study)
                if "result" in columns:
                    columns["result"] = json.dumps(columns["result"])
                connection.execute(
                    update(schema.studies).where(schema.studies.c.id == study_id).values(columns)
                )
            for trial, kind, index in batch.restarted:
                table = schema.epochs
                connection.execute(
                    delete(table)
                    .where(table.c.study_id == study_id, table.c.trial == trial)
                    .where(table.c.kind == kind, table.c["index"] == index)
                )
            _replace(connection, schema.trials, [key | _trial_row(t) for t in batch.trials])
            _replace(connection, schema.fits, [key | vars(fit) for fit in batch.fits])
            _replace(connection, schema.epochs, [key | _epoch_row(e) for e in batch.epochs])
            if batch.events:
                rows = [{"study_id": study_id} | vars(record) for record in batch.events]
                connection.execute(insert(schema.events), rows)
            return int(change)

    def change(self, study_id: int) -> int:
        """The study's change counter: unchanged means that nothing was written."""
        return int(self.study(study_id).change)

    def trials(self, study_id: int, since: int = 0) -> list[TrialRecord]:
        """Trials written after change `since`, by number."""
        rows = self._rows(schema.trials, study_id, since)
        records = [
            TrialRecord(
                number=row.number,
                state=TrialState(row.state),
                values=json.loads(row._mapping["values"]),
                score=row.score,
                deviation=row.deviation,
                reason=json.loads(row.reason) if row.reason else {},
                error=row.error,
                native=row.native,
                started=row.started,
                finished=row.finished,
                told=row.told,
                due=row.due,
            )
            for row in rows
        ]
        return sorted(records, key=lambda record: record.number)

    def fits(self, study_id: int, since: int = 0) -> list[FitRecord]:
        """Fits written after change `since`."""
        return [
            FitRecord(
                trial=row.trial,
                kind=FitKind(row.kind),
                index=row._mapping["index"],
                seed=row.seed,
                state=FitState(row.state),
                score=row.score,
                seconds=row.seconds,
                program=row.program,
                worker=row.worker,
                error=row.error,
                attempt=row.attempt,
                started=row.started,
            )
            for row in self._rows(schema.fits, study_id, since)
        ]

    def epochs(self, study_id: int, since: int = 0) -> list[EpochRecord]:
        """Epochs written after change `since`, each fit's in order."""
        return [
            EpochRecord._make((*row[1:9], json.loads(row.more) if row.more else {}, row.time))
            for row in self._rows(schema.epochs, study_id, since)
        ]

    def events(self, study_id: int) -> list[EventRecord]:
        """What happened to a study, the oldest first."""
        table = schema.events
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(table).where(table.c.study_id == study_id).order_by(table.c.id)
            ).all()
        return [EventRecord(row.time, row.kind, row.text) for row in rows]

    def _rows(self, table: Table, study_id: int, since: int) -> Sequence[Row]:
        query = select(table).where(table.c.study_id == study_id)
        if since:
            query = query.where(table.c.change > since)
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    # -- the engine ------------------------------------------------------------------------

    def put_engine(self, record: EngineRecord) -> None:
        """The engine says how it is."""
        row = {"id": 1} | vars(record) | {"speed": json.dumps(record.speed)}
        with self._engine.begin() as connection:
            _replace(connection, schema.engine, [row])

    def engine(self) -> EngineRecord | None:
        """How the engine last said it is; None if there never was one."""
        with self._engine.connect() as connection:
            row = connection.execute(select(schema.engine)).one_or_none()
        if row is None:
            return None
        values = dict(row._mapping)
        del values["id"]
        return EngineRecord(**values | {"speed": json.loads(row.speed)})


def _pragmas(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _no_study(study_id: int) -> NotFound:
    return NotFound(f"There is no study {quoted(study_id)}.")


def _alike(connection: Connection, name: str, without: int = 0) -> list[str]:
    """The names of studies that begin as this one does."""
    table = schema.studies
    begins = table.c.name.startswith(names.stem(name), autoescape=True)
    found = connection.scalars(select(table.c.name).where(begins, table.c.id != without))
    return list(found)


def _number(connection: Connection, study_id: int, spec: StudySpec) -> None:
    """Gives a new study a name of its own."""
    name = names.numbered(spec.name, _alike(connection, spec.name, without=study_id))
    if name != spec.name:
        kept = spec.model_copy(update={"name": name}).model_dump_json()
        study = schema.studies.c.id == study_id
        connection.execute(update(schema.studies).where(study).values(name=name, spec=kept))


def _bump(study_id: int) -> Any:
    table = schema.studies
    return (
        update(table)
        .where(table.c.id == study_id)
        .values(change=table.c.change + 1)
        .returning(table.c.change)
    )


def _replace(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table).prefix_with("OR REPLACE"), rows)


def _trial_row(trial: TrialRecord) -> dict[str, Any]:
    return vars(trial) | {
        "values": json.dumps(trial.values),
        "reason": json.dumps(trial.reason) if trial.reason else None,
    }


def _epoch_row(epoch: EpochRecord) -> dict[str, Any]:
    row = epoch._asdict()
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        value = row[name]
        row[name] = value if value is not None and math.isfinite(value) else None
    row["more"] = json.dumps(epoch.more) if epoch.more else None
    return row


def _study(row: Row) -> StudyRecord:
    values = dict(row._mapping)
    values["spec_json"] = values.pop("spec")
    values["state"], values["turn"] = StudyState(values["state"]), Turn(values["turn"])
    values["result"] = json.loads(values["result"]) if values["result"] else {}
    return StudyRecord(**values)


__all__ = [
    "Batch",
    "Command",
    "EngineRecord",
    "EpochRecord",
    "EventRecord",
    "FitRecord",
    "Store",
    "StudyRecord",
    "StudyTitle",
    "TrialRecord",
]
