"""Boards as the store keeps them: what a class tries together, one sheet after the other.

A sheet is a study by hand that stays open. Each write begins with the board's own row, which it
locks: so a trial that is sent while the board is cleared goes to the old sheet or to the new one.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from tuning.errors import InvalidInput, NotFound, StateConflict
from tuning.space import Values
from tuning.store import added, commands, rows, schema, statements
from tuning.store.records import BoardRecord, StudyRecord
from tuning.study import StudySpec, StudyState, TrialState
from tuning.text import names

MOST_TRIALS = 300
"""Trials that a sheet takes."""
MOST_NAMES = 60
"""People that a sheet takes trials from."""
TAKES = (StudyState.QUEUED, StudyState.RUNNING, StudyState.INTERRUPTED)
"""The states of a sheet that takes trials; one that was interrupted goes on with its engine."""

boards, studies = schema.boards, schema.studies


class Sent(NamedTuple):
    """A trial that a board has taken."""

    study_id: int
    """The sheet that it goes to."""
    before: int
    """How many trials wait or train before it."""


class Boards:
    """What `Store` reads and writes of boards."""

    _engine: Engine

    def create_board(self, spec: StudySpec, name: str) -> int:
        """Keeps a board with its first sheet, a checked spec by hand, and starts that.

        A name that another board has is numbered. Returns the board's id.
        """
        with self._engine.begin() as connection:
            # Written before anything is read: so that no other is made meanwhile.
            row = {"name": name, "created": time.time(), "study": 0, "spec": ""}
            new = connection.execute(insert(boards).values(row).returning(boards.c.id))
            board_id = int(new.scalar_one())
            others = connection.scalars(select(boards.c.name).where(boards.c.id != board_id))
            name = names.numbered(name, others)
            spec = spec.model_copy(update={"name": name})
            _change(connection, board_id, {"name": name, "spec": spec.model_dump_json()})
            _new_sheet(connection, board_id, spec)
        return board_id

    def boards(self) -> list[BoardRecord]:
        """All boards, the newest first."""
        with self._engine.connect() as connection:
            found = connection.execute(select(boards).order_by(boards.c.id.desc())).all()
        return [_record(row) for row in found]

    def board(self, board_id: int) -> BoardRecord:
        """Raises NotFound."""
        if 0 <= board_id <= statements.LARGEST_ID:
            with self._engine.connect() as connection:
                query = select(boards).where(boards.c.id == board_id)
                if (row := connection.execute(query).one_or_none()) is not None:
                    return _record(row)
        raise _no_board(board_id)

    def sheets(self, board_id: int) -> list[StudyRecord]:
        """The studies that are a board's sheets and have not been deleted, the newest first."""
        query = select(studies).where(studies.c.board == board_id).order_by(studies.c.id.desc())
        with self._engine.connect() as connection:
            return [rows.study_record(row) for row in connection.execute(query)]

    def board_version(self, board_id: int) -> tuple[int | str | None, ...]:
        """Differs once the board shows something else; cheap. Raises NotFound."""
        board = self.board(board_id)
        study, trials = board.study, schema.trials
        with self._engine.connect() as connection:
            state = connection.scalar(select(studies.c.state).where(studies.c.id == study))
            turn = connection.scalar(select(studies.c.turn).where(studies.c.id == study))
            changed = select(func.max(trials.c.change)).where(trials.c.study_id == study)
            fits = schema.fits
            began = select(func.max(fits.c.change)).where(fits.c.study_id == study)
            told = connection.scalar(changed), connection.scalar(began)
        return (board.change, study, state, turn, *told)

    def try_on_board(self, board_id: int, by: str, values: Values) -> Sent:
        """Sends a person's trial, whose values are checked, to a board's current sheet.

        Raises NotFound, StateConflict where the board takes no trials now, and InvalidInput where
        it is full or this person has one that is not through.
        """
        with self._engine.begin() as connection:
            board = _touched(connection, board_id)
            _check_open(board, _study(connection, board.study))
            before = _check_room(connection, board.study, by)
            added.add(connection, board.study, values, by)
        return Sent(board.study, before)

    def clear_board(self, board_id: int, sheet: int) -> int:
        """Finishes the current sheet and begins the next, which opens a closed board; its study.

        `sheet`: the one that is to be cleared; nothing happens where another has followed it.
        Raises NotFound, and StateConflict for a sheet that takes trials and has none.
        """
        with self._engine.begin() as connection:
            board = _touched(connection, board_id)
            if board.study != sheet:
                return int(board.study)
            old = _study(connection, sheet)
            if _takes(board, old) and _is_empty(connection, sheet):
                raise StateConflict("The sheet is empty: there is nothing to clear.")
            new = _new_sheet(connection, board_id, StudySpec.model_validate_json(board.spec))
            _finish(connection, old)
        return new

    def close_board(self, board_id: int) -> None:
        """It takes no more trials and finishes its sheet; it stays to be read. Raises NotFound."""
        with self._engine.begin() as connection:
            board = _touched(connection, board_id)
            if board.closed is None:
                _change(connection, board_id, {"closed": time.time()})
                _finish(connection, _study(connection, board.study))

    def delete_board(self, board_id: int) -> None:
        """Removes a board, and finishes its sheet; its sheets stay as studies. Raises NotFound."""
        with self._engine.begin() as connection:
            board = _touched(connection, board_id)
            connection.execute(delete(boards).where(boards.c.id == board_id))
            if board.closed is None:
                _finish(connection, _study(connection, board.study))

    def is_cleared(self, study_id: int) -> bool:
        """Whether a study was a sheet, and no trial is sent to it any more."""
        query = select(studies.c.board).where(studies.c.id == study_id)
        current = select(boards.c.id).where(boards.c.study == study_id, boards.c.closed.is_(None))
        with self._engine.connect() as connection:
            is_sheet = connection.scalar(query) is not None
            return is_sheet and connection.execute(current).first() is None

    def pass_on(self, study_id: int) -> None:
        """Trials that a study has not begun, and will not: to the sheet that followed, if any."""
        with self._engine.begin() as connection:
            pass_on(connection, study_id)


