"""An honest winner's scores and its baselines, as lines of one scale."""

from __future__ import annotations

from collections.abc import Iterator

from tuning import metrics
from tuning.charts.scale import Line, scale
from tuning.honesty import BASELINES, Honest, words


def estimates(honest: Honest) -> str:
    """What is known of the winner, the corrected score first; below it what it is held against."""
    title = metrics.MEASURES[honest.metric].title
    return scale(list(_lines(honest)), f"{title} of the winner and of the baselines")


def _lines(honest: Honest) -> Iterator[Line]:
    if honest.corrected is not None:
        rows = f"90% interval, from {honest.rows:,} validation rows" if honest.rows else ""
        yield Line("corrected", "Corrected", honest.corrected, honest.low, honest.high, rows)
    if (test := honest.test) is not None and test.measure == honest.metric:
        used = "that chose it, too" if test.chose else "never used"
        title = f"On {test.rows:,} rows {used}"
        yield Line("tested", title, test.score, test.low, test.high, "The test, met once.")
    if honest.chosen is not None:
        yield Line(
            "chosen",
            "Where it was chosen",
            honest.chosen,
            help=f"The best {words.among(honest)}: that flatters.",
        )
    for name in BASELINES:
        if (value := honest.baselines.get(name)) is not None:
            note = honest.notes.get(name, "")
            yield Line("level", words.title(name, honest), value, help=note, is_level=True)
