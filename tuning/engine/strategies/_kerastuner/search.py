"""What the KerasTuner strategies share: an oracle that is asked for trials and told their scores.

The oracle decides; trials run several at once, each under a tuner id of its own. What it proposes
follows from the spec and from what it was told, in an order that the record fixes: a study that is
resumed asks a new oracle from the first trial on and tells it what is recorded.
"""

from __future__ import annotations

import itertools
import statistics
import time
from abc import abstractmethod
from typing import Any, ClassVar

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from tuning import strategies
from tuning.engine.proposals import Reason, TrialOutcome
from tuning.engine.strategies._base import LearningRunner, SearchStrategy
from tuning.engine.strategies._kerastuner import oracles
from tuning.engine.strategies._kerastuner.spaces import (
    hyperparameters,
    searched_values,
    space_summary,
)
from tuning.engine.strategies._kerastuner.state import ProjectFiles
from tuning.space import Space

NEVER = 10**9


class KerasTunerStrategy(SearchStrategy):
    """Asks an oracle for trials and tells it their scores."""

    oracle: oracles.Exhaustive
    files: ProjectFiles
    numbers: dict[str, int]
    """The oracle's trial ids and the numbers they have here."""
    trial_ids: dict[int, str]
    """The other way round."""

    @abstractmethod
    def make_oracle(self, settings: dict[str, Any]) -> oracles.Exhaustive:
        """The library's oracle; `settings` are the arguments that all oracles take."""

    def search_space(self) -> Space:
        """The space as the oracle is to see it."""
        if strategies.strategy(self.name).sets_epochs:
            return Space(
                parameters={n: p for n, p in self.spec.space.parameters.items() if n != "epochs"}
            )
        return self.spec.space

    def reason(self, trial: Trial) -> Reason:
        """Why the oracle proposed this trial."""
        return Reason("Drawn at random.")

    def native(self, trial: Trial) -> str:
        """The name under which a resumed study finds this trial again."""
        return str(trial.trial_id)

    def most(self, workers: int) -> int:
        """How many trials to propose beyond those whose results the oracle knows."""
        return 2 * workers

    def formerly(self, workers: int) -> int | None:
        """The same in studies begun before it was recorded; None: as many."""
        return None

    learns: ClassVar[bool] = True
    """Whether what it proposes depends on results: they are then told in order."""
    keeps_last: ClassVar[bool] = False
    """Whether trials may train on from others."""

    def open_oracle(self) -> oracles.Exhaustive:
        """A new oracle, with its project in the folder."""
        oracle = self.make_oracle(
            {
                "objective": keras_tuner.Objective(
                    self.spec.objective.metric, self.spec.objective.direction
                ),
                # A seed of 0 would mean "any" to KerasTuner.
                "seed": self.spec.seed + 1,
                "hyperparameters": hyperparameters(self.search_space()),
                "allow_new_entries": False,
                "tune_new_entries": False,
                "max_consecutive_failed_trials": NEVER,
            }
        )
        oracle.cover(self.search_space())
        oracle.verbose = 0
        # It looks through all trials at each end; `NEVER` says that it need not.
        oracle._check_consecutive_failures = lambda: None
        self.files = ProjectFiles(oracle, self.folder)
        return oracle

    def search(self, trials: LearningRunner) -> dict[str, Any]:
        self.numbers, self.trial_ids = {}, {}
        self.oracle = self.open_oracle()
        if self.learns:
            most = self.most(trials.workers)
            trials.tell_in_order(most, self.formerly(trials.workers) or most)
        try:
            self._search(trials)
            self.files.follow()
        finally:
            self.files.write()
        return {"space": space_summary(self.search_space())}

    def _search(self, trials: LearningRunner) -> None:
        # Under an id that has a trial under way, the oracle would give that trial again.
        tuner_ids = (f"tuner{number}" for number in itertools.count())
        exhausted = False
        while True:
            while not exhausted and trials.has_room:
                begun = time.perf_counter()
                proposal = self.oracle.create_trial(next(tuner_ids))
                thinking = time.perf_counter() - begun
                exhausted = proposal.status == TrialStatus.STOPPED
                if proposal.status != TrialStatus.RUNNING:
                    break
                self._start(trials, proposal, thinking)
            ended = trials.next_ended()
            if ended is None:
                return
            self.tell(ended)

    def _start(self, trials: LearningRunner, proposal: Trial, thinking: float) -> None:
        known = trials.recorded_as(self.native(proposal))
        own = proposal.hyperparameters.values
        values = searched_values(self.spec.space, own) if known is None else known.values
        # The oracle is to know the very values that are trained, and the record keeps.
        own.update({name: value for name, value in values.items() if name in own})
        if known is not None and known.reason:
            reason = Reason.recorded(known.reason)
        else:
            reason = self.reason(proposal).also(thinking_seconds=round(thinking, 4))
        number = trials.start(
            values,
            reason=reason,
            native=self.native(proposal),
            keep_last=self.keeps_last,
        )
        self.numbers[proposal.trial_id] = number
        self.trial_ids[number] = proposal.trial_id
        if not trials.is_catching_up:
            self.files.follow()

    def tell(self, ended: TrialOutcome) -> None:
        """Gives the oracle a trial's score: the mean over its fits, as KerasTuner's tuners do."""
        trial = self._adopt(ended) if ended.is_by_hand else None
        trial = trial or self.oracle.trials[self.trial_ids[ended.number]]
        if ended.score is None:
            trial.status = TrialStatus.FAILED
            trial.message = ended.error
        else:
            curves = [[epoch.metrics for epoch in curve] for curve in ended.curves]
            step = statistics.fmean(place or 0 for place in self.spec.kept_epochs(curves))
            metrics = {self.spec.objective.metric: ended.score}
            self.oracle.update_trial(trial.trial_id, metrics, step=round(step))
            trial.status = TrialStatus.COMPLETED
        self.oracle.end_trial(trial)

    def _adopt(self, ended: TrialOutcome) -> Trial:
        """Makes a trial that a person proposed one of the oracle's own, so that it learns."""
        values = {name: v for name, v in ended.values.items() if name in self.search_space()}
        hps = self.oracle.get_space()
        hps.values = {hp.name: values[hp.name] for hp in hps.space if hp.name in values}
        trial = Trial(hyperparameters=hps, trial_id=str(ended.native), status=TrialStatus.RUNNING)
        self.oracle.trials[trial.trial_id] = trial
        self.oracle.start_order.append(trial.trial_id)
        self.oracle.ongoing_trials[trial.trial_id] = trial
        if self.oracle.max_trials:
            self.oracle.max_trials += 1  # it does not use up the budget
        return trial
