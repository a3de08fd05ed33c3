"""What the two searches by successive halving share: rounds of ever fewer candidates."""

from __future__ import annotations

from typing import Any

from sklearn.experimental import enable_halving_search_cv  # noqa: F401  it is how to ask for them

from tuning import strategies
from tuning.engine.proposals import Reason
from tuning.engine.strategies._scikit.places import Place
from tuning.engine.strategies._scikit.search import ScikitStrategy


class HalvingStrategy(ScikitStrategy):
    """Every round keeps the best part of the candidates and gives them more epochs or rows."""

    def halving(self, settings: dict[str, Any]) -> dict[str, Any]:
        """The arguments of both searches."""
        by_epochs = self.options["resource"] == "epochs"
        return settings | {
            "factor": self.options["factor"],
            "resource": "epochs" if by_epochs else "n_samples",
            "max_resources": int(self.spec.fixed("epochs")) if by_epochs else "auto",
            "min_resources": self.options["min_resources"] or "exhaust",
            "random_state": self.spec.seed,
            "return_train_score": False,
        }

    def reason(self, place: Place) -> Reason:
        rounds = sum(map(len, strategies.brackets(self.spec)))
        unit = "epoch" if self.options["resource"] == "epochs" else "row"
        share = f"with {place.resources} {unit}{'' if place.resources == 1 else 's'}"
        kept = f"one of the {place.candidates} best so far" if place.round else "a first look"
        return Reason(
            f"Round {place.round + 1} of {rounds}: {kept}, {share}.",
            {"round": place.round + 1, "resources": place.resources},
        )
