"""What is said of an honest winner, in plain words: one place for pages, cards, reports and the
command line.

Sentences are plain text and hold the name of a class as it is: a place that reads markup escapes
them, by `tuning.text.names`. Rules and wording are those of the experiment in
`benchmarks/honesty`.
"""

from __future__ import annotations

from tuning import metrics
from tuning.errors import shortened
from tuning.honesty.gauge import risen_until, tolerance
from tuning.honesty.numbers import difference, places, ranged, span
from tuning.honesty.numbers import rows as rows_of
from tuning.honesty.numbers import trials as trials_of
from tuning.honesty.record import Honest, OnTest
from tuning.text.words import score

OLD = (
    "It was made by an earlier version, which kept no row scores: its scores cannot be corrected "
    "for the choosing."
)
PARTLY_OLD = (
    "Trials of an earlier version have no row scores, so that the winner's score cannot be "
    "corrected for choosing among them."
)
UNRECKONED = "It ended before its scores were corrected for the choosing."
COMES = "The corrected score comes as trials end."
NOTHING = "No trial has a score yet."
NO_ROWS = (
    "Fewer than two rows validate it, so that its scores cannot be corrected for the choosing."
)
OTHER_ROWS = (
    "Its trials were validated on different rows, so that their scores cannot be corrected for the "
    "choosing."
)
OF_TRAINING = (
    "It was chosen by rows that it was trained on: such a score says nothing of others and cannot "
    "be corrected; whether it beats a baseline is told by the rows that validate."
)
LINEAR = "a plain linear model"
BRIEFLY = {
    OLD: "older than row scores",
    PARTLY_OLD: "partly older than row scores",
    UNRECKONED: "ended before it was reckoned",
    NOTHING: "no score yet",
    NO_ROWS: "no rows validate it",
    OTHER_ROWS: "validated on different rows",
    OF_TRAINING: "chosen by training rows",
}
"""Why there is no corrected score, where there is little room."""


def no_mean(metric: str, is_classes: bool = True) -> str:
    """Why a measure cannot be corrected, and what is told all the same."""
    title = metrics.MEASURES[metric].title
    more = ": whether it beats a baseline is told by accuracy" if is_classes else ""
    return f"{title} is no mean over rows and cannot be corrected for the choosing{more}."


# -- scores ----------------------------------------------------------------------------------------


def corrected_score(honest: Honest) -> str:
    """`0.71 (0.60 to 0.80)`; a dash where it is not known. For tables and badges."""
    if honest.corrected is None or honest.low is None or honest.high is None:
        return "–"
    return f"{_about(honest)}{ranged(honest.corrected, honest.low, honest.high)}"


def scores(honest: Honest) -> str:
    """The score where it was chosen, the corrected one with its interval, and the rows.

    What is missing is said, too.
    """
    if honest.chosen is None:
        return honest.missing or NOTHING
    on = f", on {rows_of(honest.rows)}" if honest.rows else ""
    if honest.corrected is None or honest.low is None or honest.high is None:
        told = f"Score where it was chosen: {score(honest.chosen)}{on}."
        return f"{told} {honest.missing}".rstrip()
    digits = places(honest.high - honest.low)
    if honest.trials <= 1 and honest.epochs <= 1:
        return (
            f"Score: {honest.chosen:,.{digits + 1}f} (90%: {span(honest.low, honest.high)}){on}. "
            "Nothing was chosen, so that it does not flatter."
        )
    return (
        f"Score where it was chosen: {honest.chosen:,.{digits + 1}f}. "
        f"Corrected for choosing {among(honest)}: {_about(honest)}"
        f"{honest.corrected:,.{digits}f} (90%: {span(honest.low, honest.high)}){on}."
        f"{_by_accuracy(honest)}"
    )


def briefly(honest: Honest) -> str:
    """Why there is no corrected score, in a few words; empty where there is one."""
    if honest.corrected is not None or not honest.missing:
        return ""
    return BRIEFLY.get(
        honest.missing, f"{metrics.MEASURES[honest.metric].title}: no mean over rows"
    )


