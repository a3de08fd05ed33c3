"""KerasTuner's oracles, made good where they end early or leave configurations out.

KerasTuner gives a space up after 20 draws that it had before. Their states and files stay
KerasTuner's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import keras_tuner
from keras_tuner.engine.trial import TrialStatus

from tuning.space import Space, Values

MOST_LISTED = 100_000
"""Configurations of a space that are listed to find those not tried yet."""
MOST_COLLISIONS = 2_000
"""Draws in a row that were tried before, until a space too large to be listed counts as used up."""
Answer = dict[str, Any]


class Exhaustive(keras_tuner.Oracle):
    """Draws at random until every configuration was tried."""

    _space = Space()
    _left: Iterator[Values] | None = None

    def cover(self, space: Space) -> None:
        """Says which space it draws from."""
        self._space = space
        if not self._can_be_listed():
            self._max_collisions = MOST_COLLISIONS

    def _can_be_listed(self) -> bool:
        is_finite = all(parameter.is_finite for parameter in self._space.searched.values())
        return is_finite and self._space.grid_size() <= MOST_LISTED

    def _random_values(self) -> Values | None:
        values: Values | None = super()._random_values()
        if values is None and self._can_be_listed():
            self._left = self._left or self._in_random_order()
            values = next((v for v in self._left if not self._duplicate(v)), None)
        return values

    def _in_random_order(self) -> Iterator[Values]:
        """All configurations, as the oracle names them."""
        searched = self._space.searched
        every = [
            {name: value for name, value in values.items() if name in searched}
            for values in self._space.combinations()
        ]
        random.Random(self.seed).shuffle(every)
        return iter(every)


class GridSearchOracle(Exhaustive, keras_tuner.oracles.GridSearchOracle):
    """KerasTuner's grid search, which goes on before a trial has ended: no result decides its way.

    By itself it has one trial under way at a time.
    """

    def populate_space(self, trial_id: str) -> Answer:
        answer: Answer = super().populate_space(trial_id)
        if answer["status"] == TrialStatus.RUNNING:
            self._populate_next.append(trial_id)
        return answer


class RandomSearchOracle(Exhaustive, keras_tuner.oracles.RandomSearchOracle):
    """KerasTuner's random search over all of a space."""