def pass_on(connection: Connection, study_id: int) -> None:
    """Sends what waits for a study that has ended to the sheet that followed it.

    Where none did, it is dropped if the study can never go on.
    """
    waiting = schema.commands
    own = waiting.c.study_id == study_id, waiting.c.kind == commands.TRIAL
    study = _study(connection, study_id)
    if study is None:
        return
    board = connection.execute(select(boards).where(boards.c.id == study.board)).one_or_none()
    if board is not None and board.study != study_id:
        connection.execute(update(waiting).where(*own).values(study_id=board.study))
    elif board is None and study.state == StudyState.COMPLETED:
        connection.execute(delete(waiting).where(*own))


def _touched(connection: Connection, board_id: int) -> Row:
    """A board's row, its change counter raised: the transaction holds the lock from here on."""
    if not 0 <= board_id <= statements.LARGEST_ID:
        raise _no_board(board_id)
    raised = update(boards).where(boards.c.id == board_id).values(change=boards.c.change + 1)
    row = connection.execute(raised.returning(*boards.c)).one_or_none()
    if row is None:
        raise _no_board(board_id)
    return row


def _new_sheet(connection: Connection, board_id: int, spec: StudySpec) -> int:
    """Keeps a new study as the board's current sheet, and has it started."""
    study_id = statements.create(connection, spec)
    statements.change(connection, study_id, {"board": board_id})
    _change(connection, board_id, {"study": study_id, "closed": None})
    commands.leave(connection, "start", study_id)
    return study_id


def _finish(connection: Connection, study: Row | None) -> None:
    """Ends a sheet that is followed by another, or by none; what it has not begun goes there."""
    if study is None:
        return
    state = StudyState(study.state)
    if not state.is_active():
        pass_on(connection, study.id)
    if not state.is_finished():
        # A search without a trial has no winner to test.
        commands.leave(
            connection, "stop" if _is_empty(connection, study.id) else "finish", study.id
        )


def _takes(board: Row, study: Row | None) -> bool:
    """Whether a board takes trials now."""
    return board.closed is None and study is not None and StudyState(study.state) in TAKES


def _check_open(board: Row, study: Row | None) -> None:
    """Raises StateConflict where the board takes no trials now."""
    if board.closed is not None:
        raise StateConflict("This board is closed: it can be read, and takes no more trials.")
    if study is None:
        raise StateConflict("This sheet was deleted: the teacher can begin a new one.")
    if not _takes(board, study):
        raise StateConflict(
            f"This sheet is {study.state.lower()}, and takes no trials: the teacher can begin a "
            "new one."
        )


def _check_room(connection: Connection, study_id: int, by: str) -> int:
    """How many trials wait or train there. Raises InvalidInput."""
    known = _known(connection, study_id)
    if len(known) >= MOST_TRIALS:
        raise InvalidInput(
            f"This board is full: {MOST_TRIALS} trials. The teacher can clear it.", "board"
        )
    open_ = [name for name, is_over in known if not is_over]
    if by in open_:
        raise InvalidInput(
            "One trial at a time: your last one is not through yet; look at its score first.",
            "board",
        )
    people = {name for name, _ in known if name}
    if by not in people and len(people) >= MOST_NAMES:
        raise InvalidInput(
            f"This board is full: {MOST_NAMES} names. The teacher can clear it.", "board"
        )
    return len(open_)


def _known(connection: Connection, study_id: int) -> list[tuple[str | None, bool]]:
    """Of each trial of a sheet, those that wait included: who sent it, and whether it is over."""
    table = schema.trials
    by = func.json_extract(table.c.reason, "$.by")
    query = select(by, table.c.state).where(table.c.study_id == study_id)
    begun = [(by, TrialState(state).is_finished()) for by, state in connection.execute(query)]
    waiting = added.waiting(connection, study_id)
    return [*begun, *((command.payload.get("by"), False) for command in waiting)]


def _is_empty(connection: Connection, study_id: int) -> bool:
    return not _known(connection, study_id)


def _study(connection: Connection, study_id: int) -> Row | None:
    return connection.execute(select(studies).where(studies.c.id == study_id)).one_or_none()


def _no_board(board_id: int) -> NotFound:
    return NotFound(f"There is no board {board_id}.")


def _change(connection: Connection, board_id: int, columns: dict[str, Any]) -> None:
    connection.execute(update(boards).where(boards.c.id == board_id).values(columns))


def _record(row: Row) -> BoardRecord:
    values = row._asdict()
    del values["spec"]
    return BoardRecord(**values)