def among(honest: Honest) -> str:
    """`among 12 trials × 25 epochs`: what was chosen among."""
    trials, epochs = honest.trials, honest.epochs
    if trials <= 1:
        return f"among {epochs:,} epochs of one trial"
    each = f" × {epochs:,} epochs" if epochs > 1 else ""
    return f"among {trials:,} trials{each}"


def tested(on: OnTest) -> str:
    """`On 50 rows never used: 0.68 (0.57 to 0.78).`"""
    used = "which chose it, too" if on.chose else "never used"
    rows = f"{rows_of(on.rows)}, {used}" if on.chose else f"{rows_of(on.rows)} {used}"
    if on.low is None or on.high is None:
        return f"On {rows}: {score(on.score)}."
    return f"On {rows}: {on.score:,.{places(on.high - on.low)}f} ({span(on.low, on.high)})."


def told(honest: Honest) -> list[str]:
    """All that is to be said of a winner, a sentence or a few each."""
    sentences = [
        scores(honest),
        tested(honest.test) if honest.test else "",
        claims(honest),
        tied(honest),
        gauge(honest),
    ]
    return [sentence for sentence in sentences if sentence]


def _by_accuracy(honest: Honest) -> str:
    """What people ask of a choice by log loss, too."""
    if honest.accuracy is None:
        return ""
    return f" The same choice has an accuracy of {honest.accuracy:.2f}, corrected."


def _about(honest: Honest) -> str:
    """Of quantities, wild trials are chosen in resamples: the corrected score is a bound."""
    if not honest.of_quantities:
        return ""
    return (
        "at least about " if metrics.MEASURES[honest.metric].better == "max" else "at most about "
    )


# -- baselines -------------------------------------------------------------------------------------


def constant(honest: Honest) -> str:
    """`always answering 'no'`: the constant baseline within a sentence."""
    if honest.of_quantities:
        return "always answering the mean"
    if honest.metric in ("log_loss", "loss") and not honest.judged_by:
        return "always saying how frequent each class is"
    if not honest.answer:
        return "always giving the most frequent answer"
    return f"always answering '{shortened(honest.answer)}'"


def title(baseline: str, honest: Honest) -> str:
    """A baseline in a table or a legend: `Always 'no'`, `Linear model`, `Untuned network`."""
    if baseline == "constant":
        if honest.of_quantities:
            return "Always the mean"
        return f"Always '{shortened(honest.answer)}'" if honest.answer else "Always the same"
    return {"linear": "Linear model", "untuned": "Untuned network"}[baseline]


def claims(honest: Honest) -> str:
    """What the winner is shown to be better than, and what not; empty where nothing is known."""
    if "constant" not in honest.claims:
        return ""
    by = _judge(honest)
    names = {"constant": constant(honest), "linear": LINEAR}
    told = {name: f"{names[name]}{_of(honest, name)}" for name in names if name in honest.claims}
    shown = [name for name in ("linear", "constant") if name in told and is_shown(honest, name)]
    if len(shown) == len(told):
        beaten = " and than ".join(told[name] for name in shown)
        return f"Better{by} than {beaten}, even after allowing for the choosing."
    if shown == ["constant"]:
        return (
            f"It has learnt something: better{by} than {told['constant']}, even after allowing for "
            f"the choosing. That it beats {told['linear']} is not shown by these rows"
            f"{_rather(honest)}."
        )
    if shown == ["linear"]:
        return (
            f"Better{by} than {told['linear']}, but not shown to be better than {told['constant']}."
        )
    nothing = f"Not shown to be better{by} than {told['constant']}."
    return " ".join(filter(None, [nothing, visible(honest), _take(honest)]))


def visible(honest: Honest) -> str:
    """`40 rows see only leads above about 0.12; folds use all rows.`; empty where not known."""
    if honest.visible is None or not honest.rows:
        return ""
    if _is_whole(honest):
        return f"{rows_of(honest.rows)} would show no lead, however large."
    folds = "; folds use all rows" if honest.is_split else ""
    return f"{rows_of(honest.rows)} see only leads above about {difference(honest.visible)}{folds}."


