"""The report of a study."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from markupsafe import Markup

from tuning import analysis, charts, metrics, tasks
from tuning.analysis import Mattered, cards
from tuning.analysis.baselines import baselines, lead_title
from tuning.analysis.why import why
from tuning.export.report import confirmation, figures, frames, records, trials, whys, words
from tuning.export.report.document import document
from tuning.export.report.words import Fact
from tuning.honesty import words as honesty
from tuning.settings import Settings
from tuning.store import TrialRecord
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.text.words import score


def study_report(view: StudyView, settings: Settings | None = None) -> str:
    """One HTML file of a study, whatever its state. `settings`: where data of one's own are."""
    explained, what = frames.explanations(view), analysis.mattered(view)
    return document(
        "study.html",
        _data(view, explained, what),
        study=view.study,
        made=words.when(time.time()),
        state=words.state(view.study),
        result=words.result(view),
        estimates=Markup(charts.estimates(honest_of(view))),
        **_cards(view, what),
        confirmed=confirmation.told(view),
        baselines=baselines(honest_of(view)),
        lead_title=lead_title(honest_of(view)),
        mattered=what.reason or words.shares(what) if len(analysis.varying(view)) > 1 else "",
        searched=words.searched(view, settings),
        space=words.space(view),
        numbers=_numbers(view),
        measures=tasks.measures(view.study.spec),
        thinned=words.thinned(records.every(view)),
        explanations=explained,
        trials=trials.trial_table(view),
        best=best_of(view),
        objective=metrics.title(view.study.spec.objective.metric),
    )


def _cards(view: StudyView, what: Mattered) -> dict[str, Any]:
    """What to know before trusting the best, all of it, and what was silenced.

    What the winner is worth says only what no card says; a confirmation has a part of its own.
    """
    found = [card for card in cards.cards(view, lambda: what) if not cards.is_told_below(card)]
    silenced = [cards.title_of(card.kind) for card in found if card.kind in view.study.silenced]
    heard = cards.heard(found, view)
    told = honesty.told(honest_of(view)) if view.ranked else []
    return {
        "worth": [text for text in told if not any(text in card.text for card in heard)],
        "cards": [Markup(cards.markup.html(card)) for card in heard],
        "silenced": ", ".join(silenced),
    }


def _data(
    view: StudyView, explained: tuple[frames.Explanation, ...], what: Mattered
) -> dict[str, Any]:
    if not view.trials:
        return {"kind": "study", "empty": True}
    return {
        "kind": "study",
        "study": records.replayed(view),
        "looks": figures.looks(view),
        "mattered": frames.mattered(view, what),
        "confirmed": confirmation.figure(view),
        "frames": [frames.frames(view, one) for one in explained],
        "whys": whys.whys(view),
    }


def _numbers(view: StudyView) -> dict[str, str]:
    """What stands above the charts, as it is at the end."""
    best = _trial(view)
    return {
        "score": score(best.score) if best else "–",
        "best": f"trial {best.number}" if best else "no score yet",
        "trials": f"{view.totals.completed + view.totals.failed:,}",
        "epochs": f"{view.totals.epochs:,}",
    }


def _trial(view: StudyView) -> TrialRecord | None:
    number = view.study.best_number
    return view.trials.get(number) if number is not None else None


class Best(NamedTuple):
    """The best trial, as a report shows it."""

    number: int
    searched: list[Fact]
    others: list[Fact]
    """Hyperparameters that were not searched."""
    fits: list[tuple[str, str, str]]
    """What each is called, its score and its time."""
    why: str


def best_of(view: StudyView) -> Best | None:
    """The best trial's values, fits and reason; None while there is none."""
    best = _trial(view)
    if best is None:
        return None
    found = [one for one in analysis.settings_of(view, best.number) if one.text != "not used"]
    searched = [Fact(one.title, one.text) for one in found if one.role == "searched"]
    others = [one for one in found if one.role in ("fixed", "default")]
    fits = [
        (part.label, score(part.score), f"{part.seconds:.1f} s" if part.seconds else "–")
        for part in analysis.parts(view, best.number)
    ]
    rest = [Fact(one.title, f"{one.text} ({one.role})") for one in others]
    return Best(best.number, searched, rest, fits, why(view, best.number).sentence)
