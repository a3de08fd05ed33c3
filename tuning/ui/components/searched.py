"""What the miniature of a strategy is told: the landscape that it searches, and how it is drawn.

The drawing is `tuning/browser/miniature/landscape.js`.
"""

from __future__ import annotations

from typing import Any

from tuning import catalog, strategies
from tuning.charts import BEST
from tuning.learn import Search, searched
from tuning.learn.landscape import AXES, landscape
from tuning.learn.lessons import FAMILY, title_of
from tuning.space import show
from tuning.strategies import Strategy


def sent(shown: Search) -> dict[str, Any]:
    """As plain JSON. `kind` is `proposing` where the reader proposes the trials."""
    strategy = strategies.strategy(shown.strategy)
    told = {
        "axes": {name: _title(name) for name in AXES},
        "color": strategy.color,
        "best": BEST,
        "landscape": _landscape(strategy, shown.trials),
        "trains": _told(strategy, shown.trials),
    }
    if not strategy.by_person:
        return told
    return told | {"kind": "proposing", "trials": shown.trials, "controls": _controls()}


def _landscape(strategy: Strategy, trials: int) -> dict[str, Any]:
    """Scores as (first axis, second axis), after as many epochs as its longest trial has.

    `named`: what a search is called, with its number behind it.
    """
    known, epochs = landscape(), _epochs(strategy, trials)
    values, score = known.best(epochs)
    return {
        "axes": [
            {
                "name": name,
                "title": _title(name),
                "log": getattr(known.space[name], "scale", "") == "log",
                "places": places.tolist(),
            }
            for name, places in zip(AXES, known.places, strict=True)
        ],
        "scores": known.grid(epochs).round(5).tolist(),
        "best": {"values": values, "score": round(score, 5)},
        "epochs": epochs,
        "budget": trials * searched.EPOCHS,
        "rungs": strategy.brackets is not None,
        "hidden": strategy.by_person,
        "named": "search" if strategy.by_person else "seed",
    }


def _epochs(strategy: Strategy, trials: int) -> int:
    if strategy.by_person:
        return searched.EPOCHS
    return strategy.most_epochs(searched.study(strategy.name, trials, seed=0))


def _told(strategy: Strategy, trials: int) -> str:
    """What was measured, and how sure a score is."""
    known = landscape()
    points = len(known.places[0]) * len(known.places[1])
    network = f"{show(searched.FIXED['units'])} hidden units, Adam"
    off = known.usual_deviation(_epochs(strategy, trials))
    budget = f"{trials * searched.EPOCHS} epochs, what {trials} trials of {searched.EPOCHS} cost"
    return (
        f"Measured on {known.measured}: {points} points, a network each ({network}) trained on "
        f"handwritten digits from {known.seeds} seeds. A trial scores the mean of the "
        f"{known.seeds}, between points what lies between; a single training is off by about "
        f"±{off:.3f}. A search has {budget}."
    )


def _controls() -> list[dict[str, Any]]:
    """The measured values of both hyperparameters, to be chosen by hand."""
    known, family = landscape(), catalog.family(FAMILY)
    return [
        {
            "name": name,
            "title": _title(name),
            "help": family[name].help,
            "stops": places.tolist(),
            "texts": [f"{place:.3g}" for place in places],
            "start": len(places) // 2,
            "named": False,
        }
        for name, places in zip(AXES, known.places, strict=True)
    ]


def _title(name: str) -> str:
    """Up to a comma: there is one of each here."""
    return title_of(name).split(",")[0]
