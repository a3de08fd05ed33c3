"""The race as lanes: how much of the budget each strategy's seeds have spent, the leader on top."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from html import escape

from tuning.analysis.comparison import Contender
from tuning.analysis.standings import Standing, Standings
from tuning.store.view import StudyView
from tuning.ui import widgets

STYLE = """<style>
.ts-share {display: inline-block; width: 5.5rem; height: 0.5rem; border-radius: 0.25rem;
  margin-right: 0.6rem; background: color-mix(in srgb, currentcolor 14%, transparent)}
.ts-share i {display: block; height: 100%; border-radius: 0.25rem}
.ts-count {display: inline-block; min-width: 3.6rem}
.ts-lanes {display: grid; grid-template-columns: 1.6rem minmax(7rem, 14rem) 1fr 5.2rem;
  gap: 0.55rem 0.8rem; align-items: center; font-variant-numeric: tabular-nums}
.ts-lanes .ts-rank {font-size: 1.25rem; opacity: 0.7; text-align: right}
.ts-lanes .ts-name {font-weight: 600; overflow-wrap: anywhere}
.ts-lanes .ts-now {font-size: 1.15rem; font-weight: 600; text-align: right}
.ts-lane {display: flex; flex-direction: column; gap: 2px; padding: 3px 0;
  border-right: 3px double color-mix(in srgb, currentcolor 45%, transparent);
  background: color-mix(in srgb, currentcolor 6%, transparent); border-radius: 3px 0 0 3px}
.ts-lane i {display: block; height: 5px; border-radius: 0 3px 3px 0; position: relative;
  background: color-mix(in srgb, var(--c) 45%, transparent); min-width: 4px}
.ts-lane i::after {content: ""; position: absolute; right: 0; top: 0; width: 5px; height: 5px;
  border-radius: 50%; background: var(--c)}
@media (max-width: 640px) {
  .ts-lanes {grid-template-columns: 1.2rem 1fr 4.6rem; grid-auto-flow: dense}
  .ts-lanes .ts-lane {grid-column: 1 / -1}
}
</style>"""


def lanes(
    views: Sequence[StudyView],
    found: Sequence[Contender],
    standings: Standings,
    budget: float | None,
) -> None:
    """One lane a strategy, in it one bar a seed, up to the finish at the budget."""
    by_title = {contender.title: contender for contender in found}
    whole = budget or max((view.study.epochs_planned or 1 for view in views), default=1)
    shares = {view.study.id: min(_spent(view, standings) / whole, 1.0) for view in views}
    rows = "".join(
        _lane(place, row, by_title[row.title], shares)
        for place, row in enumerate(standings.rows, 1)
    )
    widgets.html(f'<div class="ts-lanes">{rows}</div>')


def _lane(place: int, row: Standing, contender: Contender, of_all: dict[int, float]) -> str:
    shares = [of_all[run.study.id] for run in contender.trajectories]
    bars = "".join(f'<i style="width:{100 * share:.1f}%"></i>' for share in shares)
    rank = str(place) if row.median is not None else "–"
    lane = f"{row.title}: {statistics.median(shares):.0%} of the budget spent"
    return (
        f'<div class="ts-rank">{rank}</div>'
        f'<div class="ts-name">{widgets.dot(contender.color)}{escape(row.title)}</div>'
        f'<div class="ts-lane" style="--c:{contender.color}" role="img" '
        f'aria-label="{escape(lane)}">{bars}</div>'
        f'<div class="ts-now">{widgets.score(row.median)}</div>'
    )


def _spent(view: StudyView, standings: Standings) -> float:
    """What a study has spent; trials under way count."""
    return view.totals.training if standings.by == "seconds" else float(view.totals.epochs)
