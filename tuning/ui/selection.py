"""What is selected on a study's page: one answer for every chart and the table.

Trials picked one by one are selected; where there are none, those inside the brush, which is a
range on each of some axes. The selection is kept in the session, where no rerun or report touches
it, and stands in the address (`?brush=learning_rate:0.001..0.01&trials=3,5-7`), from which a page
that is opened anew takes it. A name or a trial that the study does not have is left out, and said.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from tuning import analysis
from tuning.store.view import StudyView
from tuning.text.names import cut
from tuning.text.words import listed
from tuning.ui import context, figures, widgets
from tuning.ui.components.figure import Picks
from tuning.ui.components.parallel_coordinates import Brush

BRUSH, TRIALS = "brush", "trials"
"""How an address names them."""
MOST_LETTERS = 1500
"""Of a part of an address: a longer one is left out, as servers on the way may refuse it."""
MOST_DRAWN = 100
_WRITTEN = "selection-in-address"
"""What the address was last given, of whichever study."""
_RANGE = re.compile(r"(\w+):(-?[\d.]+(?:e[+-]?\d+)?)\.\.(-?[\d.]+(?:e[+-]?\d+)?)", re.IGNORECASE)
_RUN = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")
MOST_TRIALS = 100_000
"""An address names no more: a run that would go beyond is left out."""


@dataclass(frozen=True)
class Selection:
    """A brush, and trials in the order in which they were picked."""

    brush: Brush = field(default_factory=dict)
    trials: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.brush or self.trials)


NONE = Selection()


def of(study_id: int) -> frozenset[int] | None:
    """The selected trials of a study; None where nothing is selected."""
    return inside(context.view(study_id))


def inside(view: StudyView) -> frozenset[int] | None:
    """The selected trials of a study as a view shows it; None where nothing is selected."""
    chosen = current(view.study.id)
    if picked := frozenset(chosen.trials) & view.trials.keys():
        return picked
    return brushed(view) if chosen.brush else None


def brushed(view: StudyView) -> frozenset[int] | None:
    """The trials inside the brush; None without one."""
    brush = current(view.study.id).brush
    if not brush:
        return None
    ranges = tuple((name, *ends) for name, ends in sorted(brush.items()))
    return figures.brushed(view, figures.trials_changed(view), ranges)


def picked(view: StudyView) -> tuple[int, ...]:
    """The trials that were picked one by one, the latest last."""
    return tuple(n for n in current(view.study.id).trials if n in view.trials)


def drawn(view: StudyView) -> frozenset[int]:
    """Trials that figures of some of many draw in any case: those picked, if they are few."""
    trials = picked(view)
    return frozenset(trials) if len(trials) <= MOST_DRAWN else frozenset()


def current(study_id: int) -> Selection:
    """A study's selection; the address' own, when this session sees the study first."""
    if _kept(study_id) not in st.session_state:
        st.session_state[_kept(study_id)] = _from_address(study_id)
    kept: Selection = st.session_state[_kept(study_id)]
    return kept


def select(study_id: int, chosen: Selection) -> None:
    """Selects this and nothing else."""
    st.session_state[_kept(study_id)] = chosen
    st.session_state.pop(_unknown(study_id), None)


def pick(study_id: int, trials: Iterable[int]) -> None:
    """Picks these trials one by one; a brush stays, and is what is selected when they are let go
    of."""
    select(study_id, replace(current(study_id), trials=tuple(dict.fromkeys(trials))))


def clear(study_id: int) -> None:
    """Lets go of everything."""
    select(study_id, NONE)


def picks(view: StudyView) -> Picks:
    """What a figure of this study's trials is to show, and to report to.

    A session keeps for good what is to be called back: no view may be held by it.
    """
    study_id = view.study.id
    return Picks(
        inside(view),
        picked(view),
        on_pick=lambda trials: pick(study_id, trials),
        on_clear=lambda: clear(study_id),
    )


def in_address(study_id: int) -> None:
    """Keeps the selection in the page's address."""
    chosen = current(study_id)
    texts = {BRUSH: brush_text(chosen.brush), TRIALS: trials_text(chosen.trials)}
    texts = {name: text if len(text) <= MOST_LETTERS else "" for name, text in texts.items()}
    st.session_state[_WRITTEN] = texts
    for name, text in texts.items():
        if st.query_params.get(name, "") == text:
            continue
        if text:
            st.query_params[name] = text
        else:
            del st.query_params[name]


def unknown(study_id: int) -> str:
    """What the address named that the study does not have, in one sentence; else empty."""
    return str(st.session_state.get(_unknown(study_id), ""))


def _kept(study_id: int) -> str:
    return f"selection-{study_id}"


def _unknown(study_id: int) -> str:
    return f"selection-unknown-{study_id}"


def _from_address(study_id: int) -> Selection:
    texts = {name: st.query_params.get(name, "") for name in (BRUSH, TRIALS)}
    brush, trials = read_brush(texts[BRUSH]), read_trials(texts[TRIALS])
    # The words of the study that was shown before are none about this one.
    if not (brush or trials) or texts == st.session_state.get(_WRITTEN):
        return NONE
    view = context.view(study_id)
    axes = {*analysis.varying(view), "score"}
    known = Selection(
        {name: ends for name, ends in brush.items() if name in axes},
        tuple(number for number in trials if number in view.trials),
    )
    missing = [cut(name, 40) for name in brush if name not in axes]
    gone = len(trials) - len(known.trials)
    missing += [widgets.counted(gone, "trial")] if gone else []
    if missing:
        text = f"The link names {listed(missing)} that this study does not have."
        st.session_state[_unknown(study_id)] = text
    return known


# -- as text -------------------------------------------------------------------------------------


def brush_text(brush: Mapping[str, tuple[float, float]]) -> str:
    """`learning_rate:0.001..0.01,units:16..64`."""
    return ",".join(f"{name}:{low:.10g}..{high:.10g}" for name, (low, high) in brush.items())


def read_brush(text: str) -> Brush:
    """A brush from an address; whatever is not a range is left out."""
    brush: Brush = {}
    for part in text.split(","):
        if (found := _RANGE.fullmatch(part.strip())) is None:
            continue
        try:
            low, high = float(found[2]), float(found[3])
        except ValueError:
            continue
        if math.isfinite(low) and math.isfinite(high):
            brush[found[1]] = (min(low, high), max(low, high))
    return brush


def trials_text(trials: Sequence[int]) -> str:
    """`3,5-7`: a run of trials that follow each other is written by its ends."""
    runs: list[list[int]] = []
    for number in trials:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ",".join("-".join(map(str, dict.fromkeys(run))) for run in runs)


def read_trials(text: str) -> tuple[int, ...]:
    """Trials from an address; whatever is not a number or a run is left out."""
    numbers: dict[int, None] = {}
    for part in text.split(","):
        if (found := _RUN.fullmatch(part.strip())) is None:
            continue
        first, last = int(found[1]), int(found[2] or found[1])
        if len(numbers) + last - first < MOST_TRIALS:
            numbers |= dict.fromkeys(range(first, last + 1))
    return tuple(numbers)
