"""What the miniatures of strategies search: a space of two hyperparameters, and a study of it.

The learning rate matters much and dropout little, until the rate is large: then it matters, too.
`tuning.learn.landscape` has what every point of the space scores.
"""

from __future__ import annotations

from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning import race
from tuning.space import Float, Space, Values
from tuning.study import DataSpec, StrategySpec, StudySpec

EPOCHS = 9
"""Of a trial that is trained through: halving begins with a ninth of it, Hyperband goes beyond."""
SPACE = Space.model_validate(
    {
        "learning_rate": Float(low=1e-4, high=1.0, scale="log"),
        "dropout": Float(low=0.0, high=0.8),
    }
)
"""What is searched."""
FIXED: Values = {
    "units": 32,
    "layers": 1,
    "activation": "relu",
    "optimizer": "adam",
    "batch_size": 32,
}
"""Of every network."""


def base(seed: int, epochs: int = EPOCHS) -> StudySpec:
    """A study of the space on digits that says nothing of its strategy yet.

    A trial is scored by its last epoch, as all the strategies can.
    """
    return StudySpec.model_validate(
        {
            "data": DataSpec(name="digits"),
            "evaluation": {"method": "split"},
            "objective": {"metric": "val_accuracy", "reduce": "last"},
            "seed": seed,
            "space": SPACE.replace(**FIXED, epochs=epochs),
        }
    )


def study(strategy: str, trials: int, seed: int) -> StudySpec:
    """The study in which a strategy spends what so many trials of `EPOCHS` epochs cost.

    `seed`: the miniature's. Options are those that it would have in a race for this budget, but
    that nothing is refitted: no model is kept. Raises InvalidInput for one that cannot fill it.
    """
    options = {option.name for option in strategies.strategy(strategy).options}
    own = StrategySpec(name=strategy, options={"refit": False} if "refit" in options else {})
    spec = base(race.APART * seed).model_copy(update={"strategy": own})
    (entry,) = race.enter(spec, [strategy], budget=trials * EPOCHS)
    if not entry.takes_part:
        raise InvalidInput(entry.reason)
    return entry.specs[0]
