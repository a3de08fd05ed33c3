"""What the KerasTuner techniques share: the space as HyperParameters, an oracle asked and told.

The oracle decides; trials run several at once, each under a tuner id of its own. The project
folder is the one that `keras_tuner` writes: a notebook reopens it with the same tuner class.
"""

from __future__ import annotations

import itertools
import statistics
import time
from abc import abstractmethod
from typing import Any, ClassVar

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from tuning import catalog
from tuning.engine.ledger import Ended
from tuning.engine.strategies._base import SearchStrategy
from tuning.engine.trials import Trials, is_by_hand
from tuning.space import AnyParameter, Boolean, Choice, Float, Int, Space, Value, Values

PROJECT = "keras_tuner"
NEVER = 10**9


class KerasTunerStrategy(SearchStrategy):
    """Asks an oracle for trials and tells it their scores."""

    oracle: keras_tuner.Oracle
    numbers: dict[str, int]
    """The oracle's trial ids and the numbers they have here."""
    trial_ids: dict[int, str]
    """The other way round, of the trials of this run."""
    learns: ClassVar[bool] = False
    """Whether its proposals depend on how earlier trials ended."""
    reloads: ClassVar[bool] = True
    """Whether its saved state is enough to go on from."""

    @abstractmethod
    def make_oracle(self, settings: dict[str, Any]) -> keras_tuner.Oracle:
        """The library's oracle; `settings` are the arguments that all oracles take."""

    def search_space(self) -> Space:
        """The space as the oracle is to see it."""
        if catalog.strategy(self.name).sets_epochs:
            return Space(
                parameters={n: p for n, p in self.spec.space.parameters.items() if n != "epochs"}
            )
        return self.spec.space

    def reason(self, trial: Trial) -> dict[str, Any]:
        """Why the oracle proposed this trial."""
        return {"text": "Drawn at random."}

    def native(self, trial: Trial) -> str:
        """The name under which a resumed study finds this trial again."""
        return str(trial.trial_id)

    def start_options(self, trial: Trial) -> dict[str, Any]:
        """How `Trials.start` is to train it, beyond its values."""
        return {}

    def open_oracle(self) -> keras_tuner.Oracle:
        """The oracle over the project folder, with what an earlier run left there."""
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
        oracle.verbose = 0
        self.folder.mkdir(parents=True, exist_ok=True)
        oracle._set_project_dir(str(self.folder), PROJECT)
        # With its own (empty) state beside the oracle's, a tuner in a notebook finds a project.
        (self.folder / PROJECT).mkdir(exist_ok=True)
        (self.folder / PROJECT / "tuner0.json").write_text("{}", encoding="utf-8")
        if self.reloads and (self.folder / PROJECT / "oracle.json").exists():
            oracle.reload()
        else:
            oracle.save()
        return oracle

    def search(self, trials: Trials) -> dict[str, Any]:
        self.oracle = self.open_oracle()
        self.trial_ids = {}
        self.numbers = {t.native: t.number for t in trials.recorded() if t.native is not None}
        # Under an id that has a trial under way, the oracle would give that trial again.
        tuner_ids = (f"tuner{number}" for number in itertools.count())
        exhausted, most = False, trials.capacity if self.learns else trials.ahead
        while not exhausted or trials.in_flight:
            while not exhausted and trials.in_flight < most:
                begun = time.perf_counter()
                proposal = self.oracle.create_trial(next(tuner_ids))
                thinking = time.perf_counter() - begun
                exhausted = proposal.status == TrialStatus.STOPPED
                if proposal.status != TrialStatus.RUNNING:
                    break
                self._start(trials, proposal, thinking)
            if trials.in_flight:
                self.tell(trials.next_ended())
        return {"space": space_summary(self.search_space())}

    def _start(self, trials: Trials, proposal: Trial, thinking: float) -> None:
        number = trials.start(
            searched_values(self.spec.space, proposal.hyperparameters.values),
            reason=self.reason(proposal) | {"thinking_seconds": round(thinking, 4)},
            native=self.native(proposal),
            **self.start_options(proposal),
        )
        self.numbers[proposal.trial_id] = number
        self.trial_ids[number] = proposal.trial_id

    def tell(self, ended: Ended) -> None:
        """Gives the oracle a trial's score: the mean over its fits, as KerasTuner's tuners do."""
        trial = self._adopt(ended) if is_by_hand(ended.native) else None
        trial = trial or self.oracle.trials[self.trial_ids[ended.number]]
        if ended.score is None:
            trial.status = TrialStatus.FAILED
            trial.message = ended.error
        else:
            step = statistics.fmean(self._best_step(curve) for curve in ended.curves)
            metrics = {self.spec.objective.metric: ended.score}
            self.oracle.update_trial(trial.trial_id, metrics, step=round(step))
            trial.status = TrialStatus.COMPLETED
        self.oracle.end_trial(trial)

    def _adopt(self, ended: Ended) -> Trial:
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

    def _best_step(self, curve: list[dict[str, Any]]) -> int:
        objective = self.spec.objective
        values = [row[objective.metric] for row in curve]
        return values.index(objective.best(values))


def hyperparameters(space: Space) -> keras_tuner.HyperParameters:
    """The searched part of a space in KerasTuner's terms, conditions included."""
    result = keras_tuner.HyperParameters()
    searched = space.searched
    for name in space.in_order():
        if name in searched:
            _declare(result, name, space, dict(space[name].when))
    return result


def _declare(
    result: keras_tuner.HyperParameters, name: str, space: Space, when: dict[str, list[Any]]
) -> None:
    varying = {parent: wanted for parent, wanted in when.items() if parent in space.searched}
    if not varying:
        _add(result, name, space[name])
        return
    parent, wanted = next(iter(varying.items()))
    rest = {p: w for p, w in varying.items() if p != parent}
    possible = [value for value in wanted if space[parent].contains(value)]
    with result.conditional_scope(parent, possible):
        _declare(result, name, space, rest)


def _add(result: keras_tuner.HyperParameters, name: str, parameter: AnyParameter) -> None:
    if isinstance(parameter, Int):
        result.Int(
            name,
            parameter.low,
            parameter.high,
            step=None if parameter.scale == "log" else parameter.step,
            sampling=parameter.scale,
        )
    elif isinstance(parameter, Float):
        result.Float(
            name, parameter.low, parameter.high, step=parameter.step, sampling=parameter.scale
        )
    elif isinstance(parameter, Choice):
        result.Choice(name, list(parameter.values))
    elif isinstance(parameter, Boolean):
        result.Boolean(name)


def searched_values(space: Space, values: dict[str, Any]) -> Values:
    """An oracle's values without its own entries (`tuner/epochs` …), in plain types."""
    return {name: _plain(space[name], value) for name, value in values.items() if name in space}


def _plain(parameter: AnyParameter, value: Any) -> Value:
    if isinstance(parameter, Int):
        return int(value)
    if isinstance(parameter, Float):
        return float(f"{float(value):.12g}")
    return value


def space_summary(space: Space) -> list[dict[str, Any]]:
    """What `tuner.search_space_summary()` prints, as rows."""
    return [
        {"name": hp.name, "kind": type(hp).__name__, **_shown(hp.get_config())}
        for hp in hyperparameters(space).space
    ]


def _shown(config: dict[str, Any]) -> dict[str, Any]:
    keep = ("values", "min_value", "max_value", "step", "sampling", "default")
    return {name: config[name] for name in keep if config.get(name) is not None}
