"""Where a number of epochs comes from, as a sum that can be checked by hand."""

from __future__ import annotations

from tuning.strategies import Counts


def bound(exact: bool, at_most: bool) -> str:
    """What stands before a number that is not settled, with its space."""
    return f"{'at most ' if at_most else ''}{'' if exact else 'about '}"


def in_words(counts: Counts, fits: int, at_most: bool = False) -> str:
    """`6 trials × 4 fits × 5 epochs + 5 for the refit = 125 epochs`, with `fits` a trial.

    Rungs that train their fits equally long are told as one:
    `(9 trials × 1 epoch + 4 × 2) × 3 fits = 51 epochs`.
    """
    rungs: dict[float, int] = {}
    for trials, epochs in counts.rungs:
        rungs[epochs] = rungs.get(epochs, 0) + trials
    parts = [(trials, epochs) for epochs, trials in rungs.items() if trials]
    if not parts:
        return "0 epochs"
    each = f" × {_plural(fits, 'fit')}" if fits > 1 else ""
    if len(parts) == 1:
        ((trials, epochs),) = parts
        product = f"{_plural(trials, 'trial')}{each} × {_plural(epochs, 'epoch')}"
    else:
        (trials, epochs), *rest = parts
        more = "".join(f" + {trials:,} × {_number(epochs)}" for trials, epochs in rest)
        product = f"{_plural(trials, 'trial')} × {_plural(epochs, 'epoch')}{more}"
        product = f"({product}){each}" if each else product
    refit = f" + {_number(counts.refit)} for the refit" if counts.refit else ""
    about = bound(counts.exact, at_most)
    return f"{product}{refit} = {about}{_plural(counts.epochs, 'epoch')}"


def _plural(count: float, noun: str) -> str:
    return f"{_number(count)} {noun}{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    return f"{round(value):,}" if value == round(value) else f"{value:,.2f}"
