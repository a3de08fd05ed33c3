"""Chooses how an epoch is compiled, `xla` or `graph`, by what each costs.

XLA takes longer to compile and less time a step; `docs/performance.md` has the measurements behind
the rule. Both costs scale with the machine's speed, so the rule holds on other machines, too. A
person's own setting (TUNING_PROGRAM) comes first.
"""

from __future__ import annotations

import math
import os

import keras
import tensorflow as tf

from tuning import catalog
from tuning.engine.compiled import fused
from tuning.engine.compiled.dense import MOST_UNITS, hidden, is_narrow
from tuning.engine.compiled.programs import Mode
from tuning.engine.fits import FitTask

COMPILE_SECONDS, COMPILE_SECONDS_EACH = 0.42, 0.035
"""Processor seconds that XLA takes to compile beyond tracing a graph: fixed, and a variable."""
STEP_SAVING_VARIABLE, STEP_SAVING_DROPPED = 9e-6, 6e-9
"""Seconds that XLA saves a step: for each variable, and for each number that dropout looks at."""
STEP_LOSS_PRODUCT = 1.2e-12
"""Seconds that XLA loses a step for each product of a weight and a row: it multiplies slower."""
STEP_SAVING_NARROW = 8e-10
"""Seconds that XLA saves a step for each input of each row of a narrow layer (`dense.py`), the less
the more units it has."""
MANY_COMPILE_SECONDS, MANY_COMPILE_SECONDS_EACH = 0.4, 0.045
MANY_STEP_SAVING_VARIABLE, MANY_STEP_SAVING_ROW = 8e-6, 5e-8
"""The same of a program that trains many epochs a call; and for each row of a batch. Dropout and
products hardly count in networks so small."""
SIMPLE = (
    keras.layers.InputLayer,
    keras.layers.Flatten,
    keras.layers.Dense,
    keras.layers.Dropout,
)
"""What the rule was measured for."""


def choose(
    model: keras.Model,
    batch: int,
    steps: int,
    wanted: str | None = None,
    many: bool = False,
) -> Mode:
    """The mode for `steps` steps of a model's architecture; `many`: of many epochs a call.

    It depends on nothing that ran before, so that the same study gives the same scores.
    """
    if not all(layer.supports_jit for layer in model.layers):
        return "graph"  # XLA cannot turn or move an image on the processor
    wanted = wanted or os.environ.get("TUNING_PROGRAM")
    if wanted in ("xla", "graph"):
        return wanted  # type: ignore[return-value]
    if not all(isinstance(layer, SIMPLE) for layer in model.layers):
        return "graph"
    variables = len(model.trainable_variables)
    if many:
        saving = MANY_STEP_SAVING_VARIABLE * variables + MANY_STEP_SAVING_ROW * batch
        cost = MANY_COMPILE_SECONDS + MANY_COMPILE_SECONDS_EACH * variables
        return "xla" if steps * saving > cost else "graph"
    narrow = [layer for layer in model.layers if is_narrow(layer)]
    wide = model.count_params() - sum(layer.count_params() for layer in narrow)
    saving = STEP_SAVING_VARIABLE * variables + batch * (
        STEP_SAVING_DROPPED * _dropped(model)
        - STEP_LOSS_PRODUCT * wide
        + STEP_SAVING_NARROW * sum(_inputs(layer) for layer in narrow)
    )
    cost = COMPILE_SECONDS + COMPILE_SECONDS_EACH * variables
    return "xla" if steps * saving > cost else "graph"


def _dropped(model: keras.Model) -> int:
    """How many numbers of one row meet a dropout."""
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    return sum(math.prod(layer.output.shape[1:]) for layer in dropouts)


def _inputs(narrow: keras.layers.Dense) -> float:
    """A narrow layer's inputs, the less the more units it has."""
    return narrow.input.shape[-1] * (1 - narrow.units / MOST_UNITS)


def shared_by(task: FitTask, model: keras.Model, x: tf.Tensor, held: int) -> tuple[int, ...]:
    """How wide the program is that a fit's model shares with others; () if it shares none.

    x: the data; held: how many rows validate.
    """
    if not task.widest:
        return ()
    family, layers = catalog.family(task.family), hidden(model)
    full = family.values(task.values)
    names = [name if full[name] is not None else family.widths[0] for name in family.widths]
    wide = [task.widest.get(name, own.units) for name, own in zip(names, layers, strict=False)]
    is_shared = not task.widest.keys().isdisjoint(names[: len(layers)])
    fits = all(width >= own.units for width, own in zip(wide, layers, strict=False))
    return tuple(wide) if is_shared and fits and fused.has_many(model, x, held) else ()
