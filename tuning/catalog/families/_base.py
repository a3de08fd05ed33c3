"""What a model family is: hyperparameters, and the layers that their values make."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Layer, Shape, decayed, numbered
from tuning.space import AnyParameter, Space, Value, Values


@dataclass(frozen=True)
class Family:
    """A family of models: its hyperparameters decide which model a trial builds."""

    name: str
    title: str
    help: str
    hyperparameters: tuple[Hyperparameter, ...]
    hidden: Callable[[Values, Shape], Iterable[Layer]]
    """Its layers but the last, from complete values and the inputs' shape."""
    images_only: bool = False
    widths: tuple[str, ...] = ()
    """The hyperparameters that are the units of its hidden layers, in their order; one that is left
    out is as wide as the first."""

    def __getitem__(self, name: str) -> Hyperparameter:
        return next(h for h in self.hyperparameters if h.name == name)

    @property
    def names(self) -> list[str]:
        return [h.name for h in self.hyperparameters]

    def defaults(self) -> dict[str, Value]:
        return {h.name: h.default for h in self.hyperparameters}

    def complete(self, space: Space) -> Space:
        """`space` with the family's own conditions and types; hyperparameters left out stay out.

        A condition holds only where its parent can vary: `momentum` under a fixed `adam` is a
        mistake that the study's check reports.
        """
        new: dict[str, AnyParameter] = {}
        for name, parameter in space.parameters.items():
            when = {**parameter.when}
            for parent, wanted in self[name].when.items():
                if parent in space and parent not in when:
                    when[parent] = wanted
            for parent, idle in self[name].unless.items():
                can_be_idle = parent in space and any(map(space[parent].contains, idle))
                if not parameter.searched and not space.searched.get(parent):
                    can_be_idle = False  # both are fixed: it stands there and does nothing
                if can_be_idle and parent not in when:
                    when[parent] = [v for v in self[parent].every() if v not in idle]
            new[name] = self[name].in_kind(parameter).model_copy(update={"when": when})
        return Space(parameters=new)

    def values(self, chosen: Mapping[str, Value]) -> dict[str, Value]:
        """All hyperparameters of one model: `chosen` over the defaults."""
        return {**self.defaults(), **chosen}

    def layers(self, values: Values, shape: Shape, output: Layer) -> tuple[Layer, ...]:
        """A network's layers, from complete values; `output` is the last.

        Each that draws at random has a seed of its own, counted from the fit's, which the last has.
        """
        seeds, l2 = itertools.count(), values.get("l2")
        last = numbered(output, seeds)
        hidden = [numbered(layer, seeds) for layer in self.hidden(values, shape)]
        return tuple(decayed(layer, l2) for layer in (*hidden, last))

    def shape_of(self, features: int) -> Shape:
        """The inputs' shape where only their number is known; an image is then a line of pixels."""
        return (1, features, 1) if self.images_only else (features,)
