"""What is kept of studies: one SQLite file that the web process, engine and command line share.

`Store` reads and writes it, `records` are what it gives back, `schema` and `migrations/` its
tables; `view` is a study as a reader holds it, and `moments` as it was at any moment of its run
(`timeline` says in which order things happened, `past` makes the view); `archive` is a study as a
file, `drafts` and `housekeeping` are about the other files of a home.
"""

from tuning.store.confirmations import ConfirmationRecord, ConfirmationState
from tuning.store.kept_honest import Correction
from tuning.store.miniatures import MiniatureRecord, MiniatureState
from tuning.store.predictions import PredictionRecord, PredictionState
from tuning.store.records import (
    ENDING,
    EXAMPLE,
    Batch,
    BoardRecord,
    Command,
    EngineRecord,
    EpochRecord,
    EventRecord,
    FitKey,
    FitRecord,
    RaceBy,
    RaceRecord,
    StudyRecord,
    StudyTitle,
    TrialRecord,
)
from tuning.store.row_scores import RowScores
from tuning.store.store import Store

__all__ = [
    "ENDING",
    "EXAMPLE",
    "Batch",
    "BoardRecord",
    "Command",
    "ConfirmationRecord",
    "ConfirmationState",
    "Correction",
    "EngineRecord",
    "EpochRecord",
    "EventRecord",
    "FitKey",
    "FitRecord",
    "MiniatureRecord",
    "MiniatureState",
    "PredictionRecord",
    "PredictionState",
    "RaceBy",
    "RaceRecord",
    "RowScores",
    "Store",
    "StudyRecord",
    "StudyTitle",
    "TrialRecord",
]
