"""Every error that Tuning Studio raises on purpose, and how a value stands in its sentence.

Imports nothing of the project.
"""

from __future__ import annotations

MOST_LETTERS = 80
"""Letters that a value may take in a sentence."""


def quoted(value: object) -> str:
    """A value as Python writes it, cut to `MOST_LETTERS`, on one line."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of over 4,300 digits
        text = "a whole number of thousands of digits"
    return shortened(text)


def shortened(name: str) -> str:
    """A name that a person gave as it stands in a sentence: on one line, cut."""
    text = " ".join(name.split())
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


class TuningError(Exception):
    """Base of all errors here. Its text is one sentence a person can act on, on one line."""

    def __init__(self, message: str = "") -> None:
        super().__init__(" ".join(message.split()))


class InvalidInput(TuningError):
    """What a person gave breaks a rule; the text states the rule and the value.

    `field` names the place in the study ("space.units", "strategy.max_trials") for pages that
    show the sentence beside its field; it is empty where no single field is at fault.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotFound(TuningError):
    """A study, data set or file that was asked for does not exist."""


class DatasetUnavailable(TuningError):
    """A data set cannot be had on this machine; the text names the places that were tried."""


class TrialFailed(TuningError):
    """This trial cannot be trained (its loss became NaN, say); the study goes on."""


class StudyStopped(TuningError):
    """A person stopped the study: everything that trains for it ends at its next epoch."""


class StateConflict(TuningError):
    """A study cannot become what it was told to, by what it is: it has ended meanwhile, say."""


class StoreUnavailable(TuningError):
    """The store cannot be written for now; `why` is the reason as the end of a sentence."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


class TooManyWait(TuningError):
    """As many miniatures wait as may; the text says how many."""


class ViewOnly(TuningError):
    """Whoever asked for a change came by a link that can look and change nothing."""


class TrackerTrouble(TuningError):
    """A tracker is slow, full or refuses; what was not sent can be sent again."""


class EngineDied(TuningError):
    """The engine process ended although there was work left."""


class ClusterAway(TuningError):
    """The scheduler that stands does not answer, or went away; what waits for it goes on later."""


class ClusterUnfit(TuningError):
    """The scheduler or the workers that stand cannot serve this engine; the text says why."""
