"""Hyperparameters without an effect that could be told, and the study with them fixed."""

from __future__ import annotations

from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known
from tuning.analysis.trials import title_of, varying
from tuning.text.words import listed

FEWEST = 100
"""Trials from which on an effect of half of the variance is found in every study, by
`tuning.analysis.permuted`: where none is found then, there is none that large."""
MOST_NAMED = 4


def idle(known: Known) -> Card | None:
    """The card, where some hyperparameters show no effect in enough trials; else None."""
    if len(known.scored) < FEWEST or known.best is None:
        return None
    what = known.what
    if not what.others:
        return None
    names = [
        name for name in varying(known.view) if title_of(known.view.study, name) in what.others
    ]
    looked_at = (("Trials looked at", f"{what.trials:,}"),)
    if not len(what.table):
        text = (
            f"In {what.trials:,} trials no hyperparameter moves the score by more than chance "
            "does; an effect that made half of the differences would have been found."
        )
        return Card("look", "idle", text, looked_at, "importances", None, 33)
    told = what.others[:MOST_NAMED]
    more = [f"{len(what.others) - len(told):,} more"] if len(what.others) > len(told) else []
    text = (
        f"In {what.trials:,} trials nothing shows that the score depends on "
        f"{listed([*map(_within, told), *more], 'or')}; what made half of the differences would "
        "have been found."
    )
    figures = (*looked_at, ("Without effect", f"{len(names):,}"))
    return Card("look", "idle", text, figures, "importances", _fix(known, names), 32)


def _within(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _fix(known: Known, names: list[str]) -> Action | None:
    """With the best trial's values; a search needs one hyperparameter that is left."""
    assert known.best is not None
    space, values = known.spec.space, known.best.values
    can = {n: values[n] for n in names if n in space.searched and values.get(n) is not None}
    decides = {parent for parameter in space.parameters.values() for parent in parameter.when}
    can = {name: value for name, value in can.items() if name not in decides}
    if not can or len(can) == len(space.searched):
        return None
    label = "Fix it" if len(can) == 1 else "Fix them"
    return Action(label, "study", changes.fixed(known.spec, can))
