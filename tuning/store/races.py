"""Races as the store keeps them: several studies that were started as one, under one name."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from tuning.errors import NotFound
from tuning.store import rows, schema, statements
from tuning.store.records import RaceBy, RaceRecord, StudyRecord
from tuning.study import StudySpec
from tuning.text import names


class Races:
    """What `Store` reads and writes of races; the number of one is that of its first study."""

    _engine: Engine

    def create_race(
        self,
        specs: Sequence[StudySpec],
        *,
        name: str,
        by: RaceBy = "epochs",
        budget: float | None = None,
    ) -> int:
        """Keeps checked specs as studies that race each other, all or none; returns the race's id.

        A name that another race has is numbered.
        """
        with self._engine.begin() as connection:
            ids = [statements.create(connection, spec) for spec in specs]
            table = schema.studies
            connection.execute(update(table).where(table.c.id.in_(ids)).values(race=min(ids)))
            taken = connection.scalars(select(schema.races.c.name))
            row = {
                "id": min(ids),
                "name": names.numbered(name, taken),
                "created": time.time(),
                "by": by,
                "budget": budget,
                "seeds": len({spec.seed for spec in specs}),
            }
            connection.execute(insert(schema.races).values(row))
        return min(ids)

    def join_race(self, race_id: int, specs: Sequence[StudySpec]) -> list[int]:
        """Keeps further studies of a race, all or none of them; their ids. Raises NotFound.

        None where the race has one of them: somebody else asked for the same just before.
        """
        with self._engine.begin() as connection:
            _locked(connection, race_id)
            table, races = schema.studies, schema.races
            texts = connection.scalars(select(table.c.spec).where(table.c.race == race_id))
            known = [StudySpec.model_validate_json(text) for text in texts]
            if any(_unnamed(spec) in map(_unnamed, known) for spec in specs):
                return []
            ids = [statements.create(connection, spec) for spec in specs]
            connection.execute(update(table).where(table.c.id.in_(ids)).values(race=race_id))
            seeds = {spec.seed for spec in [*known, *specs]}
            connection.execute(update(races).where(races.c.id == race_id).values(seeds=len(seeds)))
        return ids

    def races(self) -> list[RaceRecord]:
        """All races, the newest first."""
        table = schema.races
        with self._engine.connect() as connection:
            found = connection.execute(select(table).order_by(table.c.id.desc())).all()
        return [_record(row) for row in found]

    def race(self, race_id: int) -> RaceRecord:
        """Raises NotFound."""
        with self._engine.connect() as connection:
            return _race(connection, race_id)

    def race_studies(self, race_id: int) -> list[StudyRecord]:
        """The studies of a race, by their numbers. Raises NotFound."""
        table = schema.studies
        with self._engine.connect() as connection:
            _race(connection, race_id)
            query = select(table).where(table.c.race == race_id).order_by(table.c.id)
            return [rows.study_record(row) for row in connection.execute(query)]

    def rename_race(self, race_id: int, name: str) -> None:
        """Raises NotFound."""
        with self._engine.begin() as connection:
            _race(connection, race_id)
            table = schema.races
            connection.execute(update(table).where(table.c.id == race_id).values(name=name))


def drop_empty(connection: Connection) -> None:
    """A race whose last study is deleted is gone."""
    left = select(schema.studies.c.race).where(schema.studies.c.race.is_not(None))
    connection.execute(delete(schema.races).where(schema.races.c.id.not_in(left)))


def _unnamed(spec: StudySpec) -> StudySpec:
    """What it is but for its name, which people change and the store numbers."""
    return spec.model_copy(update={"name": ""})


def _locked(connection: Connection, race_id: int) -> None:
    """Raises NotFound; a race is written before it is read, so that its row is locked from here."""
    if 0 <= race_id <= statements.LARGEST_ID:
        table = schema.races
        same = update(table).where(table.c.id == race_id).values(seeds=table.c.seeds)
        if connection.execute(same).rowcount:
            return
    raise NotFound(f"There is no race r{race_id}.")


def _race(connection: Connection, race_id: int) -> RaceRecord:
    if 0 <= race_id <= statements.LARGEST_ID:
        table = schema.races
        row = connection.execute(select(table).where(table.c.id == race_id)).one_or_none()
        if row is not None:
            return _record(row)
    raise NotFound(f"There is no race r{race_id}.")


def _record(row: Row) -> RaceRecord:
    return RaceRecord(**row._asdict())