def _is_whole(honest: Honest) -> bool:
    """Whether a lead that is seen would take all of the constant's error or loss, or more: a few
    rows make up most of it."""
    metric = honest.judged_by or honest.metric
    constant = None if honest.judged_by else honest.baselines.get("constant")
    if constant is None or honest.visible is None or metrics.MEASURES[metric].better == "max":
        return False
    return honest.visible >= constant


def is_shown(honest: Honest, baseline: str) -> bool:
    """Whether the winner is shown to be better than a baseline; False: not shown."""
    claim = honest.claims.get(baseline)
    return claim is not None and claim.is_shown


def prefers_linear(honest: Honest) -> bool:
    """Whether the linear model, which is simpler, is to be taken: the winner does not even lead it,
    corrected, row by row or by the scores that a reader sees side by side. No claim that the linear
    model is better: the test cannot say so."""
    claim = honest.claims.get("linear")
    return claim is not None and not claim.is_shown and (claim.lead <= 0 or _is_behind(honest))


def _is_behind(honest: Honest) -> bool:
    """Whether the corrected score does not come up to the linear model's."""
    linear = honest.baselines.get("linear")
    if linear is None or honest.corrected is None or honest.judged_by:
        return False
    is_cost = metrics.MEASURES[honest.metric].better == "min"
    return honest.corrected >= linear if is_cost else honest.corrected <= linear


def _rather(honest: Honest) -> str:
    return ": the linear model is simpler, take it" if prefers_linear(honest) else ""


def _take(honest: Honest) -> str:
    """Where neither is shown to have learnt, the linear model is advised if it scores better than
    the constant."""
    if not prefers_linear(honest):
        return ""
    linear, same = (honest.baselines.get(name) for name in ("linear", "constant"))
    sign = -1 if metrics.MEASURES[honest.metric].better == "min" else 1
    is_ahead = linear is not None and same is not None and sign * (linear - same) > 0
    told = f"Nor does it lead {LINEAR}{_of(honest, 'linear')}, which is simpler"
    return f"{told}: take that." if is_ahead else f"{told}."


def _judge(honest: Honest) -> str:
    """By which measure, where it is not the study's."""
    if not honest.judged_by:
        return ""
    return f" by {metrics.within(metrics.MEASURES[honest.judged_by].title)}"


def _of(honest: Honest, baseline: str) -> str:
    value = None if honest.judged_by else honest.baselines.get(baseline)
    if value is None:
        return ""
    width = (honest.high or 0.0) - (honest.low or 0.0)
    return f" ({value:,.{places(width)}f})"


# -- trials ----------------------------------------------------------------------------------------


def tied(honest: Honest) -> str:
    """The set that cannot be told from the winner, with its smallest and its quickest."""
    count, trials = len(honest.tied), honest.trials
    if not count:
        return ""
    if trials <= 1:
        return "There is one trial: nothing to tell it from."
    if count == 1:
        others = "trial" if trials == 2 else trials_of(trials - 1)
        return f"Trial {honest.winner} can be told from the other {others}{_judge(honest)}."
    every = f"{'All' if count == trials else f'{count} of'} {trials} trials"
    which = f"{_judge(honest)}, itself among them{_named(honest)}"
    return f"{every} cannot be told from the winner{which}."


def _named(honest: Honest) -> str:
    smallest, quickest = honest.smallest, honest.quickest
    if smallest is not None and smallest == quickest:
        return f": trial {smallest} is the smallest and the quickest"
    named = ((smallest, "is the smallest"), (quickest, "is the quickest"))
    parts = [f"trial {number} {what}" for number, what in named if number is not None]
    return f": {', '.join(parts)}".replace(", trial", " and trial") if parts else ""


def gauge(honest: Honest) -> str:
    """Since when further trials only fit the rows, and that it is time to stop; else empty."""
    if not honest.course:
        return ""
    is_cost = metrics.MEASURES[honest.metric].better == "min"
    since, last = risen_until(honest.course, is_cost), honest.course[-1]
    gained = since.chosen - last.chosen if is_cost else last.chosen - since.chosen
    if since is last or gained < tolerance(honest.course):
        return ""
    moved = "fell" if is_cost else "rose"
    return (
        f"Since trial {since.trial} the chosen score {moved} by {difference(gained)}, the "
        "corrected one did not: further trials fit these rows. Stop, or give the search more rows."
    )
