"""What a study keeps of how honest its winner is: reckoned by the engine, shown by all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tuning.metrics import MEASURES

BASELINES = ("constant", "linear", "untuned")
"""Always the same answer, a linear model, and the family's defaults; by these names everywhere."""


@dataclass(frozen=True)
class Claim:
    """Whether the winner is better than a baseline, after allowing for the choosing."""

    lead: float
    """How much better it is, corrected; in the metric, the greater the better."""
    error: float
    """The standard error of it."""
    is_shown: bool
    """False: not shown by these rows, which is not the same as no better."""


@dataclass(frozen=True)
class Step:
    """How things stood as one more trial had ended."""

    trial: int
    """The trial that ended."""
    winner: int
    """The best trial until then."""
    chosen: float
    corrected: float
    low: float
    high: float
    beats: tuple[str, ...] = ()
    """The baselines that the winner was shown to beat then."""


@dataclass(frozen=True)
class OnTest:
    """What the best model scored on the test rows, by the measure that chose it."""

    measure: str
    """A name of `tuning.metrics.MEASURES`: `Honest.metric`."""
    score: float
    low: float | None
    high: float | None
    """The ends of its 90 % interval; None where all resamples of the rows give the same."""
    rows: int
    chose: bool = False
    """Whether the same rows chose it, so that its score flatters."""


@dataclass(frozen=True)
class Honest:
    """A study's winner, after allowing for the choosing. What is None or empty is not known."""

    metric: str
    """What the scores are: a name of `tuning.metrics.MEASURES`."""
    chosen: float | None = None
    """The score where it was chosen: the best trial's."""
    corrected: float | None = None
    """The same, corrected for choosing the best of so many trials and epochs."""
    low: float | None = None
    high: float | None = None
    """The ends of the corrected score's 90 % interval."""
    rows: int | None = None
    """Validation rows that the choice rests on."""
    trials: int = 0
    """Trials among which was chosen."""
    epochs: int = 0
    """The most epochs of one of them among which was chosen; 1 where none was."""
    method: str = ""
    """How it was corrected, in a few words."""
    missing: str = ""
    """Why a number is not there, as a sentence; empty where all are."""
    winner: int | None = None
    baselines: Mapping[str, float] = field(default_factory=dict)
    """Their scores by the same metric on the same rows, by the names of `BASELINES`."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """By baseline."""
    visible: float | None = None
    """From about which lead on these rows show that something is better than the constant."""
    tied: tuple[int, ...] = ()
    """The trials that cannot be told from the winner, itself included, by number."""
    smallest: int | None = None
    """Of these, the one whose network has the fewest weights, and the one that trained fastest."""
    quickest: int | None = None
    course: tuple[Step, ...] = ()
    """How it stood after each trial, in the order in which they ended."""
    tested: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """What the constant and the linear model give on the test rows: by baseline, by measure."""
    accuracy: float | None = None
    """Where it was chosen by a log loss: the accuracy of the same choice, corrected."""
    judged_by: str = ""
    """The measure of `claims`, `visible` and `tied` where it is not `metric`, which is no mean over
    rows then."""
    answer: str = ""
    """What the constant always answers: the name of a class; empty of quantities, their mean."""
    of_quantities: bool = False
    is_split: bool = False
    """Whether a single part of the rows validated, and folds would use more."""
    test: OnTest | None = None
    """None before the best model has met the test rows."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What is to be said of a baseline (`linear`: trained on 10,000 of 48,000 rows), by name."""

    @property
    def flattery(self) -> float | None:
        """By how much the chosen score is better than the corrected one; of a cost, below zero."""
        if self.chosen is None or self.corrected is None:
            return None
        return self.chosen - self.corrected

    def is_shown(self, baseline: str) -> bool:
        """Whether the winner is shown to be better than a baseline; False: not shown."""
        claim = self.claims.get(baseline)
        return claim is not None and claim.is_shown

    @property
    def prefers_linear(self) -> bool:
        """Whether the linear model, which is simpler, is to be taken: the winner does not even lead
        it, corrected, row by row or by the scores that a reader sees side by side. No claim that
        the linear model is better: the test cannot say so."""
        claim = self.claims.get("linear")
        return (
            claim is not None and not claim.is_shown and (claim.lead <= 0 or self._is_behind_linear)
        )

    @property
    def _is_behind_linear(self) -> bool:
        """Whether the corrected score does not come up to the linear model's."""
        linear = self.baselines.get("linear")
        if linear is None or self.corrected is None or self.judged_by:
            return False
        is_cost = MEASURES[self.metric].better == "min"
        return self.corrected >= linear if is_cost else self.corrected <= linear

    def at(self, ended: int) -> Honest:
        """As it stood when so many of its trials had ended: what is not known of then is left out.

        Baselines stay: they are trained as a study begins.
        """
        if ended >= max(self.trials, len(self.course)):
            return self
        course = self.course[:ended]
        last = course[-1] if course else None
        return replace(
            self,
            winner=last.winner if last else None,
            chosen=last.chosen if last else None,
            corrected=last.corrected if last else None,
            low=last.low if last else None,
            high=last.high if last else None,
            trials=len(course),
            claims={},
            visible=None,
            tied=(),
            smallest=None,
            quickest=None,
            course=course,
            accuracy=None,
            test=None,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data, of which `from_json` makes the same again."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Honest:
        claims = {name: Claim(**claim) for name, claim in data.get("claims", {}).items()}
        course = tuple(
            Step(**{**step, "beats": tuple(step.get("beats", ()))})
            for step in data.get("course", ())
        )
        tied = tuple(data.get("tied", ()))
        test = OnTest(**data["test"]) if data.get("test") else None
        read = {"claims": claims, "course": course, "tied": tied, "test": test}
        return cls(**{**data, **read})
