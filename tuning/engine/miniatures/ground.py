"""What an adapter runs its trials on in a miniature: the landscape, where each ends at once.

It is the `LearningRunner` of `tuning.engine.strategies`: several trials are under way, told in the
order of a study with one worker, and a trial that continues another goes on where that one was.
"""

from __future__ import annotations

from collections.abc import Collection

from tuning.engine.miniatures.steps import Step
from tuning.engine.order import Order
from tuning.engine.proposals import Proposal, Reason, TrialOutcome
from tuning.learn.landscape import landscape
from tuning.space import Values
from tuning.store import EpochRecord, TrialRecord
from tuning.study import FitKind, StudySpec


class Ground:
    """Runs the trials that an adapter proposes, and keeps a step of each that has ended."""

    workers = 1
    is_catching_up = False

    def __init__(self, spec: StudySpec) -> None:
        self.steps: list[Step] = []
        self._spec, self._order = spec, Order(2 * self.workers)
        self._begun: dict[int, Step] = {}

    def tell_in_order(self, most: int, formerly: int) -> None:
        """As many trials are under way as long fits need: no pack is to be filled here."""
        self._order = Order(formerly)

    @property
    def has_room(self) -> bool:
        return self._order.has_room

    def start(
        self,
        values: Values,
        *,
        reason: Reason,
        native: str | None = None,
        keep_last: bool = False,
    ) -> int:
        """Starts one trial; returns its number."""
        number = len(self._begun) + 1
        values = self._spec.space.active({**self._spec.space.fixed, **values})
        until = reason.until or int(values.get("epochs") or self._spec.fixed("epochs"))
        before = self._begun[reason.continues].epochs if reason.continues else 0
        record = Proposal(number, values, reason, native).record(None)
        self._begun[number] = Step(record, until, landscape().score(values, until))
        self._order.begin(number, until - before)
        return number

    def next_ended(self, *, stay_open: bool = False) -> TrialOutcome | None:
        """The trial that ends next; None once none is under way, whoever might add one."""
        number = self._order.next()
        if number is None:
            return None
        self._order.tell(number)
        step = self._begun[number]
        self.steps.append(step)
        curve = self._curve(step)
        return TrialOutcome(number, step.values, step.score, [curve], step.record.native)

    def recorded_as(self, native: str) -> TrialRecord | None:
        """None: no earlier run is continued."""
        return None

    def forget_weights(self, but: Collection[int]) -> None:
        """There are none."""

    def _curve(self, step: Step) -> list[EpochRecord]:
        """The epochs of a trial, from the first: what the landscape says after each."""
        metric, known = self._spec.objective.metric, landscape()
        return [
            EpochRecord(
                step.number,
                FitKind.EXECUTION,
                0,
                epoch,
                {metric: known.score(step.values, epoch)},
                0.0,
            )
            for epoch in range(1, step.epochs + 1)
        ]
