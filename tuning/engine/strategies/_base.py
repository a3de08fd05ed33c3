"""What every search technique shares: it is handed a study's trials and runs the search on them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from tuning.engine.trials import Trials
from tuning.study import StudySpec


class SearchStrategy(ABC):
    """One search technique. Its file translates between its library and `Trials`."""

    name: ClassVar[str]
    """Its name in the catalog."""

    def __init__(self, spec: StudySpec, folder: Path) -> None:
        """`folder` is where the technique's library keeps its own files for this study."""
        self.spec = spec
        self.options = spec.strategy.options
        self.folder = folder

    @abstractmethod
    def search(self, trials: Trials) -> dict[str, Any]:
        """Searches until its budget is used; returns what it has to tell besides the trials.

        Raises StudyStopped when a person stops the study.
        """
